"""The baseline of a TEAM target price: three years of episodes, winsorised, brought to the last year and weighted."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from vbc_twin.contracts.benchmark.amounts import Amount
from vbc_twin.contracts.benchmark.figures import circumstances, one_step
from vbc_twin.contracts.benchmark.years import weighted_years
from vbc_twin.evidence import EvidenceError, Faults, Parameter

FILE = "team_target_price_figures"
GROUP = ("region", "episode_type")
COLUMNS = (*GROUP, "spending_usd")


@dataclass(frozen=True)
class EpisodeBaseline:
    """baseline = sum_t weight_t x mean_t x factor_t, factor_t = mean of year 3 / mean of year t [USD per episode].

    mean_t is of a hospital's or a region's episodes of a type in year t, factor_t of the reference episodes (region and
    type); with the means themselves as reference every year is worth the third. Episodes above the percentile of their
    region and type are cut to it first. Weights and percentile are recalled. Source: 42 CFR 512.540, notes on it.
    """

    at: str
    weight_1: Parameter
    weight_2: Parameter
    weight_3: Parameter
    percentile: Parameter

    def winsorised(self, episodes: pl.DataFrame) -> pl.DataFrame:
        """The episodes with spending_usd cut to the percentile of region and episode_type.

        Raises EvidenceError with every column that is missing and how many episodes spend less than nothing.
        """
        faults = Faults()
        for name in COLUMNS:
            if name not in episodes.columns:
                faults.add("episodes", f'lacks the column "{name}"; expected {", ".join(COLUMNS)}')
        if not faults.lines and (count := episodes.filter(pl.col("spending_usd") < 0).height):
            faults.add("episodes, spending_usd", f"{count} rows spend less than nothing")
        faults.raise_if_any()
        most = pl.col("spending_usd").quantile(self.percentile.value, "linear").over(GROUP)
        return episodes.with_columns(pl.min_horizontal("spending_usd", most).alias("spending_usd"))

    def apply(self, means: Sequence[Amount], reference: Sequence[Amount]) -> np.ndarray:
        """The baseline from three yearly means and the reference means that bring them to the third year."""
        factors = adjustment_factors(reference)
        years = [{"episode": np.asarray(usd, dtype=float) * factor} for usd, factor in zip(means, factors, strict=True)]
        weights = (self.weight_1.value, self.weight_2.value, self.weight_3.value)
        return weighted_years(years, weights, self.at)["episode"]


def adjustment_factors(reference: Sequence[Amount]) -> tuple[np.ndarray, ...]:
    """factor_t = reference mean of the last year / of year t [ratio]. Raises EvidenceError unless all are positive."""
    means = [np.asarray(each, dtype=float) for each in reference]
    if faults := [f"reference mean of year {t}: must be above zero" for t, m in enumerate(means, 1) if np.any(m <= 0)]:
        raise EvidenceError(faults)
    return tuple(means[-1] / each for each in means)


def episode_baseline(year: int) -> EpisodeBaseline:
    """The weights and the percentile of a performance year."""
    return one_step(EpisodeBaseline, FILE, "baseline", circumstances(year))
