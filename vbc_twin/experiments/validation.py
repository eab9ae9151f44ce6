"""The twin against published outcomes: every case simulated, beside what was seen."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
import polars as pl

from vbc_twin.evidence import EvidenceError, library
from vbc_twin.experiments.cohorts import DEFAULT_SEED, CohortRun, run_cohort
from vbc_twin.experiments.validation_case import Case, RefusedCase
from vbc_twin.experiments.validation_cases import all_faults, load_cases
from vbc_twin.experiments.validation_measures import nobody

INSIDE, OUTSIDE, NOT_MODELLED, REFUSED = "inside", "outside", "not modelled yet", "refused"
COMPARED = (INSIDE, OUTSIDE)
SCHEMA = {
    "file": pl.String, "case": pl.String, "label": pl.String, "cohort": pl.String, "outcome": pl.String,
    "measure": pl.String, "months": pl.Int64, "unit": pl.String,
    "published": pl.Float64, "published_low": pl.Float64, "published_high": pl.Float64,
    "band_low": pl.Float64, "band_high": pl.Float64,
    "simulated": pl.Float64, "simulated_low": pl.Float64, "simulated_high": pl.Float64, "events": pl.Int64,
    "status": pl.String, "used_for_calibration": pl.Boolean, "what": pl.String, "reason": pl.String,
    "source": pl.String, "at": pl.String, "mark": pl.String,
}  # fmt: skip
FEWEST_FOR_A_CORRELATION = 3
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Validation:
    """Cases, simulated beside published: a row each in `table`, in the order of the files.

    `status` is "inside" or "outside" the band of acceptance, "not modelled yet", or "refused" with every fault in
    `reason`, which also says why a case is outside or not modelled. Simulated figures carry the 95 % interval of chance
    at the published values of all figures.
    """

    table: pl.DataFrame
    provenance: dict

    @property
    def compared(self) -> pl.DataFrame:
        """The cases that the model holds and that nothing was tuned to."""
        return self.table.filter(pl.col("status").is_in(COMPARED) & ~pl.col("used_for_calibration"))

    @property
    def calibrated(self) -> pl.DataFrame:
        """The cases that the model holds and whose figures went into it."""
        return self.table.filter(pl.col("status").is_in(COMPARED) & pl.col("used_for_calibration"))

    @property
    def not_modelled(self) -> pl.DataFrame:
        """The cases whose outcome the model does not have."""
        return self.table.filter(status=NOT_MODELLED)

    @property
    def refused(self) -> pl.DataFrame:
        """The cases that could not be read, or whose study nobody can be drawn for; read = compared or calibrated + not
        modelled + refused."""
        return self.table.filter(status=REFUSED)

    @property
    def misses(self) -> pl.DataFrame:
        """The cases outside their band, each with a reason."""
        return self.table.filter(status=OUTSIDE)

    @property
    def correlation(self) -> float:
        """Pearson's correlation of the logarithms of simulated and published, over the cases that nothing was tuned to;
        rates, shares and ratios differ too much for any other scale. Not a number for fewer than three."""
        return correlation(self.compared)

    @property
    def share_inside(self) -> float:
        """The share of the same cases whose simulated figure lies in its band."""
        return share_inside(self.compared)


def validate(
    cases: str | Path | None = None,
    people: int | None = None,
    seed: int = DEFAULT_SEED,
    on_progress: Progress | None = None,
) -> Validation:
    """Run every case of `data/validation`, or of a folder of one's own.

    `people` in each study (else what its file asks for). Calls `on_progress(done, total, label)`. An outcome that the
    model does not have is listed as such; a case of one's own with faults is refused and the others are run. Raises
    EvidenceError listing every fault if no case is left.
    """
    if people is not None and people < 1:
        raise EvidenceError([f"people: expected at least 1, found {people}"])
    found = load_cases(cases)
    accepted = [each for each in found if isinstance(each, Case) and not each.lacking]
    studies: dict[int, list[Case]] = {}
    for case in accepted:
        studies.setdefault(_study(case, accepted), []).append(case)
    told: dict[int, tuple | RefusedCase] = {}
    for done, of_study in enumerate(studies.values()):
        cohort = of_study[0].cohort
        if on_progress:
            on_progress(done, len(studies), cohort.label)
        try:
            lived = run_cohort(cohort, people or max(each.people for each in of_study), seed,
                               max(each.years for each in of_study))  # fmt: skip
        except EvidenceError as error:
            told |= {id(each): RefusedCase(each.file, each.name, each.label, error.faults) for each in of_study}
        else:
            told |= {id(each): _held(each, lived) for each in of_study}
    if on_progress:
        on_progress(len(studies), len(studies), "done")
    everything = [told.get(id(each), each) for each in found]
    refused = [each for each in everything if isinstance(each, RefusedCase)]
    if refused and (cases is None or len(refused) == len(everything)):
        raise EvidenceError(all_faults(refused))
    said = {
        "vbc_twin": version("vbc-twin"), "seed": seed, "people": people or "as each file asks",
        "cases": "data/validation" if cases is None else Path(cases).name, "read": len(found),
        "accepted": len(found) - len(refused), "refused": len(refused), "evidence_digest": library.digest(),
    }  # fmt: skip
    return Validation(pl.DataFrame([_listed(each) for each in everything], schema=SCHEMA, orient="row"), said)


def correlation(table: pl.DataFrame) -> float:
    """Pearson's correlation of the logarithms of simulated and published, where both are above zero."""
    both = table.filter((pl.col("simulated") > 0) & (pl.col("published") > 0))
    if both.height < FEWEST_FOR_A_CORRELATION:
        return float("nan")
    return float(np.corrcoef(np.log(both["simulated"]), np.log(both["published"]))[0, 1])


