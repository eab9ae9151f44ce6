"""The house as drawn: who may import whom, which library lives where, and what each room must have."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

FLOORS = {
    "evidence": 1,
    "panel": 2,
    "conditions": 2,
    "care": 2,
    "investments": 2,
    "quality": 2,
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

# --- the checkers: each takes a checkout and yields one line a fault ------------------------------------


def python_files(root: Path) -> Iterator[tuple[str, ast.Module]]:
    """Every Python file of the package and the app: its place in the checkout, and its tree."""
    for folder in ("vbc_twin", "app"):
        for path in sorted((root / folder).rglob("*.py")):
            yield path.relative_to(root).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


class Imported(NamedTuple):
    """One name that a file imports: `from module import name as alias`; `import module` has no name."""

    module: str
    name: str | None
    alias: str


def imports(place: str, tree: ast.Module) -> Iterator[Imported]:
    """Every import of a file, wherever in it, with relative ones resolved."""
    package = place.split("/")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Imported(each.name, None, each.asname or each.name) for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield from (Imported(module, each.name, each.asname or each.name) for each in node.names)


def taken(tree: ast.Module, alias: str) -> set[str]:
    """The names that a file takes from an imported module: `name` of each `alias.name`."""
    attributes = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    return {node.attr for node in attributes if isinstance(node.value, ast.Name) and node.value.id == alias}


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


def room_of(module: str, name: str | None = None) -> str | None:
    """The room that an import or a place leads into; None for the front door, the command line and outside."""
    if module == "vbc_twin":
        return name if name in FLOORS else None
    parts = module.removesuffix(".py").replace("/", ".").split(".")
    return parts[1] if parts[0] == "vbc_twin" and parts[1] not in ("__init__", "cli") else None


def door_fault(root: Path, place: str, tree: ast.Module, imported: Imported) -> str | None:
    """What is wrong with the way in which an import enters a room, if anything."""
    module, name, alias = imported
    room = room_of(module, name)
    if module not in ("vbc_twin", f"vbc_twin.{room}") or name is None:
        return f"{place}: enters {room} beside its door, by {module}. Write: from vbc_twin.{room} import ..."
    wanted = taken(tree, alias) if module == "vbc_twin" else {name}
    missing = wanted - handed_on(root / "vbc_twin" / room / "__init__.py")
    return f"{place}: the door of {room} hands on no {', '.join(sorted(missing))}." if missing else None


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
        for imported in imports(place, tree):
            other = room_of(imported.module, imported.name)
            if imported.module.split(".")[0] == "app":
                yield f"{place}: imports {imported.module}. Nothing imports the app."
            elif imported.module.split(".")[0] != "vbc_twin" or other == room:
                continue
            elif other is None:
                yield f"{place}: imports {imported.alias} from the front door. Import it from its own room."
            elif other not in FLOORS:
                yield f"{place}: imports {imported.module}, which is on no floor."
            elif FLOORS[other] >= FLOORS[room]:
                yield f"{place}: {room} (floor {FLOORS[room]}) imports {other} (floor {FLOORS[other]})."
            elif fault := door_fault(root, place, tree, imported):
                yield fault


def front_door_faults(root: Path) -> Iterator[str]:
    """The front door takes from the rooms' doors; the app and the command line take from the front door."""
    public = {name for name in handed_on(root / "vbc_twin" / "__init__.py") if not name.startswith("_")}
    public |= {"__version__"}
    for place, tree in python_files(root):
        for imported in imports(place, tree):
            if place == "vbc_twin/__init__.py" and room_of(imported.module, imported.name):
                yield from filter(None, [door_fault(root, place, tree, imported)])
            if not is_in(place, ABOVE_THE_DOOR) or imported.module.split(".")[0] != "vbc_twin":
                continue
            if imported.module != "vbc_twin":
                if not (place.startswith("vbc_twin/") and imported.module.startswith("vbc_twin.cli")):
                    yield f"{place}: imports {imported.module}. Come in by the front door: from vbc_twin import ..."
            elif missing := ({imported.name} if imported.name else taken(tree, imported.alias)) - public:
                yield f"{place}: the front door hands on no {', '.join(sorted(missing))}."


