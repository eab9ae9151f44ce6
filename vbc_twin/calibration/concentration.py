"""How unevenly spending falls and how long the costly stay costly; the spread of a visit's price is fitted to it.

Of everybody's spending in three years (nobody joins or leaves): the shares of the costliest in the first year, and of
the costliest tenth those who are so a year later, and in both later years. `fit` looks for the one log standard
deviation of the price of a visit (to physicians and outpatient departments) whose figures lie nearest to those of
`data/concentration.toml`: the least sum of squared misses, each in units of half its allowed range, by Brent's
bounded search under common random numbers. Spreads have mean one, so neither the scales of use and price nor anybody's
expected spending hang on it.

    python -m vbc_twin.calibration.concentration middle_aco
"""

import sys
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar

from vbc_twin.evidence import Faults, Parameter, library, parse_parameter
from vbc_twin.twin import NOT_PRESENT, Arm, Groundwork, Scenario, Simulation, Twin

YEARS, TENTH = 3, 0.10
BOUNDS, NEAR_ENOUGH = (1.0, 2.6), 0.01
SEED, REPLICATIONS = 20230101, 4


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
    """The published shares of the costliest, and of the costliest tenth those who stay. Raises EvidenceError."""
    file = "data/concentration.toml"
    raw, faults = library.parse_toml(library.path("concentration.toml"), file), Faults()
    found = tuple(
        {
            name: parse_parameter(each, f"{table}.{name}", f"{file}, {table}.{name}", library.sources(), faults)
            for name, each in raw[table].items()
        }
        for table in ("share_of_the_costliest", "costliest_tenth_that_stays")
    )
    faults.raise_if_any()
    return found


def fitted_services() -> tuple[str, ...]:
    """The services whose price has the fitted spread."""
    return tuple(library.parse_toml(library.path("concentration.toml"), "data/concentration.toml")["fitted"])


class Trial:
    """A twin that can be lived with any spread of the price of a visit, each time with the same luck."""

    def __init__(self, twin: Twin, replications: int = REPLICATIONS):
        self.ground = Groundwork(twin, (Scenario("closed", years=YEARS - 1, seed=SEED, closed=True),)).ready()
        self.replications = range(replications)

    def lived(self, spread: float) -> list[Concentration]:
        """The figures of each replication with this spread [log standard deviation]."""
        return [concentration(self.cents(replication, spread)) for replication in self.replications]

    def miss(self, spread: float) -> float:
        """How far the mean of the replications lies from what was published: a sum of squares, 1 at a range's end."""
        lived = self.lived(spread)
        misses = [
            (np.mean([getattr(each, kind)[name] for each in lived]) - wanted.value) / ((wanted.high - wanted.low) / 2)
            for kind, table in zip(("share", "stays"), targets(), strict=True)
            for name, wanted in table.items()
        ]
        return float(np.square(misses).sum())

    def cents(self, replication: int, spread: float | None = None) -> np.ndarray:
        """Everybody's cents by month (36, people; NOT_PRESENT when dead), with the library's spread or another."""
        published, services = self.ground.published, self.ground.twin.content.services
        ratios = [(services[name].spread, spread) for name in fitted_services() if spread is not None]
        physics = self.ground.altered(published, [(figure.name, wanted / figure.value) for figure, wanted in ratios])
        lived = Simulation(
            self.ground.population, Arm(physics), self.ground.seed, replication, 12 * YEARS, published.trend
        ).live()
        lived.close()
        return lived.ledger.person_cents


def fit(trial: Trial) -> float:
    """The spread that comes nearest to what was published."""
    return float(minimize_scalar(trial.miss, bounds=BOUNDS, method="bounded", options={"xatol": NEAR_ENOUGH}).x)


def main(name: str) -> None:
    """Fit the spread on a shipped twin, and print it with published beside simulated."""
    trial = Trial(Twin.load(name))
    spread = fit(trial)
    lived = trial.lived(spread)
    print(f"spread of the price of a visit: {spread:.2f} (log standard deviation), miss {trial.miss(spread):.2f}")
    for kind, table in zip(("share", "stays"), targets(), strict=True):
        for figure, wanted in table.items():
            found = [getattr(each, kind)[figure] for each in lived]
            error = np.std(found, ddof=1) / np.sqrt(len(found))
            print(f"  {kind} {figure}: published {wanted.value:.3f}, simulated {np.mean(found):.3f} (se {error:.3f})")
    print(f"  coefficient of variation: {np.mean([each.variation for each in lived]):.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