def share_inside(table: pl.DataFrame) -> float:
    """The share of cases inside their band."""
    return float((table["status"] == INSIDE).mean()) if table.height else float("nan")


def _study(case: Case, cases: list[Case]) -> int:
    """Which cases are lived together: those of one cohort as declared, the number of its first case."""
    return next(place for place, each in enumerate(cases) if _same(each.cohort, case.cohort))


def _same(one, other) -> bool:
    return one is other or (one.text == other.text and one.arms == other.arms)


def _held(case: Case, run: CohortRun) -> tuple | RefusedCase:
    """The row of a case that was lived; what it asks in vain of the people is a fault of it."""
    try:
        *figure, events = case.kind.simulated(case, run)
        value, low, high = (case.scale * each for each in figure)
        inside = case.band[0] <= value <= case.band[1]
        reason = "" if inside else _reason(case, run, value, low, high)
    except EvidenceError as error:
        return RefusedCase(case.file, case.name, case.label, error.faults)
    return _written(case, (value, low, high), events, INSIDE if inside else OUTSIDE, reason)


def _reason(case: Case, run: CohortRun, value: float, low: float, high: float) -> str:
    """Why a case is outside its band: nobody to see it in, too few people, what its file says, or nothing known."""
    if not np.isfinite(value):
        if nobody(case, run):
            return f"nobody in the study meets where = {case.where}"
        if case.measure == "median_time":
            return f"fewer than half have had it by {case.months} months; follow them longer"
        return "no event came about; more people are needed"
    if low <= case.band[1] and high >= case.band[0]:
        return "the interval of chance reaches the band; more people would tell"
    if case.reason:
        return case.reason
    seen = case.published.value
    way = "above" if value > seen else "below"
    far = f"{abs(value / seen - 1):.0%} " if seen > 0 and value > 0 else ""
    return f"simulated {far}{way} the published figure; not yet explained"


def _listed(each: tuple | Case | RefusedCase) -> tuple:
    """The row of a case: lived, not modelled, or refused."""
    if isinstance(each, Case):
        reason = f"{each.reason} ({each.lacking})" if each.reason else each.lacking
        return _written(each, (None, None, None), None, NOT_MODELLED, reason)
    if isinstance(each, RefusedCase):
        row = dict.fromkeys(SCHEMA) | {
            "file": each.file, "case": each.name, "label": each.label, "status": REFUSED,
            "used_for_calibration": False, "reason": "\n".join(each.faults),
        }  # fmt: skip
        return tuple(row.values())
    return each


def _written(case: Case, simulated: tuple, events: int | None, status: str, reason: str) -> tuple:
    seen = case.published
    has_interval = seen.interval == "published"
    return (
        case.file, case.name, case.label, case.cohort.name, " or ".join(case.outcome), case.measure, case.months,
        seen.unit, seen.value, seen.low if has_interval else None, seen.high if has_interval else None, *case.band,
        *simulated, events, status, case.used_for_calibration, case.what, reason, seen.source, seen.at, seen.mark,
    )  # fmt: skip
