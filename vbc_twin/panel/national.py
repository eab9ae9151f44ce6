"""Who is in fee-for-service Medicare as a whole, as shares."""

from vbc_twin.evidence import Parameter
from vbc_twin.panel.references import figures, parameters

TABLES = ("heads_by_type", "age", "race", "shares")


def national_shares() -> dict[str, dict[str, float]]:
    """Shares of everybody by table of `data/panels/national.toml`: heads_by_type, age, race, and single shares."""
    found = figures("national")
    return {table: {name: each.value for name, each in found[table].items()} for table in TABLES}


def national_parameters() -> list[Parameter]:
    """The same as Parameters for the register."""
    return parameters(figures("national"))
