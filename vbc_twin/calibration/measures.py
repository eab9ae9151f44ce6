"""How a calibration target is measured on a lived population: a function of a table with a row a person for each."""

from collections.abc import Callable

import numpy as np
import polars as pl

from vbc_twin.calibration.populations import LivedPopulation
from vbc_twin.calibration.target_text import CalibrationTarget
from vbc_twin.evidence import EvidenceError, Parameter
from vbc_twin.twin import NOT_PRESENT

TENTH = 0.10
STRATA = ("age_band", "female", "dual")


def measured(target: CalibrationTarget, lived: LivedPopulation, parameters: dict[str, Parameter]) -> float:
    """The target's figure among these lives. Raises EvidenceError that names the target if its SQL does not hold."""
    try:
        return float(MEASURES[target.measure](target, lived, parameters))
    except (pl.exceptions.PolarsError, KeyError) as error:
        raise EvidenceError([f"data/calibration, {target.name}: cannot be measured: {error}"]) from error


def _among(target: CalibrationTarget, table: pl.DataFrame) -> pl.DataFrame:
    return table.filter(pl.sql_expr(target.where)) if target.where else table


def _ratio(target, lived, _) -> float:
    table = lived.table

    def value(frame: pl.DataFrame) -> float:
        of, per = (
            frame.select(pl.sql_expr(each).cast(pl.Float64).sum() if each != "1" else pl.len()).item()
            for each in (target.of, target.per)
        )
        return of / per if per else float("nan")

    found = value(_among(target, table))
    if target.to_the_mean:
        everybody = _among_all(target, table)
        found /= value(everybody)
    return target.times * found


def _among_all(target: CalibrationTarget, table: pl.DataFrame) -> pl.DataFrame:
    """Everybody whom the mean is of: those who lived through the year, where the target counts only them."""
    return table.filter(pl.col("alive_end") == 1) if "alive_end = 1" in target.where else table


def _share_of_the_costliest(target, lived, _) -> float:
    spent = _among(target, lived.table).filter(pl.col("everybody") == 1)["usd"].sort(descending=True).to_numpy()
    return spent[: round(target.options["share"] * len(spent))].sum() / spent.sum()


def _variation(target, lived, _) -> float:
    spent = _among(target, lived.table).filter(pl.col("everybody") == 1)["usd"].to_numpy()
    return spent.std() / spent.mean()


def _costliest_tenth(target, lived, _) -> float:
    """Of those alive at the end of the last year asked about: who is among the costliest tenth in every year."""
    years = 1 + target.options["later"]
    table = _among(target, lived.table)
    spent = table.select(["usd", *(f"usd_{year}" for year in range(2, years + 1))]).to_numpy()
    costly = spent >= np.quantile(spent, 1 - TENTH, axis=0, keepdims=True)
    lasting = costly.all(axis=1)
    what = target.options.get("what", "of the costly")
    if what == "people":
        return lasting.mean()
    if what == "spending":
        return spent[lasting].sum() / spent.sum()
    if what == "ratio":
        passing = costly[:, 0] & ~costly[:, 1:].any(axis=1)
        return spent[lasting, 0].mean() / spent[passing, 0].mean()
    return lasting.sum() / costly[:, 0].sum()


def _odds_ratio(target, lived, _) -> float:
    """Mantel and Haenszel's odds ratio of two conditions on record within five-year age, sex and dual status."""
    one, other = (f"{name}_recorded" for name in target.options["pair"].split())
    table = _among(target, lived.table).select(
        age_band=(pl.col("age").clip(65, 85) // 5), female="female", dual="dual", one=pl.col(one) >= 0,
        other=pl.col(other) >= 0,
    )  # fmt: skip
    cells = table.group_by(*STRATA).agg(
        n=pl.len(),
        both=(pl.col("one") & pl.col("other")).sum(),
        first=(pl.col("one") & ~pl.col("other")).sum(),
        second=(~pl.col("one") & pl.col("other")).sum(),
    )
    n, both, first, second = (cells[name].to_numpy().astype(float) for name in ("n", "both", "first", "second"))
    return (both * (n - both - first - second) / n).sum() / (first * second / n).sum()


def _end_of_life(target, lived, _) -> float:
    """Spending before death of those who died when a whole year before it had been seen."""
    cents = lived.lives.cents[:, lived.table.with_row_index("at").pipe(lambda all_: _among(target, all_))["at"]]
    here = cents != NOT_PRESENT
    months = len(cents)
    last = months - 1 - here[::-1].argmax(axis=0)
    spent = np.where(here, cents, 0).astype(float)
    died = here.any(axis=0) & (last < months - 1)
    seen = died & (last >= 12)
    month = np.arange(months)[:, None]
    in_last_year = (month > last - 12) & (month <= last)
    if target.options["what"] == "last_year":
        # Of a later year's deaths, what they spent in their last twelve months, over what everybody spends in a year.
        late = died & (last >= months - 13)
        return (spent * in_last_year)[:, late].sum() / spent[months - 13 : months - 1].sum()
    who = np.flatnonzero(seen)
    if target.options["what"] == "last_month":
        return spent[last[who], who].sum() / (spent * in_last_year)[:, who].sum()
    return spent[last[who], who].sum() / spent[last[who] - 12, who].sum()


def _parameter(target, _, parameters) -> float:
    return parameters[target.options["parameter"]].value


MEASURES: dict[str, Callable] = {
    "ratio": _ratio,
    "share_of_the_costliest": _share_of_the_costliest,
    "costliest_tenth": _costliest_tenth,
    "variation": _variation,
    "odds_ratio": _odds_ratio,
    "end_of_life": _end_of_life,
    "parameter": _parameter,
}
