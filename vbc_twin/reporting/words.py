"""How figures are said: money, intervals, chances, and the names that readers know."""

from vbc_twin.experiments import Estimate

CATEGORY_LABELS = {
    "inpatient": "Inpatient",
    "outpatient": "Outpatient",
    "physician": "Physician and supplier",
    "snf": "Skilled nursing facility",
    "home_health": "Home health",
    "hospice": "Hospice",
    "dme": "Durable medical equipment",
}
TYPE_LABELS = {
    "esrd": "ESRD",
    "disabled": "Disabled",
    "aged_dual": "Aged, dual",
    "aged_non_dual": "Aged, non-dual",
}
# Names that would fill a column, as the field abbreviates them.
SHORT_NAMES = {
    "Medicare Shared Savings Program, ": "MSSP ",
    "BASIC track, level": "BASIC",
    "ENHANCED track": "ENHANCED",
    " in the Medicare Shared Savings Program": " in MSSP",
    "Medicare Advantage provider contract": "MA provider contract",
    "Medicare Advantage plan": "MA plan",
    "Bundled Payments for Care Improvement Advanced": "BPCI Advanced",
    "Comprehensive Care for Joint Replacement": "CJR",
    "Transforming Episode Accountability Model (TEAM)": "TEAM",
    "ACO Primary Care Flex": "ACO PC Flex",
}
MILLION, SIGNIFICANT = 1_000_000, 3


def contract_said(label: str) -> str:
    """A contract's label, short enough for a row of a table or a figure."""
    for name, short in SHORT_NAMES.items():
        label = label.replace(name, short)
    return label


def usd(amount: float, decimals: int = 0) -> str:
    """Dollars with thousands: "-$1,234"."""
    rounded = round(amount, decimals) + 0.0
    return f"{'-' if rounded < 0 else ''}${abs(rounded):,.{decimals}f}"


def about(amount: float) -> str:
    """Dollars to three significant figures, for a sentence: "$343,000", "$1.24 million"."""
    size = float(f"{abs(amount):.{SIGNIFICANT}g}")
    sign = "-" if amount < 0 and size >= 0.5 else ""
    if size >= MILLION:
        return f"{sign}${float(f'{size / MILLION:.{SIGNIFICANT}g}'):,g} million"
    return f"{sign}${size:,.0f}"


def between(estimate: Estimate) -> str:
    """The 90 % interval of an amount, for a sentence."""
    return f"90 % interval {about(estimate.low)} to {about(estimate.high)}"


def in_draws(share: float, draws: int) -> str:
    """A chance as what it was counted from: "in 83 % of 200 draws"."""
    if share in (0.0, 1.0):
        return f"in {'all' if share else 'none'} of {draws} draw{'s' * (draws != 1)}"
    percent = min(max(round(100 * share), 1), 99)
    return f"in {percent} % of {draws} draws"


def years_said(years: tuple[int, ...]) -> str:
    """A horizon: "five years", "one year"."""
    small = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    number = small[len(years) - 1] if len(years) <= len(small) else str(len(years))
    return f"{number} year{'s' * (len(years) != 1)}"


def span(years: tuple[int, ...]) -> str:
    """First and last year: "2023 to 2027"."""
    return str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"
