"""The house as drawn: who may import whom, what each room must have, and what no file may hold."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

FLOORS = {
    "evidence": 1,
    "panel": 2,
    "conditions": 2,
    "care": 2,
    "investments": 2,
    "contracts": 2,
    "twin": 3,
    "experiments": 4,
    "calibration": 5,
    "reporting": 6,
}
AT_HOME = {  # a library, and the only places that may import it; a place is a file or a folder of the checkout
    "plotly": ("vbc_twin/reporting/figures.py", "vbc_twin/reporting/figures/", "app/"),
    "streamlit": ("app/",),
    "statsmodels": ("vbc_twin/calibration/", "vbc_twin/experiments/emulator.py"),
    "mesa": ("vbc_twin/twin/",),
    "typer": ("vbc_twin/cli.py", "vbc_twin/cli/"),
}
ABOVE_THE_DOOR = (
    "vbc_twin/cli.py",
    "vbc_twin/cli/",
    "vbc_twin/__main__.py",
    "app/",
)  # they come in by vbc_twin/__init__.py
LONGEST_FILE = 300
MAY_BE_LONGER = ("vbc_twin/twin/kernel.py",)

# Written in two pieces, so that this file does not hold what it looks for.
MACHINE_PATH = re.compile(rb"(?:(?<![\w.~/}])|file://)/(?:" + rb"work|home|root|Users)/[\w.-]")
REGISTRY_HOST = re.compile(
    rb"(?i)\bpypi\." + rb"[a-z]|pythonhosted\." + rb"|npmjs\." + rb"|deb\.debian\.|anaconda\.org"
)


# --- the checkers: each takes a checkout and yields one line a fault ------------------------------------


def python_files(root: Path) -> Iterator[tuple[str, ast.Module]]:
    """Every Python file of the package and the app: its place in the checkout, and its tree."""
    for folder in ("vbc_twin", "app"):
        for path in sorted((root / folder).rglob("*.py")):
            yield path.relative_to(root).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def imports(place: str, tree: ast.Module) -> Iterator[tuple[str, str | None]]:
    """Each import as (module, name): `from a.b import c` gives ("a.b", "c"), `import a.b` gives ("a.b", None)."""
    package = place.split("/")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((module, alias.name) for alias in node.names)


def handed_on(door: Path) -> set[str]:
    """The names that a package's __init__ binds: what its door hands on."""
    names: set[str] = set()
    if door.is_file():
        for node in ast.parse(door.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                names |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                names.add(node.name)
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                names |= {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
    return names


def room_of(module: str) -> str | None:
    """The room that a dotted module or a place lies in; None for the front door and outside."""
    parts = module.removesuffix(".py").replace("/", ".").split(".")
    return parts[1] if parts[0] == "vbc_twin" and len(parts) > 1 and parts[1] not in ("__init__", "cli") else None


def is_in(place: str, places: tuple[str, ...]) -> bool:
    return any(place == one or (one.endswith("/") and place.startswith(one)) for one in places)


def floor_faults(root: Path) -> Iterator[str]:
    """A room imports only from lower floors, and enters another room by its door."""
    for place, tree in python_files(root):
        room = room_of(place)
        if is_in(place, ABOVE_THE_DOOR) or place == "vbc_twin/__init__.py":
            continue
        if room not in FLOORS:
            yield f"{place}: {room} is on no floor. Give it one in FLOORS, or move the file into its room."
            continue
        for module, name in imports(place, tree):
            other = room_of(module)
            if module.split(".")[0] == "app":
                yield f"{place}: imports {module}. Nothing imports the app."
            elif module.split(".")[0] != "vbc_twin" or other == room:
                continue
            elif other is None:
                yield f"{place}: imports {name or module} from the front door. Import it from its own room."
            elif other not in FLOORS:
                yield f"{place}: imports {module}, which is on no floor."
            elif FLOORS[other] >= FLOORS[room]:
                yield f"{place}: {room} (floor {FLOORS[room]}) imports {other} (floor {FLOORS[other]})."
            elif module != f"vbc_twin.{other}" or name is None:
                yield f"{place}: enters {other} beside its door, by {module}. Write: from vbc_twin.{other} import ..."
            elif name not in handed_on(root / "vbc_twin" / other / "__init__.py"):
                yield f"{place}: the door of {other} hands on no {name}. Add it to vbc_twin/{other}/__init__.py."


def door_faults(root: Path) -> Iterator[str]:
    """The front door takes from the rooms' doors; the app and the command line take from the front door."""
    public = {name for name in handed_on(root / "vbc_twin" / "__init__.py") if not name.startswith("_")}
    public |= {"__version__"}
    for place, tree in python_files(root):
        if place == "vbc_twin/__init__.py":
            for module, name in imports(place, tree):
                room = room_of(module)
                if room and (
                    module != f"vbc_twin.{room}" or name not in handed_on(root / f"vbc_twin/{room}/__init__.py")
                ):
                    yield f"{place}: enters {room} beside its door, by {module}."
        if not is_in(place, ABOVE_THE_DOOR):
            continue
        aliases = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                aliases |= {alias.asname or alias.name for alias in node.names if alias.name == "vbc_twin"}
        for module, name in imports(place, tree):
            if place.startswith("vbc_twin/") and module.startswith("vbc_twin.cli"):
                continue
            if module.startswith("vbc_twin.") or (module == "vbc_twin" and name and name not in public):
                yield f"{place}: imports {module}{f' {name}' if name else ''}, which the front door does not hand on."
        for node in (node for node in ast.walk(tree) if isinstance(node, ast.Attribute)):
            if isinstance(node.value, ast.Name) and node.value.id in aliases and node.attr not in public:
                yield f"{place}, line {node.lineno}: the front door hands on no {node.attr}."


def library_faults(root: Path) -> Iterator[str]:
    """Some libraries are at home in one room only."""
    for place, tree in python_files(root):
        for module, _ in imports(place, tree):
            library = module.split(".")[0]
            if library in AT_HOME and not is_in(place, AT_HOME[library]):
                yield f"{place}: imports {library}, which is at home only in {', '.join(AT_HOME[library])}."


def form_faults(root: Path) -> Iterator[str]:
    """Every package says what it is for, and every file is short enough to hold one idea."""
    for folder in sorted({path.parent for path in (root / "vbc_twin").rglob("*.py")}):
        door = folder / "__init__.py"
        if not door.is_file() or not ast.get_docstring(ast.parse(door.read_text(encoding="utf-8"))):
            yield f"{door.relative_to(root).as_posix()}: no docstring. Say which question the package answers."
    for place in [*(place for place, _ in python_files(root)), *(["run.py"] if (root / "run.py").is_file() else [])]:
        lines = len((root / place).read_text(encoding="utf-8").splitlines())
        if lines > LONGEST_FILE and place not in MAY_BE_LONGER:
            yield f"{place}: {lines} lines, {LONGEST_FILE} are the most. Split it by idea."


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


# --- this house -----------------------------------------------------------------------------------------


def hold(faults: Iterator[str]) -> None:
    told = list(faults)
    assert not told, "\n" + "\n".join(told)


@pytest.fixture(scope="module")
def tracked(root: Path) -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("this is no git checkout, so there is no list of the project's files")
    return [place for place in listed.stdout.split("\0") if (root / place).is_file()]


def test_rooms_import_only_from_lower_floors_and_by_the_door(root):
    hold(floor_faults(root))


def test_the_app_and_the_command_line_come_in_by_the_front_door(root):
    hold(door_faults(root))


def test_libraries_stay_in_their_rooms(root):
    hold(library_faults(root))


def test_packages_say_what_they_are_for_and_files_stay_short(root):
    hold(form_faults(root))


def test_no_tracked_file_names_a_machine_or_a_registry(root, tracked):
    assert "requirements/run.lock" in tracked
    hold(content_faults(root, tracked))


def test_every_data_file_can_be_read(root):
    assert list((root / "data").rglob("*.toml"))
    hold(toml_faults(root))


# --- the checkers can fail ------------------------------------------------------------------------------


@pytest.fixture
def house(tmp_path: Path):
    """A small house without a fault, and a way to put one more file into it."""

    def put(place: str, text: str) -> Path:
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(text, encoding="utf-8")
        return tmp_path

    put("vbc_twin/__init__.py", '"""The front door."""\nfrom vbc_twin.panel import Panel\n')
    put("vbc_twin/evidence/__init__.py", '"""What do we know?"""\nfrom vbc_twin.evidence.effect import Effect\n')
    put("vbc_twin/evidence/effect.py", "class Effect: ...\n")
    put("vbc_twin/care/__init__.py", '"""Which care?"""\n')
    put("vbc_twin/panel/__init__.py", '"""Who?"""\nfrom .panel import Panel\n')
    put("vbc_twin/panel/panel.py", "from vbc_twin.evidence import Effect\n\nclass Panel: ...\n")
    put("vbc_twin/cli.py", "import typer\nfrom vbc_twin import Panel\n")
    put("app/home.py", "import streamlit\nimport vbc_twin as vt\nfrom parts import pick\n\nvt.Panel\n")
    return put


def test_a_house_as_drawn_has_no_fault(house):
    root = house("data/care/price.toml", "price = 1.0\n")
    for checker in (floor_faults, door_faults, library_faults, form_faults, toml_faults):
        assert list(checker(root)) == []


@pytest.mark.parametrize(
    ("checker", "place", "text", "fault"),
    [
        (floor_faults, "vbc_twin/evidence/up.py", "from vbc_twin.panel import Panel", "imports panel"),
        (floor_faults, "vbc_twin/evidence/up.py", "def late():\n    from ..panel import Panel", "imports panel"),
        (floor_faults, "vbc_twin/care/side.py", "from vbc_twin.panel import Panel", "imports panel"),
        (floor_faults, "vbc_twin/care/by.py", "from vbc_twin.evidence.effect import Effect", "beside its door"),
        (floor_faults, "vbc_twin/care/by.py", "from vbc_twin.evidence import effect", "hands on no effect"),
        (floor_faults, "vbc_twin/care/by.py", "import vbc_twin.evidence.effect", "beside its door"),
        (floor_faults, "vbc_twin/care/hub.py", "import vbc_twin as vt", "front door"),
        (floor_faults, "vbc_twin/care/hub.py", "from .. import Panel", "front door"),
        (floor_faults, "vbc_twin/care/top.py", "from app.session import twin", "Nothing imports the app"),
        (floor_faults, "vbc_twin/utils/help.py", "", "utils is on no floor"),
        (floor_faults, "vbc_twin/stray.py", "", "stray is on no floor"),
        (door_faults, "vbc_twin/cli.py", "from vbc_twin.panel import Panel", "vbc_twin.panel"),
        (door_faults, "vbc_twin/__init__.py", "from vbc_twin.panel.panel import Panel", "beside its door"),
        (door_faults, "app/pages/who.py", "from vbc_twin import Effect", "Effect"),
        (door_faults, "app/pages/who.py", "import vbc_twin as vt\nvt.panel.panel", "no panel"),
        (library_faults, "vbc_twin/panel/draw.py", "import plotly.graph_objects as go", "plotly"),
        (library_faults, "vbc_twin/cli.py", "from streamlit.web import cli", "streamlit"),
        (library_faults, "vbc_twin/panel/fit.py", "import statsmodels.api as sm", "statsmodels"),
        (library_faults, "vbc_twin/care/agent.py", "from mesa import Agent", "mesa"),
        (form_faults, "vbc_twin/care/__init__.py", "x = 1", "no docstring"),
        (form_faults, "vbc_twin/panel/sources/cclf.py", "", "no docstring"),
        (form_faults, "vbc_twin/panel/long.py", "x = 1\n" * 301, "301 lines"),
        (form_faults, "app/long.py", "x = 1\n" * 301, "301 lines"),
        (toml_faults, "data/care/price.toml", "price = \n", "data/care/price.toml"),
    ],
)
def test_a_fault_in_the_house_is_found(house, checker, place, text, fault):
    root = house(place, text)
    found = list(checker(root))
    assert len(found) == 1
    assert fault in found[0]


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
def test_the_name_of_a_machine_or_an_address_in_a_lock_file_is_found(house, place, text):
    assert len(list(content_faults(house(place, text), [place]))) == 1


def test_the_address_of_a_source_is_no_machine(house):
    text = 'at = "https://www.cms.gov/' + 'home/data/work/", see ../work/notes and data/home/x'
    assert list(content_faults(house("data/sources.toml", text), ["data/sources.toml"])) == []
