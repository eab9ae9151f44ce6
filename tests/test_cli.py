"""The command line: results to stdout, faults to stderr with exit code 2, one JSON document where it is asked for."""

import json

import pytest
from typer.testing import CliRunner

import vbc_twin as vt
from vbc_twin.cli import app, results

HEADLINE = {"gross_savings_usd", "programme_cost_usd", "settlement_usd", "net_savings_usd", "payer_net_usd"}
QUICK = ("--people", "300", "--draws", "2")


@pytest.fixture
def call(monkeypatch):
    """Type a command; the result has exit_code, stdout and stderr. Tables are as wide as in a file."""
    monkeypatch.delenv("COLUMNS", raising=False)
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def nothing_runs(monkeypatch):
    """Fail if anything is lived."""

    def lived(*_, **__):
        pytest.fail("something was run")

    monkeypatch.setattr(vt, "compare", lived)
    monkeypatch.setattr(vt, "run", lived)


@pytest.fixture(scope="module")
def scenario_file(tmp_path_factory):
    """A scenario of one's own, one year long."""
    file = tmp_path_factory.mktemp("scenarios") / "mine.toml"
    file.write_text('name = "Mine"\nyears = 1\nseed = 7\n', encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def instead_file(scenario_file):
    """The same with an investment."""
    file = scenario_file.with_name("instead.toml")
    bought = '[[investment]]\nname = "transitional_care"\nnurses = 1\n'
    file.write_text('name = "Instead"\nyears = 1\nseed = 7\n' + bought, encoding="utf-8")
    return file


# --- compare and run


def test_compare_prints_json_and_nothing_else(call, scenario_file, instead_file):
    done = call("compare", scenario_file, instead_file, *QUICK, "--json")

    assert done.exit_code == 0, done.stderr
    summary = json.loads(done.stdout)
    assert summary.keys() >= HEADLINE
    for name in HEADLINE - {"settlement_usd"}:
        assert summary[name].keys() >= {"mean", "low", "high"}
    assert "probability_above_zero" in summary["net_savings_usd"]
    assert [each.keys() for each in summary["settlement_usd"]] == [{"year", "base", "alternative", "difference"}]
    assert done.stderr == ""


def test_threads_change_nothing(call, scenario_file, instead_file):
    once, again = (
        call("compare", scenario_file, instead_file, *QUICK, "--json", "--threads", number) for number in (1, 2)
    )

    assert once.stdout == again.stdout


def test_compare_prints_tables_and_saves_where_it_is_told(call, scenario_file, instead_file, tmp_path):
    done = call("compare", scenario_file, instead_file, *QUICK, "--out", tmp_path / "out", "--seed", 11)

    assert done.exit_code == 0, done.stderr
    for words in (
        "Instead against Mine",
        "Headline figures",
        "Quadruple Aim",
        "Outcomes",
        "Cost",
        "Patients' experience",
        "Clinicians' workload",
        "Equity",
        "Settlement",
        "report.html",
    ):
        assert words in done.stdout
    assert (tmp_path / "out" / "report.html").is_file()
    assert json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))["provenance"]["seed"] == 11


def test_run_lives_one_scenario(call, scenario_file):
    done = call("run", scenario_file, *QUICK, "--json")

    assert done.exit_code == 0, done.stderr
    summary = json.loads(done.stdout)
    assert [each["year"] for each in summary["settlements"]] == [2022, 2023]
    assert summary["scenario"] == {"name": "mine", "label": "Mine"}


def test_run_prints_settlement_and_years(call, scenario_file):
    done = call("run", scenario_file, *QUICK)

    assert done.exit_code == 0, done.stderr
    assert "Settlement" in done.stdout and "Admissions" in done.stdout


# --- faults


def test_every_unknown_name_and_number_is_told_at_once_and_nothing_is_run(call, nothing_runs):
    done = call("compare", "status_qo", "care_managment", "--twin", "example", "--draws", 0, "--people", -5)

    assert done.exit_code == 2
    assert done.stdout == ""
    for words in (
        "5 faults; nothing was run",
        '"status_quo"',
        '"care_management"',
        '"example_aco"',
        "--draws",
        "--people",
    ):
        assert words in done.stderr


def test_every_fault_of_a_scenario_is_told_at_once(call, nothing_runs, tmp_path):
    file = tmp_path / "wrong.toml"
    file.write_text(
        'name = "Wrong"\nstart = 2020-01-01\nyeers = 3\n'
        '[[investment]]\nname = "complex_care"\nnurses = 1\n'
        '[[investment]]\nname = "transitional_care"\nnurses = -2\n',
        encoding="utf-8",
    )

    done = call("compare", "status_quo", file)

    assert done.exit_code == 2
    for words in ("before the end of year 0", '"yeers"', "complex_care_management", "found -2"):
        assert words in done.stderr


