"""The few who decide: the ACO, its practices, its care teams and the payer, as Mesa agents.

They see reports - what is recorded, and the last twelve months - never a patient's true state.
"""

from dataclasses import dataclass, fields

import mesa
import numpy as np
import polars as pl
from scipy.special import expit, logit

from vbc_twin.investments import Investment
from vbc_twin.twin.coefficients import feature_values
from vbc_twin.twin.draws import uniform
from vbc_twin.twin.patients import PatientSet
from vbc_twin.twin.standing import has_many
from vbc_twin.twin.state import NEVER

FIRST_MONTH = 0
EVERY_INVESTMENT = -1


@dataclass(frozen=True)
class Bill:
    """One month of one investment: people enrolled now, newly enrolled (weighted), and what it cost [cents]."""

    month: int
    investment: int
    active: float
    enrolled: float
    cents: int


class Practice(mesa.Agent):
    """A practice of the ACO: it finds and reaches those of its own people whom an investment is meant for.

    How much its clinicians have to do and how they fare this year stands in `work`, by the names of WorkYear.
    """

    def __init__(self, model: mesa.Model, number: int):
        super().__init__(model)
        self.number = number

    @property
    def work(self) -> dict[str, float]:
        """This year's workload, hours after hours, burnout, turnover and wait of the practice."""
        year = self.model.work
        return (
            {} if year is None else {each.name: float(getattr(year, each.name)[self.number]) for each in fields(year)}
        )

    def refer(self, eligible: np.ndarray, name: str, asked_in: int, reached: float) -> np.ndarray:
        """The positions, among the eligible, of this practice's own people whom it reaches."""
        own = eligible[self.model.patients.get("practice")[eligible] == self.number]
        return own[uniform(self.model.keys[own], asked_in, f"reached for {name}") < reached]


class CareTeam(mesa.Agent):
    """The staff of one investment: they let go of those who leave and take on, up to their caseload, who accepts."""

    def __init__(self, model: mesa.Model, investment: Investment, number: int, first_month: int):
        super().__init__(model)
        self.investment, self.number, self.first_month = investment, number, first_month
        numbers = model.physics.numbers
        self.terms = {
            name: model.physics.plan.value(getattr(investment, name), numbers.values)
            for name in (
                "reached",
                "accepted",
                "stays",
                "members_per_staff",
                "staff_year",
                "member_month",
                "enrolment_cost",
            )
        }
        # In a smaller panel each person stands for several, of whom the staff can see no more than their caseload.
        self.stands_for = model.population.mean_weight
        self.caseload = round(investment.staff * self.terms["members_per_staff"] / self.stands_for)
        self.monthly_loss = 1 - self.terms["stays"] ** (1 / investment.stays_months)
        self.eligible = pl.sql_expr(investment.eligible)

    def work(self, month: int, practices: list[Practice]) -> None:
        """One month: some leave, the practices refer, places are filled, the bill is written."""
        if month < self.first_month:
            return
        patients = self.model.patients
        self._let_go(patients, month)
        free = self.caseload - self._active(patients).sum()
        chosen = self._candidates(patients, month, practices)[:free] if free > 0 else np.empty(0, np.int64)
        chosen = self.model.single_out(chosen)
        patients.get("enrolled")[chosen, self.number] = month
        patients.get("exited")[chosen, self.number] = NEVER
        self.model.ledger.note_enrolment(patients.get("row")[chosen], self.number, month)
        self.model.bills.append(self._bill(month, int(self._active(patients).sum()), len(chosen)))

    def _bill(self, month: int, active: int, enrolled: int) -> Bill:
        """What a month costs: staff, present or idle; members; and new members."""
        terms, active, enrolled = self.terms, active * self.stands_for, enrolled * self.stands_for
        staff = self.investment.staff * terms["staff_year"] / 12
        cost = staff + active * terms["member_month"] + enrolled * terms["enrolment_cost"]
        return Bill(month, self.number, active, enrolled, int(np.rint(100 * cost)))

    def _active(self, patients: PatientSet) -> np.ndarray:
        enrolled, exited = patients.get("enrolled")[:, self.number], patients.get("exited")[:, self.number]
        return (enrolled != NEVER) & (exited == NEVER) & patients.get("alive") & self.model.ours

    def _let_go(self, patients: PatientSet, month: int) -> None:
        who = np.flatnonzero(self._active(patients))
        gone = uniform(self.model.keys[who], month, f"leaves {self.investment.name}") < self.monthly_loss
        if self.investment.lasts_months:
            gone |= month - patients.get("enrolled")[who, self.number] >= self.investment.lasts_months
        patients.get("exited")[self.model.single_out(who[gone]), self.number] = month

    def _candidates(self, patients: PatientSet, month: int, practices: list[Practice]) -> np.ndarray:
        """Who is eligible, reached by their practice and willing; the most urgent first."""
        name, again = self.investment.name, self.investment.asked == "each_time"
        may = patients.get("enrolled")[:, self.number] == NEVER
        if again:
            may |= patients.get("exited")[:, self.number] != NEVER
        meets = patients.report(self.eligible, month)
        eligible = np.flatnonzero(meets & may & patients.present(month) & self.model.ours)
        asked_in = month if again else FIRST_MONTH
        involved = np.unique(patients.get("practice")[eligible])
        reached = [practices[each].refer(eligible, name, asked_in, self.terms["reached"]) for each in involved]
        who = np.sort(np.concatenate([eligible[:0], *reached]))
        keys = self.model.keys[who]
        willing = who[uniform(keys, asked_in, f"accepts {name}") < self._acceptance(patients, who)]
        lot = uniform(self.model.keys[willing], month, f"place in {name}")
        urgency = patients.seen(self.investment.priority, month, willing)
        return willing[np.lexsort((lot, -urgency.astype(float)))]

    def _acceptance(self, patients: PatientSet, who: np.ndarray) -> np.ndarray:
        """The chance that each accepts: people differ, so those who enrol are not a fair sample."""
        log_odds = np.full(len(who), logit(self.terms["accepted"]))
        for investment, feature, parameter in self.model.physics.plan.uptake_effects:
            if investment in (EVERY_INVESTMENT, self.number):
                steps = feature_values(feature, patients.get(feature.column)[who])
                log_odds += steps * np.log(self.model.physics.numbers.values[parameter])
        return expit(log_odds)


class ACO(mesa.Agent):
    """The organisation that invests: each month it lets its care teams work with its practices."""

    def decide(self, month: int) -> None:
        """One month of decisions."""
        practices = list(self.model.agents_by_type[Practice])
        for team in self.model.agents_by_type.get(CareTeam, ()):
            team.work(month, practices)


class Payer(mesa.Agent):
    """Whoever pays the claims: it closes the books of each year, from which the contract is settled."""

    def close_year(self, year: int) -> None:
        """Write down who was there in the year and how ill they are at its end."""
        model = self.model
        plan, people = model.physics.plan, model.state
        model.ledger.close_year(year, people, plan.condition_index["hypertension"])
        model.ledger.close_groups(year, people, model.quality.per_person(people.stage), has_many(people, plan))
