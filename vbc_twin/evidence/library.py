"""The only code that knows where `data/` is: content files by room and name, each read once."""

import hashlib
import tomllib
from copy import deepcopy
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from vbc_twin.evidence.faults import EvidenceError, Faults, suggestion
from vbc_twin.evidence.parameter import Parameter
from vbc_twin.evidence.target import FurtherConditions, Target, parse_targets

PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Document:
    """One content file: its name, the place to name in errors, and its tables as read."""

    name: str
    file: str
    raw: dict


@dataclass(frozen=True)
class Source:
    """An entry of the bibliography."""

    key: str
    title: str
    publisher: str
    year: str
    locator: str


@cache
def root() -> Path:
    """The data folder: inside the installed package, or beside it in a checkout. Raises FileNotFoundError."""
    for folder in (PACKAGE / "_data", PACKAGE.parent / "data"):
        if (folder / "sources.toml").exists():
            return folder
    raise FileNotFoundError(f"no data folder in {PACKAGE} or beside it; reinstall vbc-twin")


def path(*parts: str) -> Path:
    """A file or folder of the library by its parts below the data folder."""
    return root().joinpath(*parts)


def names(room: str) -> list[str]:
    """The names that a room of the library holds, sorted: `<name>.toml`, or folders with a `<room's singular>.toml`."""
    found = {each.stem for each in path(room).glob("*.toml")}
    found |= {each.name for each in path(room).glob("*") if each.is_dir()}
    return sorted(found)


def read(room: str, name: str) -> Document:
    """One content file of a room. Raises EvidenceError naming the nearest that exist if there is none."""
    file = path(room, f"{name}.toml")
    if Path(name).name != name or not file.exists():  # a name is no path: nothing outside its room is read
        singular = room.rstrip("s") if room else "file"
        raise EvidenceError([f'data/{room}: no {singular} is called "{name}". {suggestion(name, names(room))}'])
    return Document(name, f"data/{room}/{name}.toml", parse_toml(file, f"data/{room}/{name}.toml"))


def parse_toml(file: Path, place: str) -> dict:
    """The tables of a TOML file, the caller's own to change; a syntax error is told with its place."""
    try:
        return deepcopy(_tables(file.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EvidenceError([f"{place}: is not TOML: {error}"]) from error


@lru_cache(maxsize=512)
def _tables(text: str) -> dict:
    return tomllib.loads(text)


@cache
def sources() -> dict[str, Source]:
    """The bibliography, by key."""
    raw = parse_toml(path("sources.toml"), "data/sources.toml")
    faults = Faults()
    entries = {}
    for key, entry in raw.items():
        if missing := [field for field in ("title", "publisher", "year") if not entry.get(field)]:
            faults.add(f"data/sources.toml, {key}", f"lacks {', '.join(missing)}")
        entries[key] = Source(
            key,
            entry.get("title", ""),
            entry.get("publisher", ""),
            str(entry.get("year", "")),
            entry.get("locator", ""),
        )
    faults.raise_if_any()
    return entries


@cache
def targets() -> dict[str, Target]:
    """Every target that an effect may name, by name."""
    file = path("targets.toml")
    faults = Faults()
    found = parse_targets(parse_toml(file, "data/targets.toml"), "data/targets.toml", sources(), faults)
    faults.raise_if_any()
    return found


def rules() -> tuple[Parameter, ...]:
    """The figures by which the effects of several conditions combine, each rule once."""
    found = {}
    for target in targets().values():
        if isinstance(target.conditions, FurtherConditions):
            numbers = (target.conditions.further, target.conditions.after_fourth)
            found |= {each.name: each for each in numbers}
    return tuple(found.values())


@cache
def digest() -> str:
    """A fingerprint of every content file, so that a result can name the evidence it rests on [16 hex digits]."""
    total = hashlib.sha256()
    for file in sorted(root().rglob("*")):
        if file.suffix in (".toml", ".csv"):
            total.update(file.relative_to(root()).as_posix().encode() + b"\0" + file.read_bytes())
    return total.hexdigest()[:16]


def write(file: Path, text: str) -> None:
    """Write a file whole or not at all: under another name first, then renamed."""
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_name(f".{file.name}.partial")
    half.write_text(text, encoding="utf-8")
    half.replace(file)
