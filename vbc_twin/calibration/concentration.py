"""How unevenly spending falls and how long the costly stay costly.

Of everybody's spending in three years (nobody joins or leaves): the shares of the costliest in the first year, and of
the costliest tenth those who are so a year later, and in both later years. What is published of it stands in
`data/calibration/multimorbidity.toml`; the spread of the price of a visit is fitted to it (`evidence_fit`). Spreads
have mean one, so neither the scales of use and price nor anybody's expected spending hang on it.
"""

from dataclasses import dataclass

import numpy as np

from vbc_twin.calibration.target_text import load_targets
from vbc_twin.evidence import Parameter
from vbc_twin.twin import NOT_PRESENT, Arm, Groundwork, Scenario, Simulation, Twin

YEARS, TENTH = 3, 0.10
SEED, REPLICATIONS = 20230101, 4
# The services whose price of a visit has the fitted spread.
FITTED = ("physician", "outpatient")


@dataclass(frozen=True)
class Concentration:
    """Figures by name: `share` of spending of the costliest, by their share of people; `stays`, of the costliest tenth
    those who are among them in so many later years too; `variation`, the coefficient of variation of a year."""

    share: dict[str, float]
    stays: dict[str, float]
    variation: float


def concentration(cents: np.ndarray) -> Concentration:
    """The figures of everybody's cents by month (36 or more, people; NOT_PRESENT when dead or not yet here)."""
    spent = np.where(cents == NOT_PRESENT, 0, cents.astype(np.int64))[: 12 * YEARS].reshape(YEARS, 12, -1).sum(axis=1)
    here = cents != NOT_PRESENT
    first = np.sort(spent[0][here[:12].any(axis=0)])[::-1]
    share = {name: float(first[: round(float(name) * len(first))].sum() / first.sum()) for name in targets()[0]}
    stays = {}
    for later in targets()[1]:
        years = 1 + int(later)
        alive = spent[:years, here[12 * years - 1]]
        costly = alive >= np.quantile(alive, 1 - TENTH, axis=1, keepdims=True)
        stays[later] = float(costly.all(axis=0).sum() / costly[0].sum())
    return Concentration(share, stays, float(first.std() / first.mean()))


def targets() -> tuple[dict[str, Parameter], dict[str, Parameter]]:
    """The published shares of the costliest of 65 and over, and of the costliest tenth those who stay, by years."""
    found = load_targets()
    shares = {
        f"{each.options['share']:.2f}": each.published
        for each in found
        if each.measure == "share_of_the_costliest" and each.where == "age >= 65"
    }
    stays = {
        str(each.options["later"]): each.published
        for each in found
        if each.measure == "costliest_tenth" and "what" not in each.options
    }
    return shares, dict(sorted(stays.items()))


class Trial:
    """A twin that can be lived with any spread of the price of a visit, each time with the same luck."""

    def __init__(self, twin: Twin, replications: int = REPLICATIONS):
        self.ground = Groundwork(twin, (Scenario("closed", years=YEARS - 1, seed=SEED, closed=True),)).ready()
        self.replications = range(replications)

    def lived(self, spread: float) -> list[Concentration]:
        """The figures of each replication with this spread [log standard deviation]."""
        return [concentration(self.cents(replication, spread)) for replication in self.replications]

    def cents(self, replication: int, spread: float | None = None) -> np.ndarray:
        """Everybody's cents by month (36, people; NOT_PRESENT when dead), with the library's spread or another."""
        published, services = self.ground.published, self.ground.twin.content.services
        ratios = [(services[name].spread, spread) for name in FITTED if spread is not None]
        physics = self.ground.altered(published, [(figure.name, wanted / figure.value) for figure, wanted in ratios])
        lived = Simulation(
            self.ground.population, Arm(physics), self.ground.seed, replication, 12 * YEARS, published.trend
        ).live()
        lived.close()
        return lived.ledger.person_cents
