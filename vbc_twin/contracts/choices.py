"""What an ACO may choose within a contract, and what its choices assume."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from vbc_twin.contracts.dated import REVENUES
from vbc_twin.contracts.figures import vocabulary
from vbc_twin.contracts.reading import CHOICES, ContractText
from vbc_twin.contracts.terms import Trend
from vbc_twin.evidence import Faults, Parameter


class Held(Protocol):
    """A contract with what has been chosen in it."""

    text: ContractText
    level: str
    level_year: int | None
    frozen: bool
    minimum_savings_rate: float | str
    agreement_start: date | None
    variant: str
    assumed: tuple[tuple[str, Parameter], ...]


def check_choices(text: ContractText, choices: dict) -> None:
    """Raises EvidenceError with every choice that the contract does not offer."""
    faults = Faults()
    offered = {"level": text.levels, "revenue": REVENUES, "variant": ("", *text.variants), **text.choices}
    kinds = {"agreement_start": date, "level_year": int, "frozen": bool}
    for name, value in choices.items():
        place = f"contract {text.name}, {name}"
        if name not in CHOICES:
            faults.unknown(place, "choice", name, CHOICES)
        elif name in offered and value not in offered[name]:
            there = ", ".join(str(each) for each in offered[name])
            faults.add(place, f"{value!r} cannot be chosen; there is: {there}")
        elif name in kinds and value is not None and not isinstance(value, kinds[name]):
            faults.add(place, f"expected a {kinds[name].__name__}, found {value!r}")
    faults.raise_if_any()


def choices_said(contract: Held) -> tuple[str, ...]:
    """The assumptions that a contract's choices make, in sentences."""
    kinds = {term.kind for term in contract.text.terms}
    said = []
    if contract.text.climb is not None:
        if contract.frozen or contract.level_year is None or contract.level == contract.text.levels[-1]:
            said.append(f"The ACO stays at level {contract.level} in every year.")
        else:
            said.append(f"The ACO holds level {contract.level} in {contract.level_year} and climbs one level a year.")
    if "minimum_savings_rate" in contract.text.choices:
        if contract.minimum_savings_rate == "variable":
            said.append("The minimum savings rate follows the number of assigned people.")
        else:
            rate = f"{contract.minimum_savings_rate:.1%}"
            said.append(f"The elected minimum savings rate of {rate} is kept when two-sided.")
    if contract.variant:
        said.append(f'Rules that are proposed and not law ("{contract.variant}") go before those that are.')
    if contract.agreement_start is None and contract.text.follows_the_agreement:
        said.append("The agreement counts as started in the year that is settled.")
    if Trend in kinds and contract.agreement_start is not None:
        start = contract.agreement_start
        said.append(f"The agreement of {start} is renewed without rebasing; its dated rules hold on.")
    if Trend in kinds:
        said.append(
            "The benchmark's update is year 0's, times national growth; "
            "CMS's regional blend and projection are not known."
        )
    if any("loss_share_of_revenue" in term.figures for term in contract.text.terms):
        said.append("A loss limit on the participants' revenue is left out where that revenue is not given.")
    return (*said, *_assumed_said(contract))


def _assumed_said(contract: Held) -> list[str]:
    """One sentence of all figures that are taken where they are not known, equal ones together."""
    used = {factor for need in contract.text.needs for factor in (need, *vocabulary()[need].product)}
    values: dict[str, list[str]] = {}
    for name, figure in contract.assumed:
        if name in used:
            interval = f" ({figure.low:,.6g} to {figure.high:,.6g})" if figure.low < figure.high else ""
            values.setdefault(f"{figure.value:,.6g}{interval}, {figure.mark}", []).append(name)
    said = "; ".join(f"{', '.join(names)} = {value}" for value, names in values.items())
    return [f"Taken where it is not known: {said}."] if said else []
