"""A published Shared Savings row as a case: its track's contract, its election, and its own inputs."""

from functools import cache
from itertools import product

import numpy as np

from vbc_twin.contracts.contract import Contract
from vbc_twin.contracts.experience import Experience
from vbc_twin.contracts.own import CONTRACT_OF_TRACK
from vbc_twin.contracts.published.case import Case
from vbc_twin.contracts.published.corners import ends, money_corners
from vbc_twin.contracts.published.printed import Printed
from vbc_twin.contracts.published.rows import Row
from vbc_twin.contracts.terms.gate import Gate
from vbc_twin.evidence import EvidenceError, suggestion


def mssp_case(row: Row) -> Case:
    """The case of a row. Raises EvidenceError if its track is unknown or its amounts contradict each other."""
    contract = _contract(row)
    money = money_corners(row.printed("benchmark"), row.printed("expenditure"), row.printed("gross"))
    if not money:
        told = "benchmark, expenditure and their printed difference contradict each other by more than their rounding"
        raise EvidenceError([f"{row.place}, columns benchmark, expenditure, difference: {told}"])
    elections, note = elected(row, contract)
    score, mitigation = row.printed("quality_score"), row.printed("mitigation")
    forgiven = Printed(abs(mitigation.value), mitigation.half if mitigation.value else 0.0)
    corners = list(product(money, ends(score, 0.0, 1.0), ends(forgiven, 0.0)))
    as_printed = ((row.value("benchmark"), row.value("benchmark") - row.value("gross")), score.value, forgiven.value)
    amounts, scores, taken = zip(as_printed, *corners, strict=True)
    benchmark, spent = np.array(amounts).T
    experience = Experience(
        year=row.year,
        persons=row.value("persons"),
        spending_usd={"all": spent},
        benchmark_usd=benchmark,
        quality_score=np.array(scores),
        quality_standard_met=bool(row.value("quality_standard_met")),
        alternative_standard_met=bool(row.value("alternative_standard_met")),
        mitigation_usd=np.array(taken),
        guardrail_applied=bool(row.value("guardrail_applied")),
    )
    held = tuple(
        _choose(contract.name, row.track, each, row.cells.get("agreement_start"), _revenue(row)) for each in elections
    )
    return Case(row, held, experience, notes=note)


def elected(row: Row, contract: Contract) -> tuple[tuple[float | str, ...], tuple[str, ...]]:
    """Every election that prints as the row's minimum savings rate; in words where none does."""
    gate = next(term for term in contract.terms(row.year) if isinstance(term, Gate))
    persons, printed = row.value("persons"), row.printed("minimum_savings_rate")
    if gate.elective_from is None or persons < gate.elective_from.value:
        return ("variable",), ()
    variable = float(gate.by_size.at_size(persons))
    rates = {
        choice: variable if choice == "variable" else choice for choice in contract.text.choices["minimum_savings_rate"]
    }
    printing = [choice for choice, rate in rates.items() if abs(rate - printed.value) <= printed.half * (1 + 1e-9)]
    found = tuple({rates[choice]: choice for choice in reversed(printing)}.values())[::-1]  # one for each rate
    if found:
        return found, ()
    nearest = min(rates, key=lambda choice: abs(rates[choice] - printed.value))
    told = (
        f"the printed minimum savings rate of {printed.value:.2%} is none that could be elected; the nearest is taken"
    )
    return (nearest,), (told,)


def _contract(row: Row) -> Contract:
    if row.track not in CONTRACT_OF_TRACK:
        told = f'there is no contract for the track "{row.track}". {suggestion(row.track, CONTRACT_OF_TRACK)}'
        raise EvidenceError([f"{row.place}, column track: {told}"])
    return _choose(CONTRACT_OF_TRACK[row.track], row.track, "variable", row.cells.get("agreement_start"), _revenue(row))


@cache
def _choose(name: str, level: str, election: float | str, start, revenue: str) -> Contract:
    """A contract as chosen; the same choices are the same contract."""
    return Contract.load(name).choose(
        level=level, minimum_savings_rate=election, agreement_start=start, revenue=revenue, frozen=True
    )


def _revenue(row: Row) -> str:
    return "low" if str(row.cells.get("revenue") or "").casefold().startswith("low") else "high"
