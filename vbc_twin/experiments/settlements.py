"""The same years, settled under many contracts: what each would have brought, to whom, when, and at whose risk."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

ESTIMATE = {"earned_usd": pl.Float64, "low_usd": pl.Float64, "high_usd": pl.Float64}
CONTRACT = {"contract": pl.String, "label": pl.String, "level": pl.String}
YEARS = (
    CONTRACT
    | {"family": pl.String, "holder": pl.String, "payer": pl.String, "is_own": pl.Boolean, "year": pl.Int64}
    | {"person_years": pl.Float64, "benchmark_usd": pl.Float64, "expenditure_usd": pl.Float64}
    | ESTIMATE
    | dict.fromkeys(("paid_usd", "quarterly_usd"), pl.Float64)
    | dict.fromkeys(("chance_of_clearing", "chance_of_limit", "chance_of_owing"), pl.Float64)
)
OVER_ALL_YEARS = (
    CONTRACT
    | {"family": pl.String, "holder": pl.String, "payer": pl.String, "is_own": pl.Boolean, "years": pl.Int64}
    | {"person_years": pl.Float64}
    | ESTIMATE
    | dict.fromkeys(("paid_usd", "quarterly_usd", "chance_of_owing"), pl.Float64)
)
CARRIERS = CONTRACT | {"year": pl.Int64, "role": pl.String, "party": pl.String}
CARRIERS |= dict.fromkeys(("share", "low", "high"), pl.Float64)
MISSING = CONTRACT | {"years": pl.List(pl.Int64), "needs": pl.List(pl.String), "why": pl.String}
ASSUMPTIONS = {"about": pl.String, "assumed": pl.String}


@dataclass(frozen=True)
class Settlements:
    """Tables over contracts; means over draws, and `low`, `high` the 90 % interval. USD are undiscounted.

    `years`: one row a contract and year. earned_usd is the shared amount after limits, + earned, - owed by the holder;
    paid_usd the whole reconciliation, quarterly_usd what the holder gets during the year beside claims. Chances are
    shares of draws: of passing the minimum savings rate, of reaching a limit of savings or losses, of owing (an
    earned amount below zero); null where the contract has no such thing.
    `over_all_years`: the sum a contract, over `years` settled years; chance_of_owing is of the sum.
    `carriers`: the part of a dollar of unexpected spending that each party bears; `year` is null for all together.
    `cash`: one row a quarter and item; `position`: what the holder has received up to each quarter.
    `missing`: contracts, or years of them, that are not settled, with the figures they need, or why not.
    `assumptions`: in sentences. `provenance`: what is needed to work it out again.
    """

    years: pl.DataFrame
    over_all_years: pl.DataFrame
    carriers: pl.DataFrame
    cash: pl.DataFrame
    position: pl.DataFrame
    missing: pl.DataFrame
    assumptions: pl.DataFrame
    calendar_years: tuple[int, ...]
    draws: int
    provenance: dict = field(default_factory=dict)

    @property
    def labels(self) -> tuple[str, ...]:
        """The contracts that were settled in at least one year, in their order."""
        return tuple(self.over_all_years["label"])

    @property
    def unsettled(self) -> pl.DataFrame:
        """The rows of `missing` whose contract was settled in no year."""
        return self.missing.filter(~pl.col("label").is_in(list(self.labels)))
