"""Each ACO's twin, built from its row of year one and lived one year forward with nothing changed.

What a forecast needs of the twin are three things by figure. `explained`: what the evidence alone expects of year one,
before any scale is fitted, from who is on the list; the published figure over it is the scale that the ACO needs.
`change`: the second year over the first, without growth of prices, with its Monte Carlo error. `chance`: how much luck
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

from vbc_twin.calibration.backtest_figures import FIGURES
from vbc_twin.calibration.row import fit_row
from vbc_twin.evidence import EvidenceError, PublishedRow, published_row
from vbc_twin.panel import ENROLMENT_TYPES
from vbc_twin.twin import Groundwork, Outcome, Scenario, Twin

Progress = Callable[[int, int, str], None]
# A forecast needs means and the variance of luck, which a part of the panel tells as well as all of it.
PEOPLE, DRAWS, SEED = 3000, 8, 20220101
AHEAD = Scenario("one year ahead", years=1, seed=SEED)
CANNOT_BE_BUILT = (EvidenceError, ValueError, ArithmeticError, LookupError, np.linalg.LinAlgError)


@dataclass(frozen=True)
class YearAhead:
    """One ACO's twin and its second year; arrays are in the order of FIGURES, NaN where the ACO has nobody of a type.

    `sizes` are year one's person-years; `explained` has the figure's unit; `change` is a ratio, `change_error` the
    standard error of its logarithm; `chance` is a variance of logarithms times person-years. `assumed` tells what was
    assumed of blank cells.
    """

    aco_id: str
    sizes: np.ndarray
    explained: np.ndarray
    change: np.ndarray
    change_error: np.ndarray
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
    acos = tuple(acos)
    build = partial(year_ahead, file, draws=draws, people=people)
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
        return lived_ahead(fit_row(row, smaller).twin, draws)
    except CANNOT_BE_BUILT as error:
        words = "; ".join(error.faults) if isinstance(error, EvidenceError) else f"{type(error).__name__}: {error}"
        return Unbuilt(aco_id, f"no twin can be built from its row: {words}")


def lived_ahead(twin: Twin, draws: int = DRAWS) -> YearAhead:
    """The year ahead of a fitted twin: published figures, luck alone."""
    ground = Groundwork(twin, (AHEAD,))
    expected = ground.unfitted()
    lived = Outcome.together([ground.outcomes(None, each)[0] for each in range(draws)])
    figures = np.stack([each.lived(lived) for each in FIGURES], axis=-1)
    growth = 1 + ground.published.trend
    grows = np.array([growth if each.name.startswith("spending") else 1.0 for each in FIGURES])
    change, error = change_of(figures[:, 0], figures[:, 1] / grows)
    in_panel = np.array([_of_figure(each, lived.person_years()[:, 1].mean(axis=0)) for each in FIGURES])
    luck = relative_variance(figures[:, 1]) * in_panel / ground.population.mean_weight
    return YearAhead(
        twin.row.aco_id,
        sizes(twin.row),
        np.array([each.expected(expected) for each in FIGURES]),
        change,
        error,
        luck,
        twin.row.assumed,
    )


def sizes(row: PublishedRow) -> np.ndarray:
    """The person-years that each figure of a row is a mean over."""
    return np.array(
        [_of_figure(each, np.array([row.person_years_by_type[t] for t in ENROLMENT_TYPES])) for each in FIGURES]
    )


def _of_figure(figure, by_type: np.ndarray) -> float:
    return float(by_type.sum() if figure.enrolment_type is None else by_type[figure.enrolment_type])


def change_of(first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean of the second year over mean of the first, (figures), and the standard error of its logarithm."""
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = second.mean(axis=0) / first.mean(axis=0)
        apart = second / second.mean(axis=0) - first / first.mean(axis=0)
        error = apart.std(axis=0, ddof=1) / np.sqrt(len(first)) if len(first) > 1 else np.full(len(ratio), np.nan)
    return ratio, error


def relative_variance(draws: np.ndarray) -> np.ndarray:
    """Variance over draws divided by the squared mean, (figures); NaN from a single draw or a mean of zero."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return draws.var(axis=0, ddof=1) / draws.mean(axis=0) ** 2 if len(draws) > 1 else draws[0] * np.nan
