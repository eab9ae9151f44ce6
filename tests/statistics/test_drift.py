"""An average ACO with no investment neither gains nor loses by drift, and its people stay what they were."""

import warnings
from dataclasses import dataclass

import numpy as np
import pytest

from vbc_twin.experiments import run
from vbc_twin.twin import ContractChoice, Run, Scenario, Twin

pytestmark = pytest.mark.statistics
# Each twin with its whole panel; fewer draws where there are more people, and so less luck.
DRAWS = {"example_aco": 60, "middle_aco": 24, "large_aco": 24}
FROZEN = ContractChoice("own", (("frozen", True),))


class Told(UserWarning):
    """A figure for the terminal's report."""


@dataclass(frozen=True)
class Lived:
    """A status quo of five years and what it settles to, base by year [USD; draws, years]."""

    run: Run

    def settled(self) -> np.ndarray:
        years = [
            np.broadcast_to(self.run.settlement(year).earned_usd, self.run.outcome.draws)
            for year in self.run.calendar_years
        ]
        return np.stack(years, axis=1)


@pytest.fixture(scope="module", params=DRAWS)
def lived(request) -> Lived:
    scenario = Scenario("status quo", years=5, seed=20230101, contract=FROZEN)
    return Lived(run(Twin.load(request.param), scenario, draws=DRAWS[request.param], threads=2))


def test_the_mean_settlement_of_every_year_lies_within_the_interval_of_year_zero(lived):
    # Dollars of later years are worth less: prices and benchmark grow by the same trend, which is no drift.
    outcome, trend = lived.run.outcome, lived.run.trend
    settled = lived.settled() / (1 + trend)[:, None] ** np.arange(outcome.years)
    low, high = np.quantile(settled[:, 0], (0.05, 0.95))

    means, error = settled.mean(axis=0), settled.std(axis=0, ddof=1) / np.sqrt(outcome.draws)

    told = ", ".join(f"{year} {mean:,.0f}" for year, mean in zip(lived.run.calendar_years, means, strict=True))
    warnings.warn(
        Told(f"{lived.run.twin.name}: year 0 from {low:,.0f} to {high:,.0f} USD; means: {told}"), stacklevel=1
    )
    assert (means + 2 * error >= low).all() and (means - 2 * error <= high).all(), told


def test_spending_with_prices_taken_out_stays_what_it_was(lived):
    outcome, trend = lived.run.outcome, lived.run.trend
    years = np.arange(outcome.years)
    spending = outcome.spending_usd().sum(axis=-1) / outcome.person_years().sum(axis=-1) / (1 + trend)[:, None] ** years

    means, error = spending.mean(axis=0), spending.std(axis=0, ddof=1) / np.sqrt(outcome.draws)

    assert means[1:] == pytest.approx(means[0], abs=0.015 * means[0] + 3 * error.max())


def test_enrolment_types_and_illnesses_keep_their_shares(lived):
    outcome = lived.run.outcome
    years = outcome.person_years().mean(axis=0)
    share = years / years.sum(axis=1, keepdims=True)
    people = outcome.burden.mean(axis=0)
    prevalence = 1 - people[:, :, 0] / people.sum(axis=2)

    np.testing.assert_allclose(share, np.broadcast_to(share[0], share.shape), atol=0.006)
    np.testing.assert_allclose(prevalence, np.broadcast_to(prevalence[0], prevalence.shape), atol=0.015)


def test_risk_scores_stay_and_so_does_the_benchmark_but_for_the_trend(lived):
    outcome = lived.run.outcome
    many = outcome.person_years()[:, 0].mean(axis=0) > 500  # in a smaller type the joiners' own scores decide it

    drawn = outcome.risk_score()[:, :, many]
    scores, error = drawn.mean(axis=0), drawn.std(axis=0, ddof=1) / np.sqrt(outcome.draws)

    # What a year's claims happen to show is chance: it is no drift.
    within = 0.02 * scores[0] + 3 * error[1:]
    assert (np.abs(scores[1:] - scores[0]) <= within).all(), scores / scores[0]
