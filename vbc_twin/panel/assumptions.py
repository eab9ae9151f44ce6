"""Every figure that a drawn panel rests on, as Parameters for the register."""

from vbc_twin.evidence import Parameter
from vbc_twin.panel.references import figures, parameters, table

FILES = (
    "demography", "social", "judged_pairs", "further", "risk_score", "biomarkers", "ejection_fraction", "treatment",
    "ageing", "albuminuria",
)  # fmt: skip
# A prevalence of today is uncertain by its own tolerance, a pair effect by its standard error times this.
DEVIATIONS_OF_AN_INTERVAL = 1.96
PAIR_KEYS = ("group", "term", "condition_a", "condition_b")


def assumptions() -> list[Parameter]:
    """The figures of `data/panels/` that a panel is drawn from, but for the tables of people, ages and HCC factors."""
    found = [each for file in FILES for each in parameters(figures(file))]
    return found + _prevalences() + _pairs()


def _prevalences() -> list[Parameter]:
    return [
        _parameter(
            f"panels.prevalence.{row['condition']}.{row['age_band']}.{row['sex']}",
            row, row["prevalence"], row["tolerance"], "share on record", "normal",
        )
        for row in table("prevalence").iter_rows(named=True)
    ]  # fmt: skip


def _pairs() -> list[Parameter]:
    fitted = table("co_occurrence").filter(mark="fitted")
    return [
        _parameter(
            ".".join(["panels.co_occurrence", *filter(None, (row[key] for key in PAIR_KEYS))]),
            row, row["log_odds"], DEVIATIONS_OF_AN_INTERVAL * row["standard_error"], "log odds", "normal",
        )
        for row in fitted.iter_rows(named=True)
    ]  # fmt: skip


def _parameter(name: str, row: dict, value: float, half_width: float, unit: str, shape: str) -> Parameter:
    low, high = value - half_width, value + half_width
    return Parameter(name, value, low, high, unit, shape, row["source"], row["at"], row["mark"], "published")
