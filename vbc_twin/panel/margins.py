"""What is known of a panel before it is drawn: counts and shares as an ACO's published row gives them."""

from dataclasses import dataclass, fields
from math import isfinite

from vbc_twin.evidence import Faults
from vbc_twin.panel.columns import AGE_BANDS, ENROLMENT_TYPES, RACES

TABLES = {
    "heads_by_type": ENROLMENT_TYPES,
    "age": AGE_BANDS,
    "race": RACES,
    "risk_score_by_type": ENROLMENT_TYPES,
}


@dataclass(frozen=True)
class Margins:
    """Totals that a drawn panel holds.

    heads_by_type [people], age [people by band] and race [people] are tables by name; where age or race do not add up
    to the heads, their shares hold. risk_score_by_type is the mean HCC score [1 = national mean].
    Raises EvidenceError with every fault at once.
    """

    heads_by_type: dict[str, float]
    age: dict[str, float]
    female_share: float
    race: dict[str, float]
    dual_share: float
    long_term_institution_share: float
    risk_score_by_type: dict[str, float]

    def __post_init__(self) -> None:
        faults = Faults()
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in TABLES:
                _check_table(field.name, value, TABLES[field.name], faults)
            elif not _is_number(value) or not 0 <= value <= 1:
                faults.add(f"margins, {field.name}", f"expected a share from 0 to 1, found {value!r}")
        faults.raise_if_any()

    @property
    def heads(self) -> int:
        """People of the panel."""
        return sum(round(self.heads_by_type[each]) for each in ENROLMENT_TYPES)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value)


def _check_table(name: str, value: dict, known: tuple[str, ...], faults: Faults) -> None:
    for key in value:
        if key not in known:
            faults.unknown(f"margins, {name}", "entry", key, known)
    for key in known:
        if key not in value:
            faults.add(f"margins, {name}", f"lacks {key}; give 0 if there is nobody")
        elif not _is_number(value[key]) or value[key] < 0:
            faults.add(f"margins, {name}, {key}", f"expected a number of zero or more, found {value[key]!r}")
    if name != "risk_score_by_type" and not sum(v for v in value.values() if _is_number(v)) > 0:
        faults.add(f"margins, {name}", "counts nobody; a panel needs at least one person")
