"""The set-up: what run.py decides, what the lock files promise, what the wheel carries. Nothing is installed."""

import importlib.util
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

PINNED = re.compile(r"^([a-z0-9-]+)==(\S+)")


@pytest.fixture
def setup_file(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """run.py in a made-up checkout: its .venv lies in tmp_path, and the programs it would run are only listed."""
    spec = importlib.util.spec_from_file_location("setup_file", root / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for lock in ("run", "dev"):
        (tmp_path / "requirements").mkdir(exist_ok=True)
        (tmp_path / "requirements" / f"{lock}.lock").write_text(f"{lock}==1.0\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / "complete")
    monkeypatch.setattr(module.shutil, "which", {"uv": "uv"}.get)
    module.ran = []

    def run(*command):
        module.ran.append(" ".join(map(str, command)))
        (tmp_path / ".venv").mkdir(exist_ok=True)

    monkeypatch.setattr(module, "run", run)
    return module


def failing(setup_file: ModuleType, word: str, error: BaseException):
    """A program that fails where its command holds the word."""
    works = setup_file.run

    def run(*command):
        works(*command)
        if word in setup_file.ran[-1]:
            raise error

    return run


# --- the stamp ------------------------------------------------------------------------------------------


def test_a_second_set_up_runs_nothing(setup_file):
    setup_file.set_up("run")
    made = list(setup_file.ran)
    setup_file.set_up("run")
    assert [line.split()[1] for line in made] == ["venv", "pip", "pip"]
    assert setup_file.ran == made


def test_the_locked_packages_are_installed_by_hash_and_the_project_without_the_network(setup_file):
    setup_file.set_up("run")
    _, packages, project = setup_file.ran
    assert "--require-hashes --only-binary :all:" in packages and "run.lock" in packages
    assert "--no-deps --no-build-isolation -e" in project


def test_the_test_environment_serves_the_demonstration_too(setup_file):
    setup_file.set_up("dev")
    made = list(setup_file.ran)
    setup_file.set_up("run")
    assert setup_file.ran == made


def test_the_test_tools_are_added_to_a_whole_environment(setup_file):
    setup_file.set_up("run")
    setup_file.ran.clear()
    setup_file.set_up("dev")
    assert [line.split()[1] for line in setup_file.ran] == ["pip", "pip"]


@pytest.mark.parametrize("place", ["requirements/run.lock", "pyproject.toml"])
def test_a_changed_lock_or_project_file_brings_the_environment_up_to_date(setup_file, place):
    setup_file.set_up("run")
    setup_file.ran.clear()
    (setup_file.ROOT / place).write_text("changed")
    setup_file.set_up("run")
    assert [line.split()[1] for line in setup_file.ran] == ["pip", "pip"]


@pytest.mark.parametrize("what", ["another Python", "another folder"])
def test_an_environment_of_another_python_or_folder_is_made_anew(setup_file, monkeypatch, what):
    setup_file.set_up("run")
    setup_file.ran.clear()
    monkeypatch.setattr(setup_file, "identity", lambda: what)
    setup_file.set_up("run")
    assert [line.split()[1] for line in setup_file.ran] == ["venv", "pip", "pip"]


@pytest.mark.parametrize("step", ["uv venv", "--require-hashes", "-e "])
def test_an_interrupted_set_up_is_made_anew(setup_file, monkeypatch, step):
    works = setup_file.run
    monkeypatch.setattr(setup_file, "run", failing(setup_file, step, KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        setup_file.set_up("run")
    monkeypatch.setattr(setup_file, "run", works)
    setup_file.ran.clear()
    setup_file.set_up("run")
    assert [line.split()[1] for line in setup_file.ran] == ["venv", "pip", "pip"]


def test_an_interrupted_addition_of_the_test_tools_is_made_anew(setup_file, monkeypatch):
    setup_file.set_up("run")
    works = setup_file.run
    monkeypatch.setattr(setup_file, "run", failing(setup_file, "dev.lock", KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        setup_file.set_up("dev")
    monkeypatch.setattr(setup_file, "run", works)
    setup_file.ran.clear()
    setup_file.set_up("run")
    assert [line.split()[1] for line in setup_file.ran] == ["venv", "pip", "pip"]


def test_pip_is_tried_where_uv_fails_and_the_remedy_is_told_where_both_do(setup_file, monkeypatch, capsys):
    monkeypatch.setattr(setup_file, "make_venv", lambda uv: None)
    refused = subprocess.CalledProcessError(2, ["install"])
    monkeypatch.setattr(setup_file, "run", failing(setup_file, "--require-hashes", refused))
    with pytest.raises(setup_file.SetUpError, match="check the network"):
        setup_file.set_up("run")
    assert [("uv pip install" in line, "-m pip install" in line) for line in setup_file.ran] == [
        (True, False),
        (False, True),
    ]
    assert not setup_file.STAMP.exists()


# --- what is said ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 4), (3, 13, 9)])
def test_the_three_pythons_are_welcome(setup_file, version):
    setup_file.check_version(version)


@pytest.mark.parametrize(
    ("programs", "remedy"),
    [
        ({"python3.12": "found"}, "type: python3.12 run.py"),
        ({"uv": "uv"}, "type: uv run --no-project --python 3.13 run.py"),
        ({}, "Install Python 3.13"),
    ],
)
@pytest.mark.parametrize("version", [(3, 10, 1), (3, 14, 0)])
def test_another_python_is_told_which_one_to_use(setup_file, monkeypatch, version, programs, remedy):
    monkeypatch.setattr(setup_file.shutil, "which", programs.get)
    with pytest.raises(setup_file.SetUpError, match=re.escape(remedy)):
        setup_file.check_version(version)


def test_a_profile_selects_its_mark_and_passes_the_rest_on(setup_file):
    assert setup_file.pytest_arguments(["--profile", "nightly", "-x"])[-3:] == ["-m", "nightly", "-x"]
    with pytest.raises(setup_file.SetUpError, match="statistics, nightly"):
        setup_file.pytest_arguments(["--profile", "nightyl"])
    with pytest.raises(setup_file.SetUpError, match="statistics, nightly"):
        setup_file.pytest_arguments(["--profile"])


def test_without_a_browser_the_last_line_says_so_and_the_exit_code_stays(setup_file, monkeypatch, capsys):
    monkeypatch.delenv("VBC_BROWSER", raising=False)
    monkeypatch.setattr(setup_file, "call", lambda *command, **options: 3)
    assert setup_file.main(["test"]) == 3
    assert "browser tests did not run" in capsys.readouterr().out.splitlines()[-1]


def test_a_browser_that_is_named_but_absent_is_an_error(setup_file, monkeypatch, capsys):
    monkeypatch.setenv("VBC_BROWSER", "no_such_chromium")
    assert setup_file.main(["test"]) == 1
    assert "no_such_chromium" in capsys.readouterr().err


def test_other_commands_and_their_arguments_go_on_to_the_installed_command(setup_file, monkeypatch):
    called = []
    monkeypatch.setattr(setup_file, "call", lambda *command, **options: called.append(command) or 0)
    assert setup_file.main(["compare", "status_quo", "--json"]) == 0
    assert Path(called[0][0]).stem == "vbc-twin"
    assert called[0][1:] == ("compare", "status_quo", "--json")


# --- the lock files -------------------------------------------------------------------------------------


def pins(root: Path, lock: str) -> dict[str, str]:
    lines = (root / "requirements" / f"{lock}.lock").read_text(encoding="utf-8").splitlines()
    return {found[1]: found[2] for found in map(PINNED.match, lines) if found}


def test_every_locked_package_has_one_version_and_hashes(root):
    for lock in ("run", "dev"):
        text = (root / "requirements" / f"{lock}.lock").read_text(encoding="utf-8")
        entries = re.split(r"\n(?=\S)", text.strip())
        assert len(entries) == len(pins(root, lock))
        assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_test_lock_holds_all_of_the_run_lock_in_the_same_versions(root):
    run, dev = pins(root, "run"), pins(root, "dev")
    assert {name: dev.get(name) for name in run} == run


def test_the_locks_hold_what_the_project_asks_for_and_what_builds_it(root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    asked = [*project["project"]["dependencies"], *groups["build"]]
    tools = [each for each in groups["dev"] if isinstance(each, str)]
    names = [{re.match(r"[a-z0-9-]+", each)[0] for each in each_list} for each_list in (asked, tools)]
    assert names[0] - set(pins(root, "run")) == set()
    assert names[1] - set(pins(root, "dev")) == set()


# --- the wheel ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    built = subprocess.run(build, cwd=root, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    (packed,) = folder.glob("*.whl")
    zipfile.ZipFile(packed).extractall(folder / "unpacked")
    return folder / "unpacked"


@pytest.mark.parametrize(("folder", "inside"), [("data", "_data"), ("app", "_app")])
def test_the_wheel_carries_the_folder_inside_the_package(root, wheel, folder, inside):
    ours = {path.relative_to(root / folder) for path in (root / folder).rglob("*") if path.is_file()}
    held = {path.relative_to(wheel / "vbc_twin" / inside) for path in (wheel / "vbc_twin" / inside).rglob("*")}
    assert {path for path in ours if "__pycache__" not in path.parts} <= held
    assert {path.name for path in wheel.iterdir() if path.suffix != ".dist-info"} == {"vbc_twin"}


def test_the_package_of_the_wheel_finds_its_own_data(wheel, tmp_path):
    program = "from vbc_twin.evidence import library; print(library.root())"
    environment = {**os.environ, "PYTHONPATH": str(wheel)}
    found = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert Path(found.stdout.strip()) == (wheel / "vbc_twin" / "_data").resolve(), found.stderr


# --- the browser ----------------------------------------------------------------------------------------


def test_the_browser_of_the_tests_opens_a_page(browser):
    page = browser.new_page()
    page.set_content("<h1>A twin</h1>")
    assert page.inner_text("h1") == "A twin"
    page.close()
