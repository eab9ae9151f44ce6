"""A study lived in the twin: a declared population, its arms with the same luck, and every event counted."""

from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

import numpy as np
import polars as pl

from vbc_twin.care import CATEGORIES, by_group
from vbc_twin.evidence import EvidenceError, library, register, suggestion
from vbc_twin.experiments import cohorts_rates as rates
from vbc_twin.experiments.cohorts_outcomes import (
    CountedOutcome,
    first_month,
    follow,
    has_condition,
    outcome_of,
    outcomes_of,
)  # fmt: skip
from vbc_twin.panel import Panel, assumptions, national_parameters
from vbc_twin.twin import Cohort, Events, live_cohort

DEFAULT_PEOPLE, DEFAULT_SEED = 20_000, 1
MOST_GROUPS = 12
SCHEMA = {
    "group": pl.String, "people": pl.Int64, "events": pl.Int64, "person_years": pl.Float64,
    "rate": pl.Float64, "rate_low": pl.Float64, "rate_high": pl.Float64,
    "cumulative_incidence": pl.Float64, "cumulative_low": pl.Float64, "cumulative_high": pl.Float64,
    "hazard_ratio": pl.Float64, "ratio_low": pl.Float64, "ratio_high": pl.Float64,
}  # fmt: skip
OF_RISKS = {
    "group": pl.String, "people": pl.Int64, "cumulative_incidence": pl.Float64,
    "risk_ratio": pl.Float64, "ratio_low": pl.Float64, "ratio_high": pl.Float64,
    "odds_ratio": pl.Float64, "odds_low": pl.Float64, "odds_high": pl.Float64,
    "risk_difference": pl.Float64, "difference_low": pl.Float64, "difference_high": pl.Float64,
}  # fmt: skip
OF_SPENDING = {
    "group": pl.String, "people": pl.Int64, "person_years": pl.Float64, "usd": pl.Float64, "usd_low": pl.Float64,
    "usd_high": pl.Float64, "ratio": pl.Float64, "ratio_low": pl.Float64, "ratio_high": pl.Float64,
}  # fmt: skip
# Of hits and people of a group and of the one that it is compared with: what is told of both, and if on a log scale.
RATIO = (lambda each: (each[0] / each[1]) / (each[2] / each[3]), True)
ODDS = (lambda each: each[0] / (each[1] - each[0]) / (each[2] / (each[3] - each[2])), True)
DIFFERENCE = (lambda each: each[0] / each[1] - each[2] / each[3], False)
RISKS = (RATIO, ODDS, DIFFERENCE)
OF_STAYS = {"group": pl.String, "stays": pl.Int64, "share": pl.Float64, "low": pl.Float64, "high": pl.Float64}


def run_cohort(
    cohort: Cohort | str | Path, people: int = DEFAULT_PEOPLE, seed: int = DEFAULT_SEED, years: int | None = None
) -> "CohortRun":
    """Live a study: `people` of a cohort (itself, its name or its file), in every arm with the same luck.

    It belongs to no ACO: nobody leaves or joins, figures are at their published values, onset and background death are
    solved on the national panel, use is at the level of the average ACO. `years` is the study's own follow-up where
    left out. Raises EvidenceError listing every fault.
    """
    cohort = cohort if isinstance(cohort, Cohort) else Cohort.load(cohort)
    years = cohort.text.follow_up_years if years is None else years
    wrong = [f"cohort {cohort.name}, {name}: expected at least 1, found {number}"
             for name, number in (("people", people), ("years", years)) if number < 1]  # fmt: skip
    if wrong:
        raise EvidenceError(wrong)
    first, events = live_cohort(cohort, people, seed, years)
    said = {
        "vbc_twin": version("vbc-twin"), "cohort": cohort.name, "people": people, "seed": seed, "years": years,
        "evidence_digest": library.digest(),
    }  # fmt: skip
    return CohortRun(cohort, cohort.panel(people, seed), events, first.stage, years, said)