def library_faults(root: Path) -> Iterator[str]:
    """Some libraries are at home in one room only."""
    for place, tree in python_files(root):
        for imported in imports(place, tree):
            library = imported.module.split(".")[0]
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


# --- this house -----------------------------------------------------------------------------------------


def hold(faults: Iterator[str]) -> None:
    told = list(faults)
    assert not told, "\n" + "\n".join(told)


def test_rooms_import_only_from_lower_floors_and_by_the_door(root):
    hold(floor_faults(root))


def test_the_app_and_the_command_line_come_in_by_the_front_door(root):
    hold(front_door_faults(root))


def test_libraries_stay_in_their_rooms(root):
    hold(library_faults(root))


def test_packages_say_what_they_are_for_and_files_stay_short(root):
    hold(form_faults(root))


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
    put("vbc_twin/care/__init__.py", '"""Which care?"""\nfrom vbc_twin import evidence\nevidence.Effect\n')
    put("vbc_twin/panel/__init__.py", '"""Who?"""\nfrom .panel import Panel\n')
    put("vbc_twin/panel/panel.py", "from vbc_twin.evidence import Effect\n\nclass Panel: ...\n")
    put("vbc_twin/cli.py", "import typer\nfrom vbc_twin import Panel\n")
    put("app/home.py", "import streamlit\nimport vbc_twin as vt\nfrom parts import pick\n\nvt.Panel\n")
    return put


def test_a_house_as_drawn_has_no_fault(house):
    root = house("vbc_twin/care/price.py", "from vbc_twin.evidence import Effect\n")
    for checker in (floor_faults, front_door_faults, library_faults, form_faults):
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
        (floor_faults, "vbc_twin/care/by.py", "from vbc_twin import evidence\nevidence.effect.x", "hands on no effect"),
        (floor_faults, "vbc_twin/evidence/up.py", "from vbc_twin import panel", "imports panel"),
        (floor_faults, "vbc_twin/care/hub.py", "import vbc_twin as vt", "front door"),
        (floor_faults, "vbc_twin/care/hub.py", "from .. import Panel", "front door"),
        (floor_faults, "vbc_twin/care/top.py", "from app.session import twin", "Nothing imports the app"),
        (floor_faults, "vbc_twin/utils/help.py", "", "utils is on no floor"),
        (floor_faults, "vbc_twin/stray.py", "", "stray is on no floor"),
        (front_door_faults, "vbc_twin/cli.py", "from vbc_twin.panel import Panel", "vbc_twin.panel"),
        (front_door_faults, "vbc_twin/__init__.py", "from vbc_twin.panel.panel import Panel", "beside its door"),
        (front_door_faults, "app/pages/who.py", "from vbc_twin import Effect", "Effect"),
        (front_door_faults, "app/pages/who.py", "import vbc_twin as vt\nvt.panel.panel", "no panel"),
        (library_faults, "vbc_twin/panel/draw.py", "import plotly.graph_objects as go", "plotly"),
        (library_faults, "vbc_twin/cli.py", "from streamlit.web import cli", "streamlit"),
        (library_faults, "vbc_twin/panel/fit.py", "import statsmodels.api as sm", "statsmodels"),
        (library_faults, "vbc_twin/care/agent.py", "from mesa import Agent", "mesa"),
        (form_faults, "vbc_twin/care/__init__.py", "x = 1", "no docstring"),
        (form_faults, "vbc_twin/panel/sources/cclf.py", "", "no docstring"),
        (form_faults, "vbc_twin/panel/long.py", "x = 1\n" * 301, "301 lines"),
        (form_faults, "app/long.py", "x = 1\n" * 301, "301 lines"),
    ],
)
def test_a_fault_in_the_house_is_found(house, checker, place, text, fault):
    root = house(place, text)
    found = list(checker(root))
    assert len(found) == 1
    assert fault in found[0]
