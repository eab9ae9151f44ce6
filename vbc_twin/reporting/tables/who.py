"""Whom a twin stands for: what CMS published of the ACO, beside the panel that was drawn from it."""

import polars as pl

from vbc_twin.reporting.small_cells import is_small
from vbc_twin.reporting.words import CATEGORY_LABELS, TYPE_LABELS
from vbc_twin.twin import Twin

AGE_LABELS = {"lt65": "Under 65", "65_74": "65 to 74", "75_84": "75 to 84", "85plus": "85 and over"}


def who(twin: Twin) -> pl.DataFrame:
    """One row a figure: group, figure, unit, as published, as drawn (null where the panel does not hold it)."""
    row, drawn = twin.row, _drawn(twin)
    rows = [
        (
            "ACO",
            "Assigned people",
            "people",
            float(row.assigned_beneficiaries),
            drawn.get(("panel", "everyone", "people")),
        )
    ]
    rows.append(("ACO", "Person-years", "person-years", row.person_years, None))
    for name, label in TYPE_LABELS.items():
        rows.append(("Enrolment type", label, "person-years", row.person_years_by_type[name], None))
    for name, label in TYPE_LABELS.items():
        rows.append(("Spending by type", label, "USD per person-year", row.spending_by_type[name], None))
    for name, label in TYPE_LABELS.items():
        rows.append(("Risk score by type", label, "ratio", row.risk_score_by_type[name], None))
    people = sum(row.age.values())
    for name, label in AGE_LABELS.items():
        rows.append(
            ("Age", label, "% of people", 100 * row.age[name] / people, _percent(drawn, ("age", name, "share")))
        )
    women = 100 * row.sex["female"] / sum(row.sex.values())
    rows.append(("Person", "Women", "% of people", women, _percent(drawn, ("person", "female", "share"))))
    rows.append(("Person", "Dual", "% of people", 100 * row.dual_share, _percent(drawn, ("person", "dual", "share"))))
    for name, label in CATEGORY_LABELS.items():
        rows.append(("Spending by service", label, "USD per person-year", row.spending_by_category[name], None))
    total = row.spending_per_person_year
    rows.append(("Spending by service", "Total on programme basis", "USD per person-year", total, None))
    for name, label in (("admissions", "Admissions"), ("ed_visits", "ED visits"), ("snf_stays", "SNF stays")):
        rows.append(("Use", label, "per 1,000 person-years", getattr(row, f"{name}_per_1000"), None))
    for condition in twin.content.conditions:
        share = _percent(drawn, ("recorded condition", condition.name, "share"))
        rows.append(("Recorded condition", condition.label, "% of people", None, share))
    frame = pl.DataFrame(
        rows, schema=["group", "figure", "unit", "published", "drawn"], orient="row", infer_schema_length=None
    )
    few = pl.col("unit").is_in(["people", "person-years"]) & (pl.col("published") < 11)
    return frame.with_columns(pl.when(few).then(None).otherwise("published").alias("published"))


def _drawn(twin: Twin) -> dict[tuple[str, str, str], float]:
    frame = twin.panel.describe()
    found = {}
    for group, figure, people, share in frame.select("group", "figure", "people", "share").iter_rows():
        if people is not None and not is_small(people):
            found[group, figure, "people"], found[group, figure, "share"] = people, share
    return found


def _percent(drawn: dict, key: tuple[str, str, str]) -> float | None:
    return 100 * drawn[key] if drawn.get(key) is not None else None
