"""Published beside simulated: the figures to which a twin is held, each with its bar."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from vbc_twin.care import CATEGORIES
from vbc_twin.evidence import PublishedRow
from vbc_twin.panel import AGE_BANDS, ENROLMENT_TYPES, Panel
from vbc_twin.twin import ExpectedYear, Plan, Scales

BAND_STARTS = (65, 75, 85)
WITHIN_EVIDENCE = (1 / 3, 3)
THIRD = 1 / 3
FITTED_USES = ("use.inpatient", "use.ed", "use.snf")
PER_YEAR = "USD per person-year"


@dataclass(frozen=True)
class Held:
    """A figure to hold: its published value, the simulated one in each replication, and the bar [same unit]."""

    figure: str
    unit: str
    published: float
    simulated: np.ndarray
    bar: float
    scale: float | None = None

    @property
    def standard_error(self) -> float:
        """Of the mean over replications."""
        return float(np.std(self.simulated, ddof=1) / np.sqrt(len(self.simulated))) if len(self.simulated) > 1 else 0.0

    @property
    def within(self) -> bool:
        """Whether the mean lies within the bar and its standard error within a third of it."""
        error = abs(float(self.simulated.mean()) - self.published)
        return error <= self.bar and self.standard_error <= THIRD * self.bar

    def row(self) -> dict:
        """The row of the table."""
        simulated = float(self.simulated.mean())
        return {
            "figure": self.figure,
            "unit": self.unit,
            "published": float(self.published),
            "simulated": simulated,
            "standard_error": self.standard_error,
            "relative_error": simulated / self.published - 1 if self.published else None,
            "bar": self.bar,
            "within": self.within,
            "scale": self.scale,
        }


def fit_table(years: list[ExpectedYear], row: PublishedRow, panel: Panel, scales: Scales, plan: Plan) -> pl.DataFrame:
    """One row a figure, with the scale that was fitted to it where there is one."""
    held = [*held_figures(years, row, scales, plan), *age_bands(row, panel)]
    return pl.DataFrame([each.row() for each in held], infer_schema_length=None)


def settled_enough(years: list[ExpectedYear], row: PublishedRow) -> bool:
    """Whether every standard error is at most a third of its bar."""
    return all(each.standard_error <= THIRD * each.bar for each in held_figures(years, row))


def outside_the_evidence(table: pl.DataFrame) -> list[tuple[str, float]]:
    """Figures whose scale lies outside 1/3 to 3."""
    low, high = WITHIN_EVIDENCE
    outside = table.filter((pl.col("scale") < low) | (pl.col("scale") > high))
    return list(outside.select("figure", "scale").iter_rows())


def held_figures(
    years: list[ExpectedYear], row: PublishedRow, scales: Scales | None = None, plan: Plan | None = None
) -> list[Held]:
    """Spending, use and person-years; bars of 1 % a category, 0.5 % the total, 2 % the rest (or one person)."""
    members = np.array([year.person_years.sum() for year in years])
    spent = np.array([year.spending_usd for year in years])
    factor = row.programme_basis_factor
    use = dict.fromkeys(("admissions", "ed_visits", "snf_stays"))
    price, by_type = dict.fromkeys(CATEGORIES), dict.fromkeys(ENROLMENT_TYPES)
    if scales is not None:
        use = {name: float(scales.use[plan.column[target]]) for name, target in zip(use, FITTED_USES, strict=True)}
        price, by_type = (
            dict(zip(CATEGORIES, scales.price, strict=True)),
            dict(zip(ENROLMENT_TYPES, scales.price_by_type, strict=True)),
        )
    held = [
        Held(
            f"spending {name}",
            PER_YEAR,
            published,
            spent[:, :, place].sum(axis=1) / members,
            0.01 * published,
            price[name],
        )
        for place, (name, published) in enumerate(row.spending_by_category.items())
    ]
    total = row.spending_per_person_year
    held.append(
        Held("spending, programme basis", PER_YEAR, total, factor * spent.sum(axis=(1, 2)) / members, 0.005 * total)
    )
    for place, name in enumerate(ENROLMENT_TYPES):
        published, person_years = row.spending_by_type[name], row.person_years_by_type[name]
        lived = np.array([year.person_years[place] for year in years])
        if person_years <= 0 or not lived.all():
            continue
        simulated = factor * spent[:, place].sum(axis=1) / lived
        held.append(Held(f"spending {name}", PER_YEAR, published, simulated, 0.02 * published, by_type[name]))
        held.append(Held(f"person-years {name}", "person-years", person_years, lived, max(0.02 * person_years, 1)))
    for name in use:
        published = getattr(row, f"{name}_per_1000")
        simulated = 1000 * np.array([getattr(year, f"all_{name}") for year in years]) / members
        held.append(
            Held(f"{name} per 1,000", "per 1,000 person-years", published, simulated, 0.02 * published, use[name])
        )
    return held


def age_bands(row: PublishedRow, panel: Panel) -> list[Held]:
    """Shares of people by age band, to half a point."""
    people = panel.patients
    band = np.searchsorted(BAND_STARTS, people["age"].to_numpy(), side="right")
    weight = people["weight"].to_numpy()
    share = np.bincount(band, weight, len(AGE_BANDS)) / weight.sum()
    heads = sum(row.age.values())
    return [
        Held(f"age {name}", "share of people", row.age[name] / heads, share[[place]], 0.005)
        for place, name in enumerate(AGE_BANDS)
    ]
