"""What a choice is worth: two scenarios, lived by the same people with the same luck, and their difference."""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from vbc_twin.care import CATEGORIES
from vbc_twin.experiments.estimate import Estimate
from vbc_twin.experiments.illusion import Illusion
from vbc_twin.panel import ENROLMENT_TYPES
from vbc_twin.twin import Run

SURELY = 0.9


@dataclass(frozen=True)
class Comparison:
    """Paired draws of two runs; every difference is alternative minus base, savings the other way round.

    Money is USD, undiscounted; sums run over the scenario's years. The words are those of the field: gross savings are
    spending avoided on programme basis, net savings are the ACO's ledger.
    """

    base: Run
    alternative: Run
    illusion: Illusion
    first_year: int

    @property
    def years(self) -> tuple[int, ...]:
        """The calendar years that the scenarios choose for."""
        return tuple(year for year in self.base.calendar_years if year >= self.first_year)

    @property
    def draws(self) -> int:
        """How many paired draws there are."""
        return self.base.outcome.draws

    def gross_savings(self) -> np.ndarray:
        """Spending of the base minus that of the alternative, programme basis (draws, years)."""
        spent = [run.outcome.spending_usd().sum(axis=-1) for run in (self.base, self.alternative)]
        return self._chosen(spent[0] - spent[1]) * self.base.twin.row.programme_basis_factor

    def programme_cost(self) -> np.ndarray:
        """What the alternative's investments cost beyond the base's (draws, years)."""
        cost = self.alternative.outcome.programme_cost_usd() - self.base.outcome.programme_cost_usd()
        return self._chosen(cost)

    def settlements(self, run: Run) -> np.ndarray:
        """Earned (+) or owed (-) by a run (draws, years)."""
        earned = [np.broadcast_to(run.settlement(year).earned_usd, (self.draws,)) for year in self.years]
        return np.stack(earned, axis=1)

    def contract_alone(self) -> np.ndarray:
        """What the change of contract would bring with nothing else changed (draws); 0 where both have the same."""
        if self.base.scenario.contract == self.alternative.scenario.contract:
            return np.zeros(self.draws)
        changed = replace(self.base, scenario=self.base.scenario.replace(contract=self.alternative.scenario.contract))
        return (self.settlements(changed) - self.settlements(self.base)).sum(axis=1)

    def net_savings(self) -> np.ndarray:
        """The ACO's ledger: sum of settlement differences minus programme cost (draws)."""
        return self._settlement_difference().sum(axis=1) - self.programme_cost().sum(axis=1)

    def payer_net(self) -> np.ndarray:
        """Gross savings minus the settlement difference: what the payer keeps (draws)."""
        return self.gross_savings().sum(axis=1) - self._settlement_difference().sum(axis=1)

    def probability_above_zero(self) -> float:
        """The share of draws in which the ACO gains."""
        return float((self.net_savings() > 0).mean())

    @property
    def is_clear_saver(self) -> bool:
        """Not clear: the interval of gross savings covers zero and a net gain is less than 90 % probable."""
        covers = Estimate.of(self.gross_savings().sum(axis=1)).covers_zero
        return not (covers and self.probability_above_zero() < SURELY)

    def headline(self) -> dict:
        """The headline figures under the names of the field, each with mean and 90 % interval."""
        base, alternative = self.settlements(self.base), self.settlements(self.alternative)
        by_year = [
            {
                "year": year,
                "base": Estimate.of(base[:, place]).as_dict(),
                "alternative": Estimate.of(alternative[:, place]).as_dict(),
                "difference": Estimate.of(alternative[:, place] - base[:, place]).as_dict(),
            }
            for place, year in enumerate(self.years)
        ]
        net = Estimate.of(self.net_savings()).as_dict()
        return {
            "gross_savings_usd": Estimate.of(self.gross_savings().sum(axis=1)).as_dict(),
            "programme_cost_usd": Estimate.of(self.programme_cost().sum(axis=1)).as_dict(),
            "settlement_usd": by_year,
            "contract_alone_usd": Estimate.of(self.contract_alone()).as_dict(),
            "net_savings_usd": net | {"probability_above_zero": self.probability_above_zero()},
            "payer_net_usd": Estimate.of(self.payer_net()).as_dict(),
            "is_clear_saver": self.is_clear_saver,
        }

    def by(self, column: str) -> pl.DataFrame:
        """Gross savings split by "service", "year" or "enrolment_type": mean and 90 % interval.

        Raises KeyError for another split.
        """
        factor = self.base.twin.row.programme_basis_factor

        def saved(category: str | None = None) -> np.ndarray:
            base, other = (run.outcome.spending_usd(category) for run in (self.base, self.alternative))
            return (base - other)[:, -len(self.years) :] * factor

        match column:
            case "service":
                parts = {name: saved(name).sum(axis=(1, 2)) for name in CATEGORIES}
            case "year":
                parts = {year: saved()[:, place].sum(axis=1) for place, year in enumerate(self.years)}
            case "enrolment_type":
                parts = {name: saved()[:, :, place].sum(axis=1) for place, name in enumerate(ENROLMENT_TYPES)}
            case _:
                raise KeyError(f'savings are split by service, year or enrolment_type, not by "{column}"')
        rows = [(name, *Estimate.of(figure).as_dict().values()) for name, figure in parts.items()]
        return pl.DataFrame(rows, schema=[column, "mean", "low", "high"], orient="row")

    def assumptions(self) -> pl.DataFrame:
        """The register of every figure that the comparison rests on, the investments' own among them."""
        return self.alternative.assumptions()

    def _settlement_difference(self) -> np.ndarray:
        return self.settlements(self.alternative) - self.settlements(self.base)

    def _chosen(self, by_year: np.ndarray) -> np.ndarray:
        return by_year[:, -len(self.years) :]
