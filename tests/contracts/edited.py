"""A contract of the library with some of its figures changed, as its reader would change them in the file."""

from copy import deepcopy

from vbc_twin.contracts import Contract
from vbc_twin.evidence import library


def tables(name: str) -> dict:
    """The tables of a contract's file, the terms of other files laid in where it takes them in."""
    raw = deepcopy(library.read("contracts", name).raw)
    spliced, needs = [], list(raw.get("needs", []))
    for term in raw["term"]:
        if "terms_of" in term:
            other = tables(term["terms_of"])
            spliced += other["term"]
            needs += other.get("needs", [])
        else:
            spliced.append(term)
    return raw | {"term": spliced, "needs": list(dict.fromkeys(needs))}


def edited(name: str, **figures: float) -> Contract:
    """The contract with figures of other values, at all dates and levels: gate__fixed=0.01 is `fixed` of the gate."""
    changed = tables(name)
    for place, value in figures.items():
        kind, *path, key = place.split("__")
        table = next(term for term in changed["term"] if term["kind"] == kind)
        for step in path:
            table = table[step][0]
        entries = table[key] if isinstance(table[key], list) else [table[key]]
        for entry in entries:
            entry |= {"value": value, "shape": "fixed"}
    return Contract.of(changed, name)


def amount_of(settlement, step: str):
    """The amount of a line of a settlement."""
    return next(line.amount for line in settlement.lines if line.step == step)
