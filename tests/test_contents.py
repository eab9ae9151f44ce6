"""What no file of the project may hold: the name of a machine, an address in a lock file, a data file past reading."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

MACHINE_PATH = re.compile(rb"(?:(?<![\w.~/}])|file://)/(?:work|home|root|Users)/[\w.-]")
REGISTRY_HOST = re.compile(rb"(?i)\bpypi\.[a-z]|pythonhosted\.|npmjs\.|deb\.debian\.|anaconda\.org")


def content_faults(root: Path, places: list[str]) -> Iterator[str]:
    """No file names a developer's machine or a package registry; the lock files hold no address at all."""
    for place in places:
        content = (root / place).read_bytes()
        for number, line in enumerate(content.splitlines(), start=1):
            for found in [*MACHINE_PATH.finditer(line), *REGISTRY_HOST.finditer(line)]:
                yield f"{place}, line {number}: {found.group().decode()} belongs to one machine. Leave it out."
            if place.startswith("requirements/") and b"://" in line:
                yield f"{place}, line {number}: an address. Make the lock file as CONTRIBUTING.md says."


def toml_faults(root: Path) -> Iterator[str]:
    """Every data file can be read."""
    for path in sorted((root / "data").rglob("*.toml")):
        try:
            tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            yield f"{path.relative_to(root).as_posix()}: {error}"


def hold(faults: Iterator[str]) -> None:
    told = list(faults)
    assert not told, "\n" + "\n".join(told)


@pytest.fixture(scope="module")
def tracked(root: Path) -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("this is no git checkout, so there is no list of the project's files")
    return [place for place in listed.stdout.split("\0") if (root / place).is_file()]


def test_no_tracked_file_names_a_machine_or_a_registry(root, tracked):
    assert "requirements/run.lock" in tracked
    hold(content_faults(root, tracked))


def test_every_data_file_can_be_read(root):
    assert list((root / "data").rglob("*.toml"))
    hold(toml_faults(root))


# --- the checkers can fail ------------------------------------------------------------------------------


def put(root: Path, place: str, text: str) -> Path:
    """Write one file of a made-up checkout."""
    (root / place).parent.mkdir(parents=True, exist_ok=True)
    (root / place).write_text(text, encoding="utf-8")
    return root


def test_a_data_file_past_reading_is_found(tmp_path):
    put(tmp_path, "data/care/good.toml", "price = 1.0")
    (fault,) = toml_faults(put(tmp_path, "data/care/bad.toml", "price = "))
    assert fault.startswith("data/care/bad.toml: ")


# The examples are written in two pieces, so that this file does not hold what it looks for.
@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("README.md", "see /" + "work/main/run.py"),
        ("data/x.toml", 'path = "/' + 'home/someone/file.csv"'),
        ("notes.md", "file:///" + "root/file"),
        ("README.md", "pip install --index-url https://pypi." + "org/simple"),
        ("requirements/run.lock", "numpy @ https://example" + ".org/numpy.whl"),
    ],
)
def test_the_name_of_a_machine_or_an_address_in_a_lock_file_is_found(tmp_path, place, text):
    assert len(list(content_faults(put(tmp_path, place, text), [place]))) == 1


def test_the_address_of_a_source_is_no_machine(tmp_path):
    text = 'at = "https://www.cms.gov/' + 'home/data/work/", see ../work/notes and data/home/x'
    assert list(content_faults(put(tmp_path, "data/sources.toml", text), ["data/sources.toml"])) == []
