"""The twin against published outcomes: every case simulated, beside what was seen."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
import polars as pl

from vbc_twin.evidence import EvidenceError, library
from vbc_twin.experiments.cohorts import DEFAULT_SEED, CohortRun, run_cohort
from vbc_twin.experiments.cohorts_outcomes import outcome_of
from vbc_twin.experiments.validation_cases import Case, load_cases

INSIDE, OUTSIDE, NOT_MODELLED = "inside", "outside", "not modelled yet"
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

    `status` is "inside" or "outside" the band of acceptance, or "not modelled yet"; `reason` says why a case is outside
    or not modelled. Simulated figures carry the 95 % interval of chance at the published values of all figures.
    """

    table: pl.DataFrame
    provenance: dict

    @property
    def compared(self) -> pl.DataFrame:
        """The cases that the model holds and that nothing was tuned to."""
        return self.table.filter((pl.col("status") != NOT_MODELLED) & ~pl.col("used_for_calibration"))

    @property
    def calibrated(self) -> pl.DataFrame:
        """The cases that the model holds and whose figures went into it."""
        return self.table.filter((pl.col("status") != NOT_MODELLED) & pl.col("used_for_calibration"))

    @property
    def not_modelled(self) -> pl.DataFrame:
        """The cases whose outcome the model does not have."""
        return self.table.filter(status=NOT_MODELLED)

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

    `people` in each study (else what its file asks for). Calls `on_progress(done, total, label)`. Raises EvidenceError
    listing every fault before anything is run; an outcome that the model does not have is no fault, but listed as such.
    """
    if people is not None and people < 1:
        raise EvidenceError([f"people: expected at least 1, found {people}"])
    found = load_cases(cases)
    studies: dict[int, list[Case]] = {}
    for case in found:
        studies.setdefault(_study(case, found), []).append(case)
    rows, nearest = {}, {}
    for done, of_study in enumerate(studies.values()):
        first = of_study[0]
        if on_progress:
            on_progress(done, len(studies), first.cohort.label)
        known = _modelled(of_study, nearest)
        if known:
            years = max(-(-(case.months + (12 if case.after else 0)) // 12) for case in known)
            lived = run_cohort(first.cohort, people or max(case.people for case in known), seed, years)
            rows |= {id(case): _row(case, lived) for case in known}
    if on_progress:
        on_progress(len(studies), len(studies), "done")
    listed = [rows.get(id(case)) or _unknown(case, nearest[id(case)]) for case in found]
    said = {
        "vbc_twin": version("vbc-twin"), "seed": seed, "people": people or "as each file asks",
        "cases": "data/validation" if cases is None else Path(cases).name, "evidence_digest": library.digest(),
    }  # fmt: skip
    return Validation(pl.DataFrame(listed, schema=SCHEMA, orient="row"), said)


def correlation(table: pl.DataFrame) -> float:
    """Pearson's correlation of the logarithms of simulated and published, where both are above zero."""
    both = table.filter((pl.col("simulated") > 0) & (pl.col("published") > 0))
    if both.height < FEWEST_FOR_A_CORRELATION:
        return float("nan")
    return float(np.corrcoef(np.log(both["simulated"]), np.log(both["published"]))[0, 1])


def share_inside(table: pl.DataFrame) -> float:
    """The share of cases inside their band."""
    return float((table["status"] == INSIDE).mean()) if table.height else float("nan")


def _study(case: Case, cases: tuple[Case, ...]) -> int:
    """Which cases are lived together: those of one cohort as declared, the number of its first case."""
    return next(place for place, each in enumerate(cases) if _same(each.cohort, case.cohort))


def _same(one, other) -> bool:
    return one is other or (one.text == other.text and one.arms == other.arms)


def _modelled(cases: list[Case], nearest: dict[int, str]) -> list[Case]:
    """The cases whose outcome the model holds; of the others, what is said of it."""
    known = CohortRun(cases[0].cohort, None, (), None, 1, {}).outcomes
    kept = []
    for case in cases:
        try:
            outcome_of(case.outcome, known)
            if case.after:
                outcome_of(case.after, known)
        except EvidenceError as error:
            nearest[id(case)] = "; ".join(error.faults)
        else:
            kept.append(case)
    return kept


def _row(case: Case, run: CohortRun) -> tuple:
    *figure, events = _simulated(case, run)
    value, low, high = (case.scale * each for each in figure)
    inside = case.band[0] <= value <= case.band[1]
    reason = "" if inside else _reason(case, value, low, high)
    return _written(case, (value, low, high), events, INSIDE if inside else OUTSIDE, reason)


def _simulated(case: Case, run: CohortRun) -> tuple[float, float, float, int]:
    """The figure, its interval and the events behind it, as a share, ratio, or events per person-year."""
    if case.measure in ("readmission_30d", "death_30d"):
        cause = "" if case.outcome == ("use.inpatient",) else case.outcome[0].removeprefix("use.inpatient.")
        ask = run.readmission if case.measure == "readmission_30d" else run.fatality
        found = ask(cause, where=case.where, arm=case.arm).row(0, named=True)
        return found["share"], found["low"], found["high"], round(found["share"] * found["stays"])
    is_ratio = case.measure in ("hazard_ratio", "rate_ratio")
    frame = run.incidence(
        list(case.outcome), (case.by or "arm") if is_ratio else None, months=case.months, where=case.where,
        after=case.after, arm="" if is_ratio and not case.by else case.arm,
        every=case.measure in ("rate_of_all", "rate_ratio"),
    )  # fmt: skip
    if is_ratio:
        group = case.arm if not case.by and case.arm else frame["group"][-1]
        found = frame.row(by_predicate=pl.col("group") == group, named=True)
        return found["hazard_ratio"], found["ratio_low"], found["ratio_high"], found["events"]
    found = frame.row(0, named=True)
    if case.measure == "cumulative_incidence":
        names = ("cumulative_incidence", "cumulative_low", "cumulative_high")
        return *(found[name] for name in names), round(found["cumulative_incidence"] * found["people"])
    return found["rate"], found["rate_low"], found["rate_high"], found["events"]


def _reason(case: Case, value: float, low: float, high: float) -> str:
    """Why a case is outside its band: too few people, what its file says, or nothing known."""
    if not np.isfinite(value):
        return "no event came about; more people are needed"
    if low <= case.band[1] and high >= case.band[0]:
        return "the interval of chance reaches the band; more people would tell"
    if case.reason:
        return case.reason
    way = "above" if value > case.published.value else "below"
    return f"simulated {abs(value / case.published.value - 1):.0%} {way} the published figure; not yet explained"


def _unknown(case: Case, nearest: str) -> tuple:
    reason = f"{case.reason} ({nearest})" if case.reason else nearest
    return _written(case, (None, None, None), None, NOT_MODELLED, reason)


def _written(case: Case, simulated: tuple, events: int | None, status: str, reason: str) -> tuple:
    seen = case.published
    has_interval = seen.interval == "published"
    return (
        case.file, case.name, case.label, case.cohort.name, " or ".join(case.outcome), case.measure, case.months,
        seen.unit, seen.value, seen.low if has_interval else None, seen.high if has_interval else None, *case.band,
        *simulated, events, status, case.used_for_calibration, case.what, reason, seen.source, seen.at, seen.mark,
    )  # fmt: skip
