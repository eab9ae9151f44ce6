"""Which contracts a panel is settled under, each as this ACO would hold it, and the rules not open to its agreement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from vbc_twin.contracts import Contract
from vbc_twin.evidence import EvidenceError, PublishedRow

OWN = "own"
# The programme whose results a published row is of: its contracts share its benchmark and the ACO's agreement.
PROGRAMME = "Shared Savings Program"
SHORT = 2  # a level's name of so few letters says nothing without the word


@dataclass(frozen=True)
class Held:
    """A contract as the ACO would hold it; `label` tells it from every other, `is_own` if it is held already."""

    contract: Contract
    label: str
    is_own: bool = False


def held_contracts(
    row: PublishedRow, own: Contract | None, asked: Iterable[str | Contract] | None, years: tuple[int, ...]
) -> tuple[Held, ...]:
    """The contracts asked for: names (each at every level), "own", or Contract objects; None is the whole library.

    The ACO's own comes first. Others are held with the ACO's revenue and its election where they offer it, those of its
    programme with the start of its agreement. Raises EvidenceError with every name that does not exist.
    """
    asked = [asked] if isinstance(asked, str | Contract) else asked
    found: list[Held] = []
    faults: list[str] = []
    for each in [OWN, *library_names()] if asked is None else asked:
        if isinstance(each, Contract):
            found.append(Held(each if each.agreement_start else as_held_by(each, row), label_of(each, years)))
        elif each == OWN:
            found += [] if own is None else [Held(own, label_of(own, years), is_own=True)]
        else:
            try:
                found += [Held(level, label_of(level, years)) for level in _at_every_level(each, row, own)]
            except EvidenceError as error:
                faults += error.faults
    if faults:
        raise EvidenceError(faults)
    return tuple(_told_apart(_without_doubles(found, years)))


@cache
def library_names() -> tuple[str, ...]:
    """The contracts of the library, each file looked at once."""
    return tuple(Contract.names())


def as_held_by(contract: Contract, row: PublishedRow) -> Contract:
    """The contract with the ACO's revenue; one of its own programme also with the start of its agreement."""
    held = contract.held_by(row)
    return held if contract.text.family == PROGRAMME else replace(held, agreement_start=contract.agreement_start)


def label_of(contract: Contract, years: tuple[int, ...]) -> str:
    """The contract's label with its level, where there are several; "A to E" if it climbs."""
    levels = list(dict.fromkeys(contract.level_in(year) for year in years))
    if len(contract.text.levels) == 1:
        return contract.label
    named = " to ".join((levels[0], *levels[1:][-1:])).replace("_", " ")
    word = "levels " if len(levels) > 1 else "level " if len(named) <= SHORT else ""
    return f"{contract.label}, {word}{named}"


def closed_rules(contract: Contract, years: tuple[int, ...]) -> Iterator[str]:
    """Rules of the contract that other agreements have and this one has not, in sentences."""
    start = contract.agreement_start
    if start is None:
        return
    for term in contract.text.terms:
        for text in (term, *(each for parts in term.nested.values() for each in parts)):
            for entries in text.figures.values():
                by_start = [each for each in entries if each.by == "agreement start" and not each.variant]
                by_start = [each for each in by_start if not each.revenue or each.revenue == contract.revenue]
                held = {contract.level_in(year) for year in years}
                by_start = [each for each in by_start if not each.levels or held & set(each.levels)]
                if by_start and not any(each.since <= start <= each.until for each in by_start):
                    first = min(by_start, key=lambda each: each.since)
                    why = f"the agreement began on {start} and the rule is of agreements from {first.since} on"
                    yield f"{first.number.at}: not in force here, since {why}."


def _at_every_level(name: str, row: PublishedRow, own: Contract | None) -> list[Contract]:
    contract = as_held_by(Contract.load(name), row)
    if own is not None and own.minimum_savings_rate in contract.text.choices.get("minimum_savings_rate", ()):
        contract = contract.choose(minimum_savings_rate=own.minimum_savings_rate)
    return [contract.choose(level=level) for level in contract.text.levels]


def _without_doubles(found: list[Held], years: tuple[int, ...]) -> list[Held]:
    """Each once: a level of the library that is the same in every year as what the ACO holds is left out."""
    kept: dict[tuple, Held] = {}
    for each in found:
        plain = replace(each.contract, level=each.contract.text.levels[0], level_year=None, frozen=False, said=())
        key = (id(plain.text), tuple(each.contract.level_in(year) for year in years), *_choices(plain))
        kept.setdefault(key, each)
    return list(kept.values())


def _choices(contract: Contract) -> tuple:
    return (
        contract.minimum_savings_rate,
        contract.agreement_start,
        contract.revenue,
        contract.variant,
        contract.assumed,
    )


def _told_apart(found: list[Held]) -> Iterator[Held]:
    seen: dict[str, int] = {}
    for each in found:
        seen[each.label] = seen.get(each.label, 0) + 1
        number = seen[each.label]
        yield each if number == 1 else replace(each, label=f"{each.label} ({number})")
