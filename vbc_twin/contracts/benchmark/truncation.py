"""Truncation: one person's very costly year counts only up to what the costliest hundredth of the nation costs."""

from dataclasses import dataclass

import polars as pl

from vbc_twin.contracts.benchmark.amounts import TYPES
from vbc_twin.evidence import Faults, Parameter

COLUMNS = ("enrolment_type", "months", "paid_usd")


@dataclass(frozen=True)
class Truncation:
    """counted_i = min(12 x completion x paid_i / months_i, P99_k) x months_i / 12, for a person i of enrolment type k.

    paid [USD] is a person's Part A and B spending in months [1..12] of one type in one year, claims received within
    run_out_months; completion [ratio] carries it to complete claims, P99_k [USD a year] is the national percentile.
    Annualise, truncate, then weight by months: that order is a practitioner's; that completion comes first is assumed.
    Source: 42 CFR 425.652(a)(1), (a)(4).
    """

    at: str
    percentile: Parameter
    run_out_months: Parameter
    completion: Parameter

    def annualised(self, people: pl.DataFrame, paid_is_complete: bool) -> pl.DataFrame:
        """The same people with person_years and annualised_usd. Raises EvidenceError with every fault of the frame."""
        check_people(people)
        completion = 1.0 if paid_is_complete else self.completion.value
        return people.with_columns(
            person_years=pl.col("months") / 12,
            annualised_usd=pl.col("paid_usd") * completion * 12 / pl.col("months"),
        )

    def thresholds(self, nation: pl.DataFrame, paid_is_complete: bool) -> dict[str, float]:
        """P99_k of a national frame [USD a year]: the least spending that covers the percentile of its person-years."""
        found = {}
        for (name,), people in self.annualised(nation, paid_is_complete).group_by("enrolment_type"):
            ranked = people.sort("annualised_usd")
            covered = ranked["person_years"].cum_sum() / people["person_years"].sum()
            first = (covered >= self.percentile.value - 1e-12).arg_max()
            found[name] = ranked["annualised_usd"][first]
        return {name: found[name] for name in TYPES if name in found}

    def apply(self, people: pl.DataFrame, thresholds: dict[str, float], paid_is_complete: bool) -> pl.DataFrame:
        """The same people with annualised_usd, truncated_usd [USD a year] and counted_usd [USD].

        paid_is_complete: a simulation knows all its claims, so that completion has nothing to add. Raises
        EvidenceError with every fault, a type of the frame without a threshold among them.
        """
        annualised, faults = self.annualised(people, paid_is_complete), Faults()
        for name in sorted(set(people["enrolment_type"]) - thresholds.keys()):
            faults.add("truncation, thresholds", f'there is none for "{name}"; CMS publishes one a type and year')
        faults.raise_if_any()
        most = pl.col("enrolment_type").replace_strict(thresholds, return_dtype=pl.Float64)
        return annualised.with_columns(truncated_usd=pl.min_horizontal("annualised_usd", most)).with_columns(
            counted_usd=pl.col("truncated_usd") * pl.col("months") / 12
        )


def per_person_year(truncated: pl.DataFrame) -> tuple[dict[str, float], dict[str, float]]:
    """Spending by type [USD per person-year] and person-years by type of a truncated frame."""
    frame = truncated.group_by("enrolment_type").agg(pl.sum("counted_usd", "person_years"))
    rows = {name: (usd, years) for name, usd, years in frame.iter_rows()}
    there = [name for name in TYPES if name in rows]
    return {name: rows[name][0] / rows[name][1] for name in there}, {name: rows[name][1] for name in there}


def check_people(people: pl.DataFrame) -> None:
    """Raises EvidenceError naming each column that is missing and how many rows are wrong in which way."""
    faults = Faults()
    for name in COLUMNS:
        if name not in people.columns:
            faults.add("people", f'lacks the column "{name}"; expected {", ".join(COLUMNS)}')
    faults.raise_if_any()
    for name in sorted(set(people["enrolment_type"].drop_nulls()) - set(TYPES)):
        faults.unknown("people, enrolment_type", "enrolment type", name, TYPES)
    wrong = {
        "paid_usd": (pl.col("paid_usd") < 0, "spend less than nothing; net reversed claims against what they reverse"),
        "months": (~pl.col("months").is_between(0, 12, closed="right"), "have no months between 0 and 12"),
    }
    for name, (condition, problem) in wrong.items():
        if count := people.filter(condition).height:
            faults.add(f"people, {name}", f"{count} rows {problem}")
    for name in COLUMNS:
        if count := people[name].null_count():
            faults.add(f"people, {name}", f"{count} rows are blank")
    faults.raise_if_any()
