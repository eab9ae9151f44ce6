"""The page Contracts: it settles as the library does, tells faults beside their fields, and saves what it shows."""

import tomllib
from dataclasses import replace
from html import unescape

import own_file
import pytest
import session
from choice import Choice
from contract_form import form, spoken, years_in_force
from draft import Draft
from streamlit.testing.v1 import AppTest

import vbc_twin as vt

PAGE = "pages/contracts.py"
ENHANCED = "mssp_enhanced"
GAIN = "Gain rate [share of savings]"


@pytest.fixture
def open_contracts(open_page):
    """Opens the page, with a contract of the library chosen."""

    def opened(name: str = ENHANCED, **address: str) -> AppTest:
        page = open_page(**address)
        lay(page, name)
        return page.switch_page(PAGE).run()

    return opened


@pytest.fixture(scope="module")
def row() -> vt.PublishedRow:
    """What CMS published of the first ACO."""
    return vt.Twin.load("example_aco").row


def lay(page: AppTest, name: str) -> None:
    """Chooses a contract, as its two fields would."""
    family = vt.library.read("contracts", name).raw["family"]
    page.session_state["contract family"] = family
    page.session_state[f"contract of {family}"] = name


def field(page: AppTest, label: str):
    """The first field of this name, a number or one out of a few."""
    return next(each for each in (*page.number_input, *page.selectbox) if each.label == label)


def amount(page: AppTest, name: str = "Paid (+) or owed (-)") -> float:
    """An amount at the head of the answer [USD]."""
    metric = next(metric for metric in page.metric if metric.label == name)
    return float(metric.value.replace("$", "").replace(",", ""))


def all_text(page: AppTest) -> str:
    """Every sentence and table of a page."""
    said = [
        each.value for kind in ("markdown", "caption", "header", "info", "error", "warning") for each in page.get(kind)
    ]
    return unescape(" ".join([*said, *(element.proto.body for element in page.get("html"))])).replace("\\$", "$")


def upload(page: AppTest, name: str, text: str | bytes) -> AppTest:
    """Opens a file of one's own."""
    content = text if isinstance(text, bytes) else text.encode()
    return page.file_uploader[0].set_value((name, content, "application/toml")).run()


def test_the_page_opens_with_the_first_aco_s_own_contract_and_its_published_settlement(open_page, row):
    page = open_page().switch_page(PAGE).run()

    assert not page.exception
    assert page.title[0].value == "Contracts"
    assert amount(page) == pytest.approx(row.earned_usd, abs=1)
    assert "Nothing is edited" in all_text(page)


def test_every_line_is_shown_with_its_rule_its_citation_and_how_sure_it_is(open_contracts, row):
    page = open_contracts()

    text = all_text(page)
    held = vt.Contract.load(ENHANCED).held_by(row)
    lines = held.settle(vt.Experience.published(row)).lines

    assert lines
    assert all(part in text for line in lines for part in (line.step, line.rule, line.citation))
    assert "How sure" in text


def test_a_changed_rate_moves_the_settlement_in_proportion(open_contracts):
    page = open_contracts()
    before = amount(page)

    field(page, GAIN).set_value(0.6).run()

    assert amount(page) == pytest.approx(before * 0.6 / 0.75, abs=1)
    assert f"instead of ${before:,.0f} under the file as it stands" in all_text(page)
    assert "own figure; before it 0.75" in all_text(page)
    assert 'class="unsure"' in all_text(page)


def test_all_faults_of_an_edit_stand_beside_their_fields_and_the_last_settlement_stays(open_contracts):
    page = open_contracts()
    field(page, GAIN).set_value(0.6).run()
    good = amount(page)

    field(page, GAIN).set_value(1.5)
    field(page, "Gain share [share of benchmark]").set_value(-0.2).run()

    told = [error.value for error in page.error]
    assert any("A share of savings lies from 0 to 1, found 1.5" in fault for fault in told)
    assert any("A share of benchmark lies from 0 to 1, found -0.2" in fault for fault in told)
    assert any("2 changes cannot be settled" in fault for fault in told)
    assert amount(page) == good
    assert next(button for button in page.get("download_button")).proto.disabled


