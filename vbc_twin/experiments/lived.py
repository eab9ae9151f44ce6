"""The years that contracts are settled on: those of a run, or the published one of a twin."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.metadata import version

import numpy as np

from vbc_twin.care import CATEGORIES
from vbc_twin.contracts import Contract, Experience, benchmark_history
from vbc_twin.contracts import own as own_of
from vbc_twin.evidence import EvidenceError, library
from vbc_twin.experiments.carriers import PartB
from vbc_twin.experiments.held import PROGRAMME
from vbc_twin.twin import Run, Twin

QUARTERS = 4


@dataclass(frozen=True)
class LivedYear:
    """One year as it was lived or published: what contracts are settled on, and what the settlement does not see.

    `published` is the same year on its published benchmark, which is that of the ACO's own programme only. claims_usd
    is spending on programme basis (draws), a quarter each, part_b_usd (draws) the part of the year's that is Part B.
    """

    experience: Experience
    claims_usd: tuple[np.ndarray, ...]
    part_b_usd: np.ndarray
    published: Experience | None = None

    @property
    def draws(self) -> int:
        """How often the year was lived."""
        return len(self.part_b_usd)


def own_contract(lived: Twin | Run) -> tuple[Contract | None, tuple[str, ...]]:
    """The contract under which the run was lived or that the twin's row shows; none, and why, if there is no such."""
    try:
        return (lived.contract if isinstance(lived, Run) else own_of(lived.row)), ()
    except EvidenceError as error:
        return None, tuple(error.faults)


def calendar_years(lived: Twin | Run) -> tuple[int, ...]:
    """The years that there are."""
    return lived.calendar_years if isinstance(lived, Run) else (lived.row.performance_year,)


def lived_years(lived: Twin | Run, years: tuple[int, ...]) -> dict[int, LivedYear]:
    """Some of them."""
    if isinstance(lived, Twin):
        return {year: _of_row(lived) for year in years}
    claims = lived.quarterly_claims_usd()
    spending = {name: lived.outcome.spending_usd(name).sum(axis=-1) for name in CATEGORIES}
    part_b = PartB.load().of(spending) * lived.twin.row.programme_basis_factor
    places = {year: lived.calendar_years.index(year) for year in years}
    return {
        year: LivedYear(_of_run(lived, year), tuple(claims[:, place].T), part_b[:, place])
        for year, place in places.items()
    }


def _of_run(run: Run, year: int) -> Experience:
    """A lived year, with the benchmark of the programme that the run was settled in, for others to be compared with."""
    experience, (own, _) = run.experience(year), own_contract(run)
    if own is None or own.text.family != PROGRAMME:
        return experience
    try:
        benchmark = {"shared_savings_benchmark_usd": run.settlement(year).benchmark_usd}
    except EvidenceError:  # no rule is in force in that year, as is told where the contract itself is settled
        return experience
    return replace(experience, figures=experience.figures | benchmark)


def _of_row(twin: Twin) -> LivedYear:
    """The published year: its spending in four equal parts. The benchmark is rebuilt where another contract's terms act
    upon it, from the history that returns the published one."""
    row = twin.row
    published = Experience.published(row)
    try:
        history = benchmark_history(row)
    except EvidenceError:
        history = None
    published = replace(published, figures={"shared_savings_benchmark_usd": row.benchmark_usd})
    whole = float(published.expenditure_usd)
    shares = {name: usd / sum(row.spending_by_category.values()) for name, usd in row.spending_by_category.items()}
    part_b = PartB.load().of({name: whole * share for name, share in shares.items()})
    return LivedYear(
        replace(published, benchmark_usd=None, history=history),
        (np.array([whole / QUARTERS]),) * QUARTERS,
        np.array([part_b]),
        published,
    )


def provenance_of(lived: Twin | Run) -> dict:
    """What the settlements need to be worked out again."""
    if isinstance(lived, Run):
        return dict(lived.provenance)
    return {
        "vbc_twin": version("vbc-twin"),
        "twin": lived.name,
        "aco_id": lived.row.aco_id,
        "performance_year": lived.row.performance_year,
        "evidence_digest": library.digest(),
    }
