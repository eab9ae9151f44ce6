"""One panel's years, settled under every contract that they can supply; the others are listed with what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from vbc_twin.contracts import Contract, Settlement, ways_to_give
from vbc_twin.evidence import EvidenceError, Faults, Parameter
from vbc_twin.experiments.by_contract import Settled, carriers_of, over_all_years, years_of
from vbc_twin.experiments.cash import cash, position
from vbc_twin.experiments.flows import flows
from vbc_twin.experiments.held import PROGRAMME, Held, held_contracts, library_names
from vbc_twin.experiments.lived import LivedYear, calendar_years, lived_years, own_contract, provenance_of
from vbc_twin.experiments.said import assumptions
from vbc_twin.experiments.settlements import MISSING, Settlements
from vbc_twin.twin import Run, Twin

Refusal = tuple[tuple[str, ...], str]


def settle_all(
    lived: Twin | Run,
    contracts: Iterable[str | Contract] | None = None,
    assume: dict[str, float | Parameter] | None = None,
    years: Iterable[int] | None = None,
) -> Settlements:
    """Settle every year of a run (all draws at once), or the published year of a twin, under many contracts.

    contracts are names (each at every level; "own" is the one that is held), Contract objects, or None for the whole
    library. `assume` fills figures that the years lack, by their names in data/figures.toml; each is said as an
    assumption. A contract that needs what is still lacking, or that is not in force in a year, is not settled but
    listed in `missing`. years: those to settle, by default all. Raises EvidenceError naming every contract, figure
    and year that does not exist.
    """
    chosen = _chosen_years(lived, years)
    own, why = own_contract(lived)
    row = lived.twin.row if isinstance(lived, Run) else lived.row
    held = _held(row, own, contracts, chosen, assume or {})
    by_year = lived_years(lived, chosen)
    settled: list[Settled] = []
    missing = [("own", "The ACO's own contract", "", list(chosen), [], "; ".join(why))] if why else []
    for each in held:
        refused: dict[Refusal, list[int]] = {}
        for year, one in by_year.items():
            found = settled_or_refused(each, year, one)
            if isinstance(found, Settlement):
                terms = each.contract.terms(year)
                settled.append(Settled(each, found, one, terms, flows(each.label, found, terms, one)))
            else:
                refused.setdefault(found, []).append(year)
        missing += [
            (each.contract.name, each.label, each.contract.level_in(when[0]), when, list(needs), words)
            for (needs, words), when in refused.items()
        ]
    moved = [flow for each in settled for flow in each.flows]
    names = {each.held.label: each.held.contract.name for each in settled}
    return Settlements(
        years=years_of(settled),
        over_all_years=over_all_years(settled),
        carriers=carriers_of(settled),
        cash=cash(moved, names),
        position=position(moved, names),
        missing=pl.DataFrame(missing, schema=MISSING, orient="row"),
        assumptions=assumptions(settled, held, chosen),
        calendar_years=chosen,
        draws=next(iter(by_year.values())).draws,
        provenance=provenance_of(lived),
    )


def settled_or_refused(held: Held, year: int, lived: LivedYear) -> Settlement | Refusal:
    """The settlement of a year; or the figures that it lacks, and in words why it is not settled."""
    contract = held.contract
    is_of_programme = contract.text.family == PROGRAMME
    experience = lived.published if is_of_programme and lived.published is not None else lived.experience
    needs, words = contract.missing(experience), []
    if needs:
        words.append(f"needs {', '.join(map(ways_to_give, needs))}")
    try:
        if not needs:
            return contract.settle(experience)
        contract.terms(year)
    except EvidenceError as error:
        # A rule that is lacking in several years is told once for all of them.
        words += dict.fromkeys(fault.replace(f" in {year} ", " ") for fault in error.faults)
    return needs, "; ".join(words)


def _held(row, own, contracts, years: tuple[int, ...], assume: dict) -> list[Held]:
    """The contracts asked for, with the assumed figures; every name that does not exist is told at once."""
    faults, held = [], ()
    try:
        held = held_contracts(row, own, contracts, years)
    except EvidenceError as error:
        faults += error.faults
    try:
        Contract.load(library_names()[0]).assume(**assume)
    except EvidenceError as error:
        faults += [f"settle_all, assume: {fault.partition('assume: ')[2]}" for fault in error.faults]
    if faults:
        raise EvidenceError(faults)
    return [replace(each, contract=each.contract.assume(**assume)) for each in held]


def _chosen_years(lived: Twin | Run, years: Iterable[int] | None) -> tuple[int, ...]:
    there, faults = calendar_years(lived), Faults()
    chosen = there if years is None else tuple(sorted(set(years)))
    for year in chosen:
        if year not in there:
            span = str(there[0]) if len(there) == 1 else f"{there[0]} to {there[-1]}"
            faults.add("settle_all, years", f"{year} was not lived; there is {span}")
    if not chosen:
        faults.add("settle_all, years", "none is named; leave them out for all")
    faults.raise_if_any()
    return chosen
