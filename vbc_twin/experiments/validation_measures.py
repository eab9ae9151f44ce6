"""What a published figure can be, in which units, and how the same figure is read off a lived study."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from vbc_twin.experiments import cohorts_rates as rates
from vbc_twin.experiments.cohorts import CohortRun
from vbc_twin.experiments.cohorts_outcomes import follow, outcome_of

# Of each unit, its kind, and how many of it are one share, ratio, event per person-year, USD per person-year or year.
UNITS = {
    "ratio": ("ratio", 1.0),
    "share": ("share", 1.0), "%": ("share", 100.0), "percentage points": ("share", 100.0),
    "per 100 people": ("share", 100.0), "per 1,000 people": ("share", 1e3), "per 100,000 people": ("share", 1e5),
    "per person-year": ("rate", 1.0), "per 100 person-years": ("rate", 100.0), "per 1,000 person-years": ("rate", 1e3),
    "per 10,000 person-years": ("rate", 1e4), "per 100,000 person-years": ("rate", 1e5),
    "USD per person-year": ("money", 1.0), "USD per person-month": ("money", 1 / 12),
    "years": ("time", 1.0), "months": ("time", 12.0),
}  # fmt: skip
SPENDING = "spending"
Figure = tuple[float, float, float, int]


@dataclass(frozen=True)
class Measure:
    """A kind of published figure: the `kind` of its units, whether it compares two groups, what it is of ("event",
    "stay", "condition" or "spending"), and how a lived study gives it: value, low, high and the events behind it."""

    kind: str
    simulated: Callable[..., Figure]
    compares: bool = False
    of: str = "event"


def kind_of(unit: str) -> tuple[str, float]:
    """The kind of a unit and how many of it are one; ("", 1) if there is no such unit. "1000" and "1,000" are one."""
    return UNITS.get(unit) or {name.replace(",", ""): each for name, each in UNITS.items()}.get(unit, ("", 1.0))


def nobody(case, run: CohortRun) -> bool:
    """Whether nobody of the study meets the case's own condition."""
    return bool(case.where) and run.incidence("death", where=case.where)["people"][0] == 0


def _incidence(case, run: CohortRun) -> pl.DataFrame:
    return run.incidence(
        list(case.outcome), case.groups, months=case.months, where=case.where, after=case.after, arm=case.lived_arm,
        every=case.measure in ("rate_of_all", "rate_ratio"),
    )  # fmt: skip


def _compared(frame: pl.DataFrame, case) -> dict:
    """The row of the group that is compared with the first."""
    group = case.arm if not case.by and case.arm else frame["group"][-1]
    return frame.row(by_predicate=pl.col("group") == group, named=True)


def _rate(case, run: CohortRun) -> Figure:
    found = _incidence(case, run).row(0, named=True)
    return found["rate"], found["rate_low"], found["rate_high"], found["events"]


def _cumulative(case, run: CohortRun) -> Figure:
    found = _incidence(case, run).row(0, named=True)
    value, low, high = (found[f"cumulative_{end}"] for end in ("incidence", "low", "high"))
    return value, low, high, round(value * found["people"]) if found["people"] else 0


def _survival(case, run: CohortRun) -> Figure:
    value, low, high, events = _cumulative(case, run)
    return 1 - value, 1 - high, 1 - low, events


def _hazard_ratio(case, run: CohortRun) -> Figure:
    found = _compared(_incidence(case, run), case)
    return found["hazard_ratio"], found["ratio_low"], found["ratio_high"], found["events"]


def _risk(value: str, ends: str) -> Callable[..., Figure]:
    def simulated(case, run: CohortRun) -> Figure:
        frame = run.risks(
            list(case.outcome), case.groups, months=case.months, where=case.where, after=case.after, arm=case.lived_arm
        )
        found = _compared(frame, case)
        events = round(found["cumulative_incidence"] * found["people"]) if found["people"] else 0
        return found[value], found[f"{ends}_low"], found[f"{ends}_high"], events

    return simulated


def _after_stay(ask: str, months: int | None) -> Callable[..., Figure]:
    def simulated(case, run: CohortRun) -> Figure:
        cause = case.stay_cause
        more = {"months": months or case.months} if ask == "fatality" else {}
        found = getattr(run, ask)(cause, where=case.where, arm=case.arm, **more).row(0, named=True)
        hits = round(found["share"] * found["stays"]) if found["stays"] else 0
        return found["share"], found["low"], found["high"], hits

    return simulated


def _prevalence(case, run: CohortRun) -> Figure:
    found = run.prevalence(case.outcome[0], months=case.months, where=case.where, arm=case.arm).row(0, named=True)
    return (
        found["share"],
        found["low"],
        found["high"],
        round(found["share"] * found["people"]) if found["people"] else 0,
    )


def _spending(case, run: CohortRun) -> Figure:
    found = run.spending(case.category, months=case.months, where=case.where, arm=case.arm).row(0, named=True)
    return found["usd"], found["usd_low"], found["usd_high"], found["people"]


def _spending_ratio(case, run: CohortRun) -> Figure:
    frame = run.spending(case.category, case.groups, months=case.months, where=case.where, arm=case.lived_arm)
    found = _compared(frame, case)
    return found["ratio"], found["ratio_low"], found["ratio_high"], found["people"]


def _median(case, run: CohortRun) -> Figure:
    start = outcome_of(case.after, run.outcomes) if case.after else None
    who, events = run.people_of(case.where, case.arm)
    wanted = outcome_of(case.outcome, run.outcomes)
    followed = follow(events, wanted, run.stages, who, case.months, 12 * run.years, start)
    value, (low, high) = rates.middle(followed)
    return value / 12, low / 12, high / 12, int(followed.has_event.sum())


MEASURES = {
    "rate": Measure("rate", _rate),
    "rate_of_all": Measure("rate", _rate),
    "cumulative_incidence": Measure("share", _cumulative),
    "survival": Measure("share", _survival),
    "median_time": Measure("time", _median),
    "hazard_ratio": Measure("ratio", _hazard_ratio, compares=True),
    "rate_ratio": Measure("ratio", _hazard_ratio, compares=True),
    "risk_ratio": Measure("ratio", _risk("risk_ratio", "ratio"), compares=True),
    "odds_ratio": Measure("ratio", _risk("odds_ratio", "odds"), compares=True),
    "risk_difference": Measure("share", _risk("risk_difference", "difference"), compares=True),
    "readmission_30d": Measure("share", _after_stay("readmission", 1), of="stay"),
    "death_30d": Measure("share", _after_stay("fatality", 1), of="stay"),
    "death_after_stay": Measure("share", _after_stay("fatality", None), of="stay"),
    "prevalence": Measure("share", _prevalence, of="condition"),
    "spending": Measure("money", _spending, of=SPENDING),
    "spending_ratio": Measure("ratio", _spending_ratio, compares=True, of=SPENDING),
}
