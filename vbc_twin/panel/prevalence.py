"""How common each condition is, by stratum of age, sex and dual status, so that prevalence by age band and sex holds.

Within an age band and sex, the odds of each fine stratum (five-year age, dual status) stand to each other as in the
public table of 2010 (for four conditions: as judged), and one shift on the logit scale brings their mean, weighted by
the people of the panel, to the wanted prevalence:

    logit p(stratum) = logit p_2010(stratum) + shift(age band, sex, condition).
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from scipy.special import expit, logit

from vbc_twin.panel.columns import AGE_BANDS, CONDITIONS, SEXES
from vbc_twin.panel.references import figures, table

# Five-year ages of the public table, youngest first, and the published band that each lies in.
FINE_AGES = ("lt65", "65_69", "70_74", "75_79", "80_84", "85plus")
BAND_OF_FINE_AGE = (0, 1, 1, 2, 2, 3)
STARTS = (0, 65, 70, 75, 80, 85)
STEPS = 60


@dataclass(frozen=True)
class Stratum:
    """People of one five-year age, sex and dual status."""

    age: str
    sex: str
    dual: bool

    @property
    def band(self) -> int:
        """Place of its published age band in AGE_BANDS."""
        return BAND_OF_FINE_AGE[FINE_AGES.index(self.age)]

    @property
    def group(self) -> str:
        """The group that shares one model of co-occurrence."""
        return "lt65" if self.age == "lt65" else "65plus"


STRATA = tuple(Stratum(age, sex, dual) for age in FINE_AGES for sex in SEXES for dual in (False, True))


def present_prevalence() -> pl.DataFrame:
    """Recorded prevalence of today, by condition, age band and sex; with tolerance, source, place and mark."""
    return table("prevalence").filter(pl.col("age_band") != "all")


def prevalence_of_2010() -> pl.DataFrame:
    """Recorded prevalence of 2010, by condition, age band and sex; today's for conditions that its table lacks."""
    frame = table("prevalence_2010")
    known = [name for name in CONDITIONS if name in frame.columns]
    band = {age: AGE_BANDS[place] for age, place in zip(FINE_AGES, BAND_OF_FINE_AGE, strict=True)}
    then = (
        frame.with_columns(pl.col("age_band").replace_strict(band))
        .unpivot(known, index=["age_band", "sex", "people"], variable_name="condition", value_name="prevalence")
        .group_by("condition", "age_band", "sex", maintain_order=True)
        .agg((pl.col("prevalence") * pl.col("people")).sum() / pl.col("people").sum())
    )
    today = present_prevalence().filter(~pl.col("condition").is_in(known))
    return pl.concat([then, today.select(then.columns)])


def wanted(prevalence: pl.DataFrame) -> np.ndarray:
    """Recorded prevalence as an array (condition, age band, sex); the frame has been checked."""
    keys = {(c, a, s): p for c, a, s, p in prevalence.select("condition", "age_band", "sex", "prevalence").iter_rows()}
    return np.array([[[keys[c, a, s] for s in SEXES] for a in AGE_BANDS] for c in CONDITIONS])


@cache
def reference_people() -> np.ndarray:
    """People of the public table of 2010 in each stratum, (strata,)."""
    frame = table("prevalence_2010").select("age_band", "sex", "dual", "people")
    rows = {(age, sex, dual): people for age, sex, dual, people in frame.iter_rows()}
    return np.array([rows[each.age, each.sex, each.dual] for each in STRATA], dtype=float)


@cache
def reference_logits() -> np.ndarray:
    """Logit of prevalence in each stratum before the shift, (strata, conditions)."""
    frame = table("prevalence_2010")
    rows = {(row["age_band"], row["sex"], row["dual"]): row for row in frame.iter_rows(named=True)}
    judged = (*figures("judged_pairs")["gradient"], *figures("further")["gradient"])
    gradients = {each["condition"]: each for each in judged}
    odds = np.empty((len(STRATA), len(CONDITIONS)))
    for place, stratum in enumerate(STRATA):
        row = rows[stratum.age, stratum.sex, stratum.dual]
        odds[place] = [logit(row[c]) if c in row else _judged_logit(gradients[c], stratum) for c in CONDITIONS]
    return odds


def _judged_logit(gradient: dict, stratum: Stratum) -> float:
    dual = gradient[f"dual_{stratum.group}"].value if stratum.dual else 1.0
    older_half = stratum.age in ("70_74", "80_84")
    return float(np.log(dual * (gradient["five_years"].value if older_half else 1.0)))


def by_stratum(targets: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Prevalence in each stratum, (strata, conditions), whose mean over `people` (strata,) is `targets`.

    targets (condition, age band, sex). Where a band has no people, the public table's weigh instead.
    """
    base = reference_logits()
    found = np.empty_like(base)
    for band in range(len(AGE_BANDS)):
        for sex, name in enumerate(SEXES):
            here = [place for place, each in enumerate(STRATA) if each.band == band and each.sex == name]
            weight = people[here] if people[here].sum() > 0 else reference_people()[here]
            found[here] = _shifted(base[here], weight / weight.sum(), targets[:, band, sex])
    return found


def _shifted(base: np.ndarray, weight: np.ndarray, target: np.ndarray) -> np.ndarray:
    """expit(base + shift) with the shift of each condition found by halving."""
    low, high = np.full(len(target), -40.0), np.full(len(target), 40.0)
    for _ in range(STEPS):
        middle = (low + high) / 2
        above = np.einsum("s,sc->c", weight, expit(base + middle)) > target
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return expit(base + (low + high) / 2)