def test_the_file_s_figures_come_back_at_a_press(open_contracts):
    page = open_contracts()
    before = amount(page)
    field(page, GAIN).set_value(0.1).run()

    next(button for button in page.button if button.label == "Back to the file's figures").click().run()

    assert not page.exception
    assert amount(page) == before
    assert field(page, GAIN).value == 0.75


def test_a_change_is_still_there_when_the_visitor_comes_back_from_another_page(open_contracts):
    page = open_contracts()
    field(page, GAIN).set_value(0.6).run()
    edited = amount(page)

    page.switch_page("pages/compare.py").run()
    page.switch_page(PAGE).run()

    assert field(page, GAIN).value == 0.6
    assert amount(page) == edited


def test_every_contract_of_the_library_can_be_laid_on_the_desk(open_contracts):
    page = open_contracts()

    for name in vt.Contract.names():
        lay(page, name)
        page.run()

        assert not page.exception, name
        assert not page.error, name
        titles = [expander.label for expander in page.expander if expander.label[:1].isdigit()]
        assert len(titles) == len(vt.Contract.load(name).text.terms), name
        assert page.metric or "Not settled yet" in all_text(page), name


def test_what_a_contract_lacks_is_named_and_can_be_assumed_with_an_interval(open_contracts):
    page = open_contracts("bpci_advanced")
    lacking = [spoken(name).lower() for name in vt.Contract.load("bpci_advanced").needs if "episode" in name]

    assert all(name in page.warning[0].value for name in lacking)
    assert not page.metric
    for each in [each for each in page.number_input if each.label.endswith(": value")]:
        each.set_value(10e6)
    page.run()
    first = next(each for each in page.number_input if each.label.endswith(": low"))
    first.set_value(9e6).run()
    assert any("give both ends" in error.value for error in page.error)
    high = next(each for each in page.number_input if each.label == first.label.replace(": low", ": high"))
    high.set_value(11e6).run()

    text = all_text(page)
    assert not page.exception
    assert not page.error
    assert "90 % low" in text
    assert "Taken where it is not known" in text
    assert "9,000,000 to 11,000,000" in text or "9e+06 to 1.1e+07" in text


def test_an_assumed_interval_that_does_not_hold_its_value_is_told(open_contracts):
    page = open_contracts("bpci_advanced")
    labels = [each.label.removesuffix(": value") for each in page.number_input if each.label.endswith(": value")]

    for end, value in (("value", 5.0), ("low", 6.0), ("high", 7.0)):
        field(page, f"{labels[0]}: {end}").set_value(value)
    page.run()

    assert any("lies outside its own interval" in error.value for error in page.error)


def test_typed_figures_are_settled_and_a_percentage_is_told_apart_from_a_share(open_contracts):
    page = open_contracts()
    page.selectbox(key="settled on").set_value("typed").run()
    assert "what is not known: benchmark, persons, quality score, spending" in all_text(page)
    page.number_input(key=f"{ENHANCED} typed year").set_value(2022)
    given = {"benchmark_usd": 100e6, "persons": 10_000.0, "spending_usd": 90e6}
    for name, value in (given | {"quality_score": 90.0}).items():
        page.number_input(key=f"typed {name}").set_value(value)
    page.run()
    assert any("lies from 0 to 1, found 90" in error.value for error in page.error)

    page.number_input(key="typed quality_score").set_value(0.9).run()

    assert not page.exception
    assert not page.error
    assert amount(page, "Benchmark less expenditure") == 10e6
    assert amount(page) == pytest.approx(10e6 * 0.75 * 0.98)


def test_rules_of_a_year_in_which_nothing_is_in_force_are_told(open_contracts):
    page = open_contracts()

    field(page, "Rules of the year").set_value(2013).run()

    assert not page.exception
    assert any("nothing is in force in 2013" in error.value for error in page.error)


