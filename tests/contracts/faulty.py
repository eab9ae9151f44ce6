"""A sound contract file as tables, and the faults that it has once something in it is changed."""

import pytest

from vbc_twin.contracts import Contract
from vbc_twin.evidence import EvidenceError

BENCHMARK = "share of benchmark"


def figure(value: object, unit: str = "share of savings", **more) -> dict:
    """A figure as a file writes it."""
    return {"value": value, "unit": unit, "source": "judgement", "at": "made for a test", "mark": "judged"} | more


def band(end: float | None, rate: float) -> dict:
    """A band of sharing that ends there, or nowhere."""
    ends = {} if end is None else {"to": figure(end, BENCHMARK)}
    return ends | {"gain_rate": figure(rate), "loss_rate": figure(rate)}


def sound() -> dict:
    """The tables of a contract without a fault: target, gate, quality, share, limit."""
    terms = [
        {"kind": "target", "at": "rule 1", "part": [{"of": ["prior_budget_usd"]}]},
        {"kind": "gate", "at": "rule 2", "fixed": figure(0.02, BENCHMARK)},
        {"kind": "quality", "at": "rule 3", "weight_if_met": figure(0, "weight")},
        {"kind": "share", "at": "rule 4", "band": [band(0.05, 0.5), band(0.10, 0.4), band(None, 0.3)]},
        {"kind": "limit", "at": "rule 5", "gain_share": figure(0.1, BENCHMARK)},
    ]
    head = {"label": "Made for a test", "holder": "ACO", "payer": "Medicare", "needs": ["persons"]}
    return head | {"level": {"names": ["one"], "default": "one"}, "term": terms}


def faults_of(tables: dict) -> tuple[str, ...]:
    """What is told of a contract's tables."""
    with pytest.raises(EvidenceError) as error:
        Contract.of(tables, "own_contract")
    return error.value.faults


def with_limit(*entries: dict) -> dict:
    """The sound contract, its savings limit written so."""
    tables = sound()
    tables["term"][4]["gain_share"] = list(entries)
    return tables


def with_bands(*bands: dict) -> dict:
    """The sound contract, its bands written so."""
    tables = sound()
    tables["term"][3]["band"] = list(bands)
    return tables


def changed(position: int, **entries) -> dict:
    """The sound contract with other entries in one of its terms, counted from 1; None takes an entry out."""
    tables = sound()
    term = tables["term"][position - 1]
    term |= entries
    for key in [key for key, value in term.items() if value is None]:
        del term[key]
    return tables