@dataclass(frozen=True)
class CohortRun:
    """A lived study: who was in it (`panel`), and the `events` of each arm, in the order of `cohort.arms`."""

    cohort: Cohort
    panel: Panel
    events: tuple[Events, ...] = field(repr=False)
    stages: np.ndarray = field(repr=False)
    years: int
    provenance: dict

    @property
    def arms(self) -> tuple[str, ...]:
        """The names of the arms."""
        return tuple(each.name for each in self.cohort.arms)

    @cached_property
    def outcomes(self) -> dict[str, CountedOutcome]:
        """Every outcome that can be counted, by name."""
        return outcomes_of(self.cohort.content)

    def incidence(
        self, outcome: str | list[str], by: str | None = None, *, months: int | None = None, where: str = "",
        after: str = "", arm: str = "", every: bool = False,
    ) -> pl.DataFrame:  # fmt: skip
        """How often an outcome (or the first of several) came about, one row a group.

        `by`: "arm", a column of the panel or an SQL condition on it; groups are compared with the first, and other
        than by arm they are those of `arm`, the first. `months` of follow-up (all that were lived); `where`: SQL on the
        panel; `after`: follow from the month after a person's first event of this name. Rates [per person-year] are of
        first events in the time until them, or with `every` of all events in the time alive; cumulative incidence is
        the share with an event by the end, death competing. Intervals are 95 %. Raises EvidenceError with the nearest
        names for an outcome that the model does not have.
        """
        wanted, start = outcome_of(outcome, self.outcomes), outcome_of(after, self.outcomes) if after else None
        months = self._months(months)
        rows, reference = [], None
        for group, who, events in self._groups(by, where, arm):
            followed = follow(events, wanted, self.stages, who, months, 12 * self.years, start)
            tally = rates.Tally.every(followed) if every else rates.Tally.first(followed)
            reference = tally if reference is None else reference
            share = rates.share(int(followed.has_event.sum()), len(followed.person))
            ratio = (1.0, (1.0, 1.0)) if reference is tally else rates.ratio(tally, reference)
            figures = [number for value, ends in (rates.rate(tally), share, ratio) for number in (value, *ends)]
            rows.append((group, len(followed.person), round(tally.count), tally.person_years, *figures))
        return pl.DataFrame(rows, schema=SCHEMA, orient="row")

    def readmission(self, cause: str = "", by: str | None = None, *, where: str = "", arm: str = "") -> pl.DataFrame:
        """The share of first stays, of any or one `cause`, that were followed by another within 30 days, by group."""
        return self._after_stays(cause, "readmission", by, where, arm)

    def fatality(
        self, cause: str = "", by: str | None = None, *, where: str = "", arm: str = "", months: int = 1
    ) -> pl.DataFrame:
        """The share of first stays, of any or one `cause`, whose people died within 30 days or some `months`, by group.

        A month is the twin's shortest time. Thirty days: deaths of the stay's own month, and those of the next that it
        brings. Some months: deaths from the stay's own month on, and half of those of the last.
        """
        return self._after_stays(cause, "death", by, where, arm, months)

    def risks(
        self, outcome: str | list[str], by: str | None = "arm", *, months: int | None = None, where: str = "",
        after: str = "", arm: str = "",
    ) -> pl.DataFrame:  # fmt: skip
        """The share with an event by the end, death competing, and each group's ratio, odds ratio and difference to
        the first; arguments as `incidence` takes them. The same people in two arms count as such."""
        wanted, start = outcome_of(outcome, self.outcomes), outcome_of(after, self.outcomes) if after else None
        rows, reference = [], None
        for group, who, events in self._groups(by, where, arm):
            followed = follow(events, wanted, self.stages, who, self._months(months), 12 * self.years, start)
            sums = rates.summed(followed.person, followed.has_event, np.ones(len(followed.person)))
            reference = sums if reference is None else reference
            told = [rates.by_parts(np.hstack([sums, reference]), *each) for each in RISKS]
            figures = [number for value, ends in told for number in (value, *ends)]
            hits, people = sums.sum(axis=0)
            rows.append((group, int(people), hits / people if people else float("nan"), *figures))
        return pl.DataFrame(rows, schema=OF_RISKS, orient="row")

    def prevalence(
        self, condition: str, by: str | None = None, *, months: int | None = None, where: str = "", arm: str = ""
    ) -> pl.DataFrame:
        """The share of those alive after some `months` (0: at entry; else all that were lived) who have a condition.

        `condition` is its name, or "<condition>.<stage>": at that stage or a later one, or just at it where stages
        run both ways. Raises EvidenceError with the nearest names.
        """
        month = 0 if months == 0 else self._months(months)
        rows = []
        for group, who, events in self._groups(by, where, arm):
            alive = who & (first_month(events, ("death",), len(who)) >= month)
            has = has_condition(condition, self.cohort.content.conditions, events, self.stages, month)[alive]
            share, ends = rates.share(int(has.sum()), len(has))
            rows.append((group, len(has), share, *ends))
        return pl.DataFrame(rows, schema=OF_STAYS, orient="row").rename({"stays": "people"})

    def spending(
        self, category: str = "", by: str | None = None, *, months: int | None = None, where: str = "", arm: str = ""
    ) -> pl.DataFrame:
        """Spending per person-year [USD at the prices of 2022] on everything or one `category`, and each group's ratio
        to the first. `months` are whole years. Raises EvidenceError for a category that there is not."""
        if category and category not in CATEGORIES:
            raise EvidenceError([f'spending: there is no category "{category}". {suggestion(category, CATEGORIES)}'])
        months = self._months(months)
        if months % 12:
            raise EvidenceError([f"spending: is known by whole years; {months} months are none"])
        chosen = [CATEGORIES.index(category)] if category else list(range(len(CATEGORIES)))
        rows, reference = [], None
        for group, who, events in self._groups(by, where, arm):
            person = np.flatnonzero(who)
            usd = events.cents[: months // 12, chosen].sum(axis=(0, 1), dtype=np.int64)[person] / 100
            time = np.minimum(first_month(events, ("death",), len(who))[person] + 0.5, months) / 12
            sums = rates.summed(person, usd, time)
            reference = sums if reference is None else reference
            level = rates.by_parts(sums, lambda each: each[0] / each[1], True)
            ratio = (1.0, (1.0, 1.0)) if reference is sums else rates.by_parts(np.hstack([sums, reference]), *RATIO)
            figures = [number for value, ends in (level, ratio) for number in (value, *ends)]
            rows.append((group, len(person), float(time.sum()), *figures))
        return pl.DataFrame(rows, schema=OF_SPENDING, orient="row")

    def assumptions(self) -> pl.DataFrame:
        """The register of every figure that the run rests on, with the sizes of its arms' effects."""
        panel = [*assumptions(), *national_parameters()]
        return register([*self.cohort.content.parameters(), *panel, *self.cohort.parameters()])

    def _after_stays(
        self, cause: str, what: str, by: str | None, where: str, arm: str, months: int = 1
    ) -> pl.DataFrame:
        groups = by_group(self.cohort.content.services["inpatient"].causes)
        known = {each: (each,) for causes in groups.values() for each in causes} | groups
        if cause and cause not in known:
            raise EvidenceError([f'stays: there is no cause "{cause}". {suggestion(cause, known)}'])
        kinds = [f"first stay {each}" for name in ([cause] if cause else groups) for each in known[name]]
        rows = []
        for group, who, events in self._groups(by, where, arm):
            person, month, amount = events.of(*kinds)
            seen = who[person] & (month < 12 * self.years - months)
            person, month, amount = person[seen], month[seen], amount[seen]
            if what == "death":
                died = first_month(events, ("death",), len(who))[person]
                fatal = np.zeros((len(who), 12 * self.years), bool)
                fatal[events.of("fatal stay")[:2]] = True
                within, last = (died >= month) & (died < month + months), died == month + months
                late = fatal[person, month] if months == 1 else last / 2
                hits, stays = np.maximum(within, late).sum(), len(person)
            else:
                back = np.zeros((len(who), 12 * self.years + 1))
                np.add.at(back, (events.of(what)[0], events.of(what)[1]), events.of(what)[2])
                hits, stays = np.minimum(back[person, month + 1], amount).sum(), amount.sum()
            value, (low, high) = rates.share(float(hits), float(stays))
            rows.append((group, int(stays), value, low, high))
        return pl.DataFrame(rows, schema=OF_STAYS, orient="row")

    def _months(self, months: int | None) -> int:
        lived = 12 * self.years
        if months is not None and not 1 <= months <= lived:
            raise EvidenceError([f"cohort {self.cohort.name}, months: {months} is not from 1 to the {lived} lived"])
        return months or lived

    def people_of(self, where: str = "", arm: str = "") -> tuple[np.ndarray, Events]:
        """Whom a condition holds for (a mask), and the events of an arm, the first where none is named."""
        ((_, who, events),) = self._groups(None, where, arm)
        return who, events

    def _groups(self, by: str | None, where: str, arm: str):
        """The name, the people (a mask) and the events of each group, the one that others are compared with first."""
        if arm and arm not in self.arms:
            raise EvidenceError([f'cohort {self.cohort.name}: there is no arm "{arm}". {suggestion(arm, self.arms)}'])
        patients = self.panel.patients
        who = self._chosen(where) if where else np.ones(patients.height, bool)
        if by == "arm":
            return [(name, who, events) for name, events in zip(self.arms, self.events, strict=True)]
        events = self.events[self.arms.index(arm) if arm else 0]
        if by is None:
            return [("everybody", who, events)]
        column = patients[by] if by in patients.columns else pl.Series(by, self._chosen(by))
        if column.dtype.is_float() or column.n_unique() > MOST_GROUPS:
            raise EvidenceError([f'by: "{by}" has too many values; write a condition, for example "{by} >= 75"'])
        values = column.to_numpy()
        return [(str(each), who & (values == each), events) for each in column.unique().sort().to_list()]

    def _chosen(self, condition: str) -> np.ndarray:
        """Whom an SQL condition on the panel's columns holds for."""
        patients = self.panel.patients
        try:
            names = pl.sql_expr(condition).meta.root_names()
            if unknown := [name for name in names if name not in patients.columns]:
                raise EvidenceError(
                    [f'"{condition}": there is no column "{each}". {suggestion(each, patients.columns)}'
                     for each in unknown]
                )  # fmt: skip
            return patients.select(pl.sql_expr(condition).cast(pl.Boolean).alias("chosen"))["chosen"].to_numpy()
        except pl.exceptions.PolarsError as error:
            raise EvidenceError([f'"{condition}" is no SQL condition on the panel: {error}']) from error