def test_an_unknown_contract_is_a_fault_before_anything_is_run(call, nothing_runs, tmp_path):
    file = tmp_path / "other.toml"
    file.write_text('name = "Other"\ncontract = { name = "mssp_enhance" }\n', encoding="utf-8")

    done = call("run", file)

    assert done.exit_code == 2
    assert '"mssp_enhanced"' in done.stderr


def test_a_file_in_the_place_of_the_folder_is_a_fault(call, nothing_runs, tmp_path):
    (tmp_path / "taken").write_text("", encoding="utf-8")

    done = call("compare", "status_quo", "care_management", "--out", tmp_path / "taken")

    assert done.exit_code == 2
    assert "name a folder" in done.stderr


@pytest.mark.parametrize("words", [("twin", "show", "exampel"), ("explain", "use.inpatent"), ("list", "twin")])
def test_a_wrong_name_gets_the_nearest(call, words):
    done = call(*words)

    assert done.exit_code == 2
    assert any(near in done.stderr for near in ('"example_aco"', '"use.inpatient"', '"twins"'))


def test_an_interruption_is_130_and_saves_nothing(call, monkeypatch, tmp_path):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(vt, "compare", interrupted)

    done = call("compare", "status_quo", "care_management", "--out", tmp_path / "out")

    assert done.exit_code == 130
    assert not (tmp_path / "out").exists()


# --- twins and the library


def test_twin_build_shows_the_fit_and_saves_a_twin_that_can_be_used(call, cms, tmp_path):
    words = ("--cms", cms / "mssp_py2022_part.csv", "--aco", "A1052", "--people", 1000, "--out", tmp_path / "mine")

    done = call("twin", "build", *words, "--json")

    assert done.exit_code == 0, done.stderr
    fit = json.loads(done.stdout)["fit"]
    columns = {"figure", "unit", "published", "simulated", "standard_error", "relative_error", "bar", "within", "scale"}
    assert all(row.keys() == columns for row in fit)
    assert vt.Twin.load(tmp_path / "mine").row.aco_id == "A1052"


def test_twin_build_names_what_it_cannot_use(call, tmp_path):
    done = call("twin", "build", "--cms", tmp_path / "none.csv", "--aco", "A1052", "--people", 0)

    assert done.exit_code == 2
    assert "none.csv" in done.stderr and "--people" in done.stderr


def test_twin_show_prints_published_beside_drawn(call):
    done = call("twin", "show", "example_aco", "--people", 500)

    assert done.exit_code == 0, done.stderr
    row = vt.Twin.load("example_aco").row
    assert row.name in done.stdout and f"{row.assigned_beneficiaries:,}" in done.stdout


def test_list_names_everything_of_every_kind(call):
    done = call("list")

    assert done.exit_code == 0, done.stderr
    for name in ("example_aco", "status_quo", "complex_care_management", "heart_failure", "mssp_enhanced"):
        assert name in done.stdout


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("heart_failure", ("Stages", "solved from prevalence", "Effects")),
        ("complex_care_management", ("For whom", "nurse")),
        ("mssp_enhanced", ("Terms, in order", "42 CFR")),
        ("care_management", ("Buys Complex care management (1 nurse)",)),
        ("use.inpatient", ("stays per person-year", "each after the first")),
        ("diabetes.undiagnosed", ("Figure diabetes.undiagnosed",)),
    ],
)
def test_explain_says_each_kind_of_thing_in_words_with_its_sources(call, name, words):
    done = call("explain", name)

    assert done.exit_code == 0, done.stderr
    assert all(each in done.stdout for each in words)


def test_app_starts_the_front_end_with_what_follows(call, monkeypatch):
    started = []
    monkeypatch.setattr("vbc_twin.cli.library.subprocess.call", lambda words: started.append(words) or 0)

    done = call("app", "--port", 8600)

    assert done.exit_code == 0, done.stderr
    assert started[0][1].endswith("start.py")
    assert started[0][2:] == ["--port", "8600"]


def test_demo_is_the_example_against_today_on_the_full_panel(call, monkeypatch, tmp_path):
    asked = {}

    def compare(twin, base, alternative, draws, threads, on_progress):
        asked.update(twin=twin, base=base, alternative=alternative, draws=draws)
        raise KeyboardInterrupt

    monkeypatch.setattr(vt, "compare", compare)

    call("demo", "--out", tmp_path)

    assert asked["twin"].name == "example_aco" and asked["twin"].people is None
    assert (asked["base"].name, asked["alternative"].name) == (results.TODAY, results.INSTEAD)
    assert asked["draws"] >= 50
