"""Which columns of people an effect may hang on, and which of them a programme or an arm may change."""

from vbc_twin.evidence import library
from vbc_twin.panel import treatments

SOCIAL = ("deprivation_quintile", "rural", "lives_alone", "food_insecure", "transport_insecure")
ATTRIBUTES = ("enrolment_type", "female", "dual", "race", "long_term_institution", "smoker", "adherent", *SOCIAL)
# Whose own clinician left a year ago or less: it changes each January.
CONTINUITY_BROKEN = "continuity_broken"
LASTING = ("ejection_fraction", "exacerbation_tendency")
MEASURES = ("age", "frailty", "systolic", "ldl", "hba1c", "egfr", "uacr", "bmi", "years_since_quit", *LASTING)
LEVEL = "level"
CHANGED, FELT, BALANCE = "_change", "_felt", "_balance"


def level_targets() -> dict[str, str]:
    """The levels and treatments that a programme can shift, and the column that holds each one's change."""
    return {name: changed(name.split(".", 1)[1]) for name, each in library.targets().items() if each.kind == LEVEL}


def changed(name: str) -> str:
    """The column that holds by how much something has been changed."""
    return f"{name}{CHANGED}"


def balanced(name: str) -> str:
    """The column that holds what people take of a treatment, against what others with the illness take on average."""
    return f"{name}{BALANCE}"


def is_changed(column: str) -> bool:
    """Whether a column moves within the year, as what a programme changes does."""
    return column.endswith((CHANGED, FELT))


def effect_columns(late) -> tuple[str, ...]:
    """Every column on which an effect may hang; `late` names the levels that are felt late."""
    balances = (balanced(each.name) for each in treatments() if each.centre)
    late_felt = (f"{name}{FELT}" for name in late)
    return (*ATTRIBUTES, CONTINUITY_BROKEN, *MEASURES, *balances, *level_targets().values(), *late_felt)
