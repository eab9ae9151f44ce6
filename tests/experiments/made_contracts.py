"""Contracts of a few terms, made for the tests of what settles many of them."""

from vbc_twin.contracts import Contract

FIGURE = {"unit": "share of benchmark", "source": "judgement", "at": "made for the tests", "mark": "judged"}
TIMING = {"reconciliation": FIGURE | {"unit": "quarters after the performance year's end"}}


def contract(name: str, terms: list[dict], **changes) -> Contract:
    """A contract of these terms, made for a test."""
    level = {"names": ["only"], "default": "only"}
    tables = {"label": name, "family": "made", "holder": "ACO", "payer": "plan", "level": level, "term": terms}
    return Contract.of(tables | changes, name)


def figure(value: float, **more) -> dict:
    return FIGURE | {"value": value} | more


def full_risk(of: str = "capitation_usd") -> Contract:
    """A budget that does not move, all of what is left kept and all that lacks owed."""
    share = {"kind": "share", "at": "here", "band": [{"gain_rate": figure(1), "loss_rate": figure(1)}]}
    target = {"kind": "target", "at": "here", "part": [{"of": [of]}]}
    timing = {"reconciliation": TIMING["reconciliation"] | {"value": 2, "low": 1, "high": 4, "shape": "normal"}}
    return contract("full_risk", [target, share], needs=["spending_usd"], timing=timing)


def fees() -> Contract:
    """A fee a month, and a part of it given back afterwards."""
    fee = {"kind": "payment", "at": "here", "item": "fee", "of": ["member_months"], "rate": figure(10, unit="USD")}
    back = fee | {"item": "fee returned", "rate": figure(4, unit="USD"), "to": "payer", "when": "settled"}
    timing = {"reconciliation": TIMING["reconciliation"] | {"value": 3}}
    return contract("fees", [fee, back], timing=timing)


def claims_only() -> Contract:
    """Claims as they come, and nothing else."""
    return contract("claims_only", [{"kind": "payment", "at": "here", "item": "claims", "of": ["spending_usd"]}])
