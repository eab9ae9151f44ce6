"""One ACO as CMS publishes it: the only reader of "Performance Year Financial and Quality Results" files.

Files are read as CMS prints them: names that drift from year to year, `$ , %`, blanks for suppressed cells, rates now
as fractions and now as percentages. Every fault of a file is told at once. A blank that follows from other figures of
the row is solved and one that does not is assumed; each is a sentence in `PublishedRow.assumed`.
"""

from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

import tomlkit

from vbc_twin.evidence.faults import EvidenceError, Faults, suggestion
from vbc_twin.evidence.published_cells import solved_cells
from vbc_twin.evidence.published_results import read_results

__all__ = ["PublishedRow", "published_row", "read_results"]


@dataclass(frozen=True)
class PublishedRow:
    """One ACO-year: counts [heads], person-years, money [USD, or USD per person-year where it is by type or category].

    `historical_*` are of the third benchmark year. Shares and rates are fractions; `*_per_1000` are per 1,000
    person-years. `gross_usd` is the printed difference of benchmark and expenditure, rounded once, where the totals
    are rounded each. `loss_mitigation_usd` is positive. `assumed` tells each cell that was solved or assumed.
    """

    performance_year: int
    aco_id: str
    name: str
    track: str
    agreement_start: date | None
    agreement_period: int | None
    assignment: str
    risk_model: str
    revenue_category: str
    assigned_beneficiaries: int
    person_years: float
    person_years_by_type: dict[str, float]
    spending_by_type: dict[str, float]
    risk_score_by_type: dict[str, float]
    historical_person_years_by_type: dict[str, float]
    historical_spending_by_type: dict[str, float]
    historical_risk_score_by_type: dict[str, float]
    age: dict[str, float]
    sex: dict[str, float]
    race: dict[str, float]
    dual_share: float
    long_term_institution_share: float
    spending_by_category: dict[str, float]
    spending_per_person_year: float
    admissions_per_1000: float
    ed_visits_per_1000: float
    ed_visits_admitted_per_1000: float
    snf_stays_per_1000: float
    readmission_rate: float | None
    snf_payment_per_stay: float | None
    historical_benchmark: float
    updated_benchmark: float
    benchmark_usd: float
    expenditure_usd: float
    gross_usd: float
    minimum_savings_rate: float
    quality_score: float
    quality_standard_met: bool
    alternative_standard_met: bool
    final_sharing_rate: float | None
    loss_mitigation_usd: float
    revenue_loss_limit: bool | None
    guardrail_applied: bool
    earned_usd: float
    source: str
    at: str
    assumed: tuple[str, ...]

    @property
    def programme_basis_factor(self) -> float:
        """Published total over the sum of the seven categories: the total is truncated, completed and adjusted."""
        return self.spending_per_person_year / sum(self.spending_by_category.values())

    def to_toml(self) -> str:
        """The row as the body of a TOML table, its figures as published; `from_toml` reads it back unchanged."""
        table = tomlkit.table()
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, tuple):
                value = tomlkit.array()
                value.extend(self.assumed)
                value.multiline(True)
            elif isinstance(value, dict):
                inline = tomlkit.inline_table()
                inline.update(value)
                value = inline
            if value is not None:
                table.add(field.name, value)
        return tomlkit.dumps(table)

    @classmethod
    def from_toml(cls, facts: dict, place: str = "facts") -> "PublishedRow":
        """The row that a TOML table holds. Raises EvidenceError naming every unknown or missing field."""
        faults = Faults()
        names = [field.name for field in fields(cls)]
        may_lack = {field.name for field in fields(cls) if "None" in str(field.type)}
        for name in facts:
            if name not in names:
                faults.unknown(f"{place}.{name}", "field of a published row", name, names)
        for name in names:
            if name not in facts and name not in may_lack:
                faults.add(f"{place}.{name}", "is missing; carry it over from the published file")
        faults.raise_if_any()
        values = {name: facts.get(name) for name in names}
        return cls(**values | {"assumed": tuple(facts["assumed"])})


def published_row(path: str | Path, aco_id: str, performance_year: int | None = None) -> PublishedRow:
    """The row of one ACO. Raises EvidenceError with the nearest ids if there is none, or every fault of the file."""
    frame = read_results(path, performance_year)
    rows = frame.filter(frame["aco_id"].str.to_uppercase() == str(aco_id).strip().upper()).to_dicts()
    if len(rows) != 1:
        ids = frame["aco_id"].to_list()
        problem = f"{len(rows)} rows have" if rows else "no row has"
        remedy = "keep one of them" if rows else suggestion(aco_id, ids)
        raise EvidenceError([f'{Path(path).name}: {problem} the ACO id "{aco_id}". {remedy}'])
    return PublishedRow(**solved_cells(rows[0], Path(path).name))
