"""Small panels for this room's tests: margins of a middling ACO, a plain course of illness, and one drawn panel."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from vbc_twin import panel

MARGINS = panel.Margins(
    heads_by_type={"esrd": 30, "disabled": 500, "aged_dual": 300, "aged_non_dual": 5170},
    age={"lt65": 640, "65_74": 2900, "75_84": 1800, "85plus": 660},
    female_share=0.57,
    race={"white": 5200, "black": 400, "asian": 90, "hispanic": 110, "native": 20, "other": 60, "unknown": 120},
    dual_share=0.092,
    long_term_institution_share=0.015,
    risk_score_by_type={"esrd": 1.02, "disabled": 1.06, "aged_dual": 1.04, "aged_non_dual": 1.08},
)
STAGES = {"diabetes": 2, "ckd": 6, "coronary_disease": 2, "heart_failure": 2, "dementia": 3}
UNDIAGNOSED = {"hypertension": 0.12, "diabetes": 0.2, "ckd": 0.3, "copd": 0.25, "depression": 0.35, "stroke": 0.0}


def course_of(conditions: tuple[str, ...] = panel.CONDITIONS) -> pl.DataFrame:
    """Each later stage half as common as the one before."""
    rows = []
    for condition in conditions:
        halves = np.array([0.5**stage for stage in range(STAGES.get(condition, 1))])
        for stage, share in enumerate(halves / halves.sum(), start=1):
            rows.append((condition, stage, float(share), UNDIAGNOSED.get(condition, 0.1)))
    return pl.DataFrame(rows, schema=["condition", "stage", "share", "undiagnosed"], orient="row")


@pytest.fixture(scope="session")
def margins() -> panel.Margins:
    return MARGINS


@pytest.fixture(scope="session")
def course() -> pl.DataFrame:
    return course_of()


@pytest.fixture(scope="session")
def drawn(margins, course) -> panel.Panel:
    """Everybody of the small ACO."""
    return panel.draw(margins, panel.present_prevalence(), course, seed=7)


@pytest.fixture(scope="session")
def national() -> panel.Margins:
    """120,000 people who are as the public table of 2010 counts them by age, sex and dual status."""
    people = dict(zip(panel.STRATA, panel.reference_people(), strict=True))
    total = sum(people.values())
    young = sum(count for stratum, count in people.items() if stratum.age == "lt65")
    old_dual = sum(count for stratum, count in people.items() if stratum.age != "lt65" and stratum.dual)
    heads = {"esrd": 0, "disabled": young, "aged_dual": old_dual, "aged_non_dual": total - young - old_dual}
    return replace(
        MARGINS,
        heads_by_type={name: round(count * 120_000 / total) for name, count in heads.items()},
        age={
            band: float(sum(count for stratum, count in people.items() if stratum.band == place))
            for place, band in enumerate(panel.AGE_BANDS)
        },
        female_share=float(sum(count for stratum, count in people.items() if stratum.sex == "female") / total),
        dual_share=float(sum(count for stratum, count in people.items() if stratum.dual) / total),
    )


@pytest.fixture(scope="session")
def nation(national, course) -> panel.Panel:
    """Those people, with prevalence as it is today."""
    return panel.draw(national, panel.present_prevalence(), course, seed=3)
