"""The figures that a panel is drawn from, read once each from `data/panels/`.

Tables (.csv) carry a source, a place in it and a mark on every row; single figures (.toml) are Parameters.
"""

from functools import cache

import polars as pl

from vbc_twin.evidence import MARKS, Faults, Parameter, library, parse_parameter

CITATION = ("source", "at", "mark")


@cache
def table(name: str) -> pl.DataFrame:
    """A table of `data/panels/`. Raises EvidenceError if a row cites an unknown source or carries an unknown mark."""
    file = f"data/panels/{name}.csv"
    frame = pl.read_csv(library.path("panels", f"{name}.csv"), infer_schema_length=None)
    faults = Faults()
    for key, known, kind in (("source", library.sources(), "source in data/sources.toml"), ("mark", MARKS, "mark")):
        for value in frame[key].unique().sort().to_list():
            if value not in known:
                faults.unknown(f"{file}, column {key}", kind, value, known)
    faults.raise_if_any()
    return frame


@cache
def figures(name: str) -> dict:
    """A file of single figures of `data/panels/`, its tables as written with every figure read as a Parameter.

    Raises EvidenceError with every fault of the file.
    """
    document = library.read("panels", name)
    faults = Faults()
    tree = _read(document.raw, f"panels.{name}", f"{document.file}, ", library.sources(), faults)
    faults.raise_if_any()
    return tree


def parameters(tree: object) -> list[Parameter]:
    """Every Parameter in a file of figures, in the order of the file."""
    if isinstance(tree, Parameter):
        return [tree]
    branches = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    return [each for branch in branches for each in parameters(branch)]


def _read(raw: object, name: str, place: str, sources: dict, faults: Faults) -> object:
    if isinstance(raw, dict) and "value" in raw:
        return parse_parameter(raw, name, place.rstrip(", ."), sources, faults)
    if isinstance(raw, dict):
        return {key: _read(value, f"{name}.{key}", f"{place}{key}.", sources, faults) for key, value in raw.items()}
    if isinstance(raw, list):
        return [
            _read(value, f"{name}.{_label(value, number)}", f"{place}{number}.", sources, faults)
            for number, value in enumerate(raw, start=1)
        ]
    return raw


def _label(value: object, number: int) -> str:
    """What an entry of a list is called in a Parameter's name: what it is about, or else its number."""
    about = value if isinstance(value, dict) else {}
    words = about.get("conditions") or [str(about[key]) for key in ("condition", "stage", "hierarchy") if key in about]
    return "_with_".join(words) or str(number)
