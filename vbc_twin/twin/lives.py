"""Lives watched closely: what everybody did in each year, person by person, where a ledger keeps totals only.

For calibration, which counts people by what they have and did. Nothing of it is ever saved.
"""

from dataclasses import dataclass, field

import numpy as np

from vbc_twin.care import CATEGORIES
from vbc_twin.twin.groundwork import Groundwork
from vbc_twin.twin.kernel import COUNTS, DME, OUTPATIENT, PHYSICIAN, Account
from vbc_twin.twin.simulation import Arm, Simulation
from vbc_twin.twin.state import NEVER, State

# What is noted of a month beside the account: first stays that a readmission may follow, visits to physicians as they
# are expected, deaths as the life table alone expects them, and deaths of January.
BESIDE = ("first_stays", "physician_visits", "table_deaths", "january_deaths")


@dataclass
class Lives:
    """Sums by year and person: `amounts` (years, people, figures) under `figures`; money in USD, time in months.

    Figures are the counts of a ledger, `stays <cause>`, `usd <category>`, and `first_stays` (those that a readmission
    may follow, in the months whose next month was lived), `physician_visits` (expected), `table_deaths` (expected by
    life table, age and sex alone) and `january_deaths`. `people` are everybody as they entered, `cents` (months,
    people) as in a ledger. `on_record` (people, C) says what the claims of the first year had shown of everybody by its
    end, or by their own.
    """

    people: State = field(repr=False)
    causes: tuple[str, ...]
    amounts: np.ndarray = field(repr=False)
    on_record: np.ndarray = field(repr=False)
    cents: np.ndarray | None = field(default=None, repr=False)

    @property
    def figures(self) -> tuple[str, ...]:
        """The names of the figures, in their order."""
        return names(self.causes)

    def of(self, figure: str, year: int = 0) -> np.ndarray:
        """A figure of everybody in a year (people,). Raises ValueError for a name that is none."""
        return self.amounts[year, :, self.figures.index(figure)]


def names(causes: tuple[str, ...]) -> tuple[str, ...]:
    """What is summed of everybody."""
    return (*COUNTS, *(f"stays {each}" for each in causes), *(f"usd {each}" for each in CATEGORIES), *BESIDE)


class Watched(Simulation):
    """A simulation that keeps everybody's year beside the ledger."""

    lives: Lives | None = None

    def close_month(self, account: Account) -> None:
        """Note the month of everybody, then close it."""
        if self.lives is None:
            causes, people = self.physics.plan.causes, self.population.everybody()
            room = np.zeros((self.months // 12, self.population.ever, len(names(causes))))
            self.lives = Lives(people, causes, room, people.recorded != NEVER)
        _note(self.lives, self.crowd, self.month, self.months, account)
        if self.month < 12:
            self.lives.on_record[self.crowd.state.row] = self.crowd.state.recorded != NEVER
        super().close_month(account)


def live_closely(ground: Groundwork, replication: int, only_year_zero: bool = False) -> Lives:
    """Live the groundwork's people, with no investment, through all of its years or the first; figures at their
    published values."""
    figures = ground.published
    arm, months = Arm(figures.physics), 12 * ground.years
    life = Watched(ground.population, arm, ground.seed, replication, months, figures.trend)
    life.live(12 if only_year_zero else None)
    life.lives.cents = life.ledger.person_cents
    life.close()
    return life.lives


def _note(lives: Lives, crowd, month: int, months: int, account: Account) -> None:
    """Add a month of everybody present."""
    year, people = lives.amounts[month // 12], crowd.state
    who, figure, amount = account.events
    beside = len(lives.figures) - len(BESIDE)
    amount = np.where(figure >= account.cents_from, amount / 100, amount)
    here, rows = account.present, people.row
    np.add.at(year, (rows[who], figure), amount)
    year[rows[here], 0] += 1
    for place, category in enumerate((PHYSICIAN, OUTPATIENT, DME)):
        year[rows, account.cents_from + category] += account.visits[:, place] / 100
    # What the last month leads to is not lived any more.
    year[rows, beside] += people.awaiting * (month < months - 1)
    year[rows[here], beside + 1] += crowd.hazards.visits[here, 0]
    table = crowd.physics.life_table.hazard(people.age, people.female)
    year[rows[here], beside + 2] += -np.expm1(-table[here] / 12)
    if month % 12 == 0:
        died = who[figure == COUNTS.index("deaths")]
        year[rows[died], beside + 3] += 1