def test_a_run_of_the_session_can_be_settled_under_another_contract(open_contracts, small_choice, wait):
    quick = replace(small_choice, years=2)
    run = quick.digest(session.twin(quick.twin))
    session.jobs().start(run, quick)
    wait(lambda: session.jobs().state(run).name != "running")

    page = open_contracts("mssp_basic", run=run)
    page.selectbox(key="settled on").set_value(f"run {run}").run()

    comparison = vt.compare(vt.Twin.load(quick.twin, people=quick.people), *scenarios(quick), draws=quick.draws)
    year = comparison.years[0]
    expected = comparison.alternative.settlement(year).paid_usd
    assert not page.exception
    assert field(page, "Year of the run").value == year
    assert amount(page) == pytest.approx(expected.mean(), abs=1)
    assert "90 % low" in all_text(page)


def scenarios(choice: Choice):
    """The two futures of a choice."""
    return choice.scenarios(vt.Twin.load(choice.twin))


def test_a_saved_file_opened_again_gives_the_same_settlement(open_contracts):
    page = open_contracts("mssp_basic")
    field(page, "Level").set_value("C").run()
    field(page, GAIN).set_value(0.6).run()
    shown = amount(page)
    draft = Draft.of_library("mssp_basic")
    parts = form(draft.contract().choose(level="C"), draft.tables, 2022)
    place = next(
        figure.place for part in parts for each in part.everything for figure in each.figures if figure.label == GAIN
    )
    text = draft.edited({place: 0.6}).saved("mine", "Mine", {"level": "C", "minimum_savings_rate": 0.01})

    again = upload(open_contracts("mssp_enhanced"), "mine.toml", text)

    assert not again.exception
    assert not again.error
    assert again.selectbox(key="contract family").value == "Your own files"
    assert field(again, "Level").value == "C"
    assert field(again, "Minimum savings rate").value == 0.01
    assert amount(again) == shown


def test_a_file_with_faults_is_refused_with_every_one_of_them(open_contracts):
    text = (
        Draft.of_library(ENHANCED)
        .text.replace('kind = "gate"', 'kind = "gait"')
        .replace('holder = "ACO"', "holder = 3")
    )

    page = upload(open_contracts(), "wrong.toml", text)

    assert not page.exception
    assert any('"gait"' in error.value and "holder" in error.value for error in page.error)
    assert page.selectbox(key="contract family").value != "Your own files"


NO_CONTRACTS = {
    b"label = ": "is not TOML",
    b"\xff\xfe\x00": "is not UTF-8",
    b"x = " + b"[" * 5000: "is not TOML",
    b"term = 3": "expected tables",
    b"level = 3\nterm = []": "level: expected a table",
    b'[[term]]\nterms_of = "../../somewhere"': "expected the name of a file",
    b'needs = ["persons"]\n[[term]]\nkind = ["share"]\n[level]\nnames = 3': "wrong.toml",
    b"# " + b"x" * 300_000: "is larger than",
}


@pytest.mark.parametrize(("content", "told"), NO_CONTRACTS.items(), ids=range(len(NO_CONTRACTS)))
def test_a_file_that_is_no_contract_is_refused_in_words(content, told):
    with pytest.raises(vt.EvidenceError, match=told):
        own_file.read("wrong.toml", content)


@pytest.mark.parametrize("name", vt.Contract.names())
def test_every_contract_with_one_figure_changed_reads_back_from_its_saved_file(name):
    draft = Draft.of_library(name)
    contract = draft.contract()
    parts = form(contract, draft.tables, years_in_force(contract, 2025))
    figures = [figure for part in parts for each in part.everything for figure in each.figures]
    edited = draft.edited({figure.place: figure.number.value / 2 for figure in figures[-1:]})

    text = edited.saved("mine", "Mine", {"level": contract.level})

    again = Draft("mine", text)
    assert again.tables == edited.tables | {"label": "Mine", "level": again.tables["level"]}
    assert again.contract().needs == contract.needs
    assert tomllib.loads(text)["label"] == "Mine"


def test_comments_of_a_file_are_kept_when_it_is_saved():
    draft = Draft.of_library(ENHANCED)
    comments = {line for line in draft.text.splitlines() if line.startswith("#")}

    saved = draft.saved("mine", "Mine", {"level": "EN"}).splitlines()

    assert comments
    assert comments <= set(saved)
