"""Each ACO's twin, built from its row of year one and lived one year forward with nothing changed.

What a forecast needs of the twin are three things by figure. `explained`: what the evidence alone expects of year one,
before any scale is fitted, from who is on the list; the published figure over it is the scale that the ACO needs.
`change`: the second year over the first, without growth of prices. `chance`: how much luck
alone moves the figure, as the variance of its logarithm times the person-years that it is a mean over; luck of many
people is averaged, so one twin's tells another's.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from os import PathLike

import numpy as np

from vbc_twin.calibration.backtest_figures import FIGURES, Figure
from vbc_twin.calibration.row import with_heads
from vbc_twin.evidence import EvidenceError, PublishedRow, published_row
from vbc_twin.panel import ENROLMENT_TYPES
from vbc_twin.twin import Groundwork, Outcome, Scenario, Twin

Progress = Callable[[int, int, str], None]
# A forecast needs means and the variance of luck, which a part of the panel tells as well as all of it.
PEOPLE, DRAWS, SEED = 3000, 4, 20220101
AHEAD = Scenario("one year ahead", years=1, seed=SEED)
CANNOT_BE_BUILT = (EvidenceError, ValueError, ArithmeticError, LookupError, np.linalg.LinAlgError)


@dataclass(frozen=True)
class YearAhead:
    """One ACO's twin and its second year; arrays are in the order of FIGURES, NaN where the ACO has nobody of a type.

    `sizes` are year one's person-years; `explained` has the figure's unit; `change` is a ratio; `chance` is a
    variance of logarithms times person-years. `assumed` tells what was assumed of blank cells.
    """

    aco_id: str
    sizes: np.ndarray
    explained: np.ndarray
    change: np.ndarray
    chance: np.ndarray
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unbuilt:
    """An ACO whose twin could not be built, and why."""

    aco_id: str
    reason: str


def years_ahead(
    file: PathLike, acos: Iterable[str], draws: int = DRAWS, people: int | None = PEOPLE, threads: int = 1,
    on_progress: Progress | None = None,
) -> list[YearAhead | Unbuilt]:  # fmt: skip
    """The year ahead of each ACO of a results file, in the order given.

    More than one of `threads` are fresh processes, for which a script needs `if __name__ == "__main__":`; results do
    not depend on how many there are.
    """
    return _side_by_side(partial(year_ahead, file, draws=draws, people=people), tuple(acos), threads, on_progress)


def _side_by_side(build: Callable, acos: tuple[str, ...], threads: int, on_progress: Progress | None) -> list:
    if threads == 1 or len(acos) < 2:
        return _counted(map(build, acos), len(acos), on_progress)
    with ProcessPoolExecutor(threads, mp_context=get_context("spawn")) as pool:
        return _counted(pool.map(build, acos), len(acos), on_progress)


def _counted(found: Iterable, number: int, on_progress: Progress | None) -> list:
    done = []
    for each in found:
        done.append(each)
        if on_progress:
            on_progress(len(done), number, "twins lived")
    return done


def year_ahead(file: PathLike, aco_id: str, draws: int = DRAWS, people: int | None = PEOPLE) -> YearAhead | Unbuilt:
    """Build an ACO's twin from its row and live one year forward in so many replications of luck."""
    try:
        row = published_row(file, aco_id)
        smaller = people if people is not None and people < row.assigned_beneficiaries else None
        return lived_ahead(with_heads(_unfitted(row, smaller)), draws)
    except CANNOT_BE_BUILT as error:
        return _unbuilt(aco_id, error)


def explained_ahead(
    file: PathLike, acos: Iterable[str], threads: int = 1, on_progress: Progress | None = None
) -> list[YearAhead | Unbuilt]:
    """What the evidence explains of each ACO's row, quickly: no scale is fitted and no year lived."""
    return _side_by_side(partial(explained_only, file), tuple(acos), threads, on_progress)


def explained_only(file: PathLike, aco_id: str, people: int = PEOPLE) -> YearAhead | Unbuilt:
    """An ACO's `explained` figures; change and chance are NaN."""
    try:
        row = published_row(file, aco_id)
        smaller = people if people < row.assigned_beneficiaries else None
        expected = Groundwork(_unfitted(row, smaller), (AHEAD,)).unfitted()
    except CANNOT_BE_BUILT as error:
        return _unbuilt(aco_id, error)
    unknown = np.full(len(FIGURES), np.nan)
    explained = np.array([each.expected(expected) for each in FIGURES])
    return YearAhead(aco_id, sizes(row), explained, unknown, unknown, row.assumed)


def _unfitted(row: PublishedRow, people: int | None) -> Twin:
    """A twin of the row as `fit_row` begins it; its scales are solved on the row when it is made ready to live."""
    return Twin(row.aco_id, row, dict(row.person_years_by_type), 0.0, people=people)


def _unbuilt(aco_id: str, error: Exception) -> Unbuilt:
    words = "; ".join(error.faults) if isinstance(error, EvidenceError) else f"{type(error).__name__}: {error}"
    return Unbuilt(aco_id, f"no twin can be built from its row: {words}")


def lived_ahead(twin: Twin, draws: int = DRAWS) -> YearAhead:
    """The year ahead of a twin whose heads fit its row: figures as published, luck alone."""
    ground = Groundwork(twin, (AHEAD,))
    expected = ground.unfitted()
    lived = Outcome.together([ground.outcomes(None, each)[0] for each in range(draws)])
    growth = 1 + ground.published.trend
    told = [said_of(each, lived, ground.weights, growth) for each in FIGURES]
    change, luck = (np.array(each) for each in zip(*told, strict=True))
    explained = np.array([each.expected(expected) for each in FIGURES])
    return YearAhead(twin.row.aco_id, sizes(twin.row), explained, change, luck, twin.row.assumed)


def said_of(figure: Figure, lived: Outcome, weights: np.ndarray, growth: float) -> tuple[float, float]:
    """Change and chance of a figure (see `YearAhead`); NaN where nobody is there or nothing happened.

    `weights` are those of the four strata: a panel of one in ten has ten times the whole's variance, so the variance of
    each enrolment type is divided by its weight.
    """
    counted = figure.counted(lived)[..., figure.concerns]
    people = lived.person_years()[..., figure.concerns]
    events, members = counted.sum(axis=-1), people.sum(axis=-1)
    if not (members > 0).all() or not (events.mean(axis=0) > 0).all():
        return np.nan, np.nan
    by_year = (events / members).mean(axis=0)
    change = by_year[1] / by_year[0] / (growth if figure.name.startswith("spending") else 1.0)
    mean = events[:, 1].sum() / members[:, 1].sum()
    off = (counted - mean * people)[:, 1].var(axis=0, ddof=1) / weights[figure.concerns]
    return float(change), float(off.sum() / mean**2 / members[:, 1].mean())


def sizes(row: PublishedRow) -> np.ndarray:
    """The person-years that each figure of a row is a mean over."""
    return np.array(
        [_of_figure(each, np.array([row.person_years_by_type[t] for t in ENROLMENT_TYPES])) for each in FIGURES]
    )


def _of_figure(figure, by_type: np.ndarray) -> float:
    return float(by_type.sum() if figure.enrolment_type is None else by_type[figure.enrolment_type])
