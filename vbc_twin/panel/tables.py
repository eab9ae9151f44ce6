"""What is checked of the tables that a panel is drawn from: prevalence on record, and the course of each condition."""

from itertools import product

import polars as pl

from vbc_twin.evidence import Faults
from vbc_twin.panel.columns import AGE_BANDS, CONDITIONS, SEXES

PREVALENCE = ("condition", "age_band", "sex", "prevalence")
COURSE = ("condition", "stage", "share", "undiagnosed")


def check_tables(prevalence: pl.DataFrame, course: pl.DataFrame, people: int | None) -> None:
    """Raises EvidenceError naming every cell that the tables lack, and every figure out of range."""
    faults = Faults()
    if people is not None and people < 1:
        faults.add("panel.draw, people", f"expected at least 1, or nothing for everybody; found {people}")
    if _has_columns("prevalence", prevalence, PREVALENCE, faults):
        _check_prevalence(prevalence, faults)
    if _has_columns("course", course, COURSE, faults):
        _check_course(course, faults)
    faults.raise_if_any()


def _has_columns(name: str, frame: pl.DataFrame, columns: tuple[str, ...], faults: Faults) -> bool:
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        faults.add(f"panel.draw, {name}", f"lacks the columns {', '.join(missing)}; it has {', '.join(frame.columns)}")
        return False
    for each in frame["condition"].unique().sort().to_list():
        if each not in CONDITIONS:
            faults.unknown(f"panel.draw, {name}", "condition", each, CONDITIONS)
    return True


def _check_prevalence(prevalence: pl.DataFrame, faults: Faults) -> None:
    found = {tuple(row[:3]): row[3] for row in prevalence.select(PREVALENCE).iter_rows()}
    for cell in product(CONDITIONS, AGE_BANDS, SEXES):
        share = found.get(cell, 0.0)
        if cell not in found:
            faults.add("panel.draw, prevalence", f"lacks {', '.join(cell)}")
        elif share is None or not 0 <= share <= 1:
            faults.add(f"panel.draw, prevalence, {', '.join(cell)}", f"expected a share from 0 to 1, found {share}")


def _check_course(course: pl.DataFrame, faults: Faults) -> None:
    for condition in CONDITIONS:
        rows = course.filter(condition=condition).sort("stage")
        place = f"panel.draw, course, {condition}"
        if rows["stage"].to_list() != list(range(1, rows.height + 1)) or not rows.height:
            faults.add(place, f"expected stages 1, 2, ... each once, found {rows['stage'].to_list()}")
        for column in ("share", "undiagnosed"):
            if not rows[column].is_between(0, 1).all():
                faults.add(f"{place}, {column}", f"expected shares from 0 to 1, found {rows[column].to_list()}")
        if rows.height and not rows["share"].sum() > 0:
            faults.add(f"{place}, share", "adds up to nothing; give each stage its share of all who have the condition")
        if rows.height and (rows["undiagnosed"] >= 1).any():
            faults.add(f"{place}, undiagnosed", "must be under 1, or nobody would have it on record")
