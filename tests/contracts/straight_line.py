"""A second computation of Shared Savings and REACH settlements: straight lines, plain numbers, tables of its own.

Written from the rules alone (42 CFR part 425; CMS's papers on ACO REACH) and never from the terms: it imports nothing
of the project. One ACO-year at a time, no arrays, no dates as data, no trace.
"""

from datetime import date

TWO_SIDED = ("C", "D", "E", "EN", "T1+", "T2", "T3")
BASIC = ("A", "B", "C", "D", "E")
HIGHEST_RATE = {
    "A": 0.4,
    "B": 0.4,
    "C": 0.5,
    "D": 0.5,
    "E": 0.5,
    "EN": 0.75,
    "T1": 0.5,
    "T1+": 0.5,
    "T2": 0.6,
    "T3": 0.75,
}
SAVINGS_CAP = {
    "A": 0.1,
    "B": 0.1,
    "C": 0.1,
    "D": 0.1,
    "E": 0.1,
    "EN": 0.2,
    "T1": 0.1,
    "T1+": 0.1,
    "T2": 0.15,
    "T3": 0.2,
}
LOSS_RATE = {"C": 0.3, "D": 0.3, "E": 0.3, "T1+": 0.3}
LOSS_CAP = {"C": 0.01, "D": 0.02, "E": 0.04, "EN": 0.15, "T1+": 0.04, "T3": 0.15}
LOSS_CAP_OF_REVENUE = {"C": 0.02, "D": 0.04, "E": 0.08, "T1+": 0.08}
LOSS_CAP_OF_TRACK_2 = (0.05, 0.075, 0.1)
# Number of people from and to, and the rate at either end.
MINIMUM_RATES = (
    (500, 999, 0.122, 0.087),
    (1_000, 2_999, 0.087, 0.050),
    (3_000, 4_999, 0.050, 0.039),
    (5_000, 5_999, 0.039, 0.036),
    (6_000, 6_999, 0.036, 0.034),
    (7_000, 7_999, 0.034, 0.032),
    (8_000, 8_999, 0.032, 0.031),
    (9_000, 9_999, 0.031, 0.030),
    (10_000, 14_999, 0.030, 0.027),
    (15_000, 19_999, 0.027, 0.025),
    (20_000, 49_999, 0.025, 0.022),
    (50_000, 59_999, 0.022, 0.020),
)


def minimum_rate(people: int) -> float:
    """The variable minimum savings rate at a head count of 500 or more."""
    for low, high, at_low, at_high in MINIMUM_RATES:
        if low <= people <= high:
            return at_high + (at_low - at_high) * (high - people) / (high - low)
    return 0.02


def corridor(track: str, people: int, elected: float | None) -> float:
    """The rate that savings or losses must reach; None is the variable table."""
    if track in TWO_SIDED and people >= 5_000 and elected is not None:
        return elected
    return minimum_rate(people)


def sharing_rate(track: str, year: int, score: float, standard: str) -> float:
    """The final sharing rate; the standard is "met", "alternative" or "fail"."""
    highest = HIGHEST_RATE[track]
    if standard == "met":
        return highest * score if year <= 2020 else highest
    if standard == "alternative" and year >= 2023:
        return highest * score
    return 0.0


def loss_rate(track: str, year: int, score: float, standard: str) -> float:
    """The final loss rate, at least 40 % where quality moves it."""
    if track in LOSS_RATE:
        return LOSS_RATE[track]
    highest = HIGHEST_RATE[track]
    if standard == "met" or (standard == "alternative" and year >= 2023):
        return min(highest, max(0.4, 1 - highest * score))
    return highest


def loss_cap(track: str, benchmark: float, revenue: float | None, agreement_year: int) -> float:
    """The most that is owed before mitigation [USD]."""
    if track == "T2":
        return LOSS_CAP_OF_TRACK_2[min(agreement_year, 3) - 1] * benchmark
    most = LOSS_CAP[track] * benchmark
    if track in LOSS_CAP_OF_REVENUE and revenue is not None:
        most = min(most, LOSS_CAP_OF_REVENUE[track] * revenue)
    return most


def mssp(
    *,
    track: str,
    year: int,
    people: int,
    benchmark: float,
    spending: float,
    score: float,
    standard: str,
    elected: float | None,
    agreement_start: date,
    low_revenue: bool,
    revenue: float | None,
    mitigation: float | None,
    guardrail: bool,
) -> float:
    """What a Shared Savings ACO earns (+) or owes (-) [USD], before recoupments."""
    gross = benchmark - spending
    rate_saved = gross / benchmark
    needed = corridor(track, people, elected)
    if gross > 0:
        if guardrail:
            return 0.0
        rate = sharing_rate(track, year, score, standard)
        if rate_saved < needed:
            half = track in BASIC and low_revenue and people >= 5_000 and agreement_start >= date(2024, 1, 1)
            rate = rate / 2 if half else 0.0
        sequestration = 0.0 if year == 2020 else 0.02
        return min(gross * rate * (1 - sequestration), SAVINGS_CAP[track] * benchmark)
    if gross < 0 and track in TWO_SIDED and -rate_saved >= needed:
        owed = -gross * loss_rate(track, year, score, standard)
        owed = min(owed, loss_cap(track, benchmark, revenue, year - agreement_start.year + 1))
        if mitigation is None:
            emergency = {2020: 1.0, 2021: 1.0, 2022: 1.0, 2023: 5 / 12}
            mitigation = owed * emergency.get(year, 0.0)
        return -max(0.0, owed - mitigation)
    return 0.0


def mssp_benchmark(
    types: list[tuple[float, float, float, float, float]], agreement_start: date, demographic_growth: float
) -> float:
    """The updated benchmark [USD] from (person-years, history, benchmark-year score, score, update) a type.

    From 2024 on the cap is on all types together, net of demographic growth; an excess is cut type by type.
    """
    ratios = [score / before for _, _, before, score, _ in types]
    if agreement_start < date(2024, 1, 1):
        ratios = [min(ratio, 1.03) for ratio in ratios]
    else:
        dollars = [years * history for years, history, _, _, _ in types]
        growth = sum(ratio * usd for ratio, usd in zip(ratios, dollars, strict=True)) / sum(dollars)
        most = demographic_growth + 0.03
        if growth > most:
            ratios = [min(ratio, most) for ratio in ratios]
    return sum(
        years * history * ratio * update for (years, history, _, _, update), ratio in zip(types, ratios, strict=True)
    )


def reach_discount(arrangement: str, year: int) -> float:
    """The discount of Global; Professional has none."""
    if arrangement == "Professional":
        return 0.0
    if year <= 2022:
        return 0.02
    return 0.03 if year <= 2024 else 0.035


def reach_kept(arrangement: str, year: int, share: float) -> float:
    """What is kept of a gross amount, both as shares of the benchmark, amount positive."""
    if arrangement == "Professional":
        left = share
        first = min(left, 0.05)
        second = min(left - first, 0.05)
        third = min(left - first - second, 0.05)
        rest = left - first - second - third
        return 0.5 * first + 0.35 * second + 0.15 * third + 0.05 * rest
    whole = 0.10 if year >= 2026 else 0.25
    if share <= whole:
        return share
    if share <= 0.35:
        return whole + 0.5 * (share - whole)
    kept_to_35 = whole + 0.5 * (0.35 - whole)
    if share <= 0.50:
        return kept_to_35 + 0.25 * (share - 0.35)
    return kept_to_35 + 0.25 * 0.15 + 0.10 * (share - 0.50)


def reach_trend(year: int, miss: float) -> float:
    """What passes of a missed trend."""
    if abs(miss) <= 0.01:
        return 0.0
    if year <= 2023:
        return miss
    size = min(abs(miss), 0.04) + 0.5 * min(max(abs(miss) - 0.04, 0.0), 0.04)
    return size if miss > 0 else -size


def reach_benchmark(
    *,
    arrangement: str,
    year: int,
    updated: float,
    risk_growth: float,
    coding_factor: float,
    high_needs: bool,
    trend_miss: float,
    true_up: float,
    score: float,
    retained: bool,
    months_up: float,
    months_down: float,
) -> float:
    """The benchmark that costs are compared with [USD]."""
    cap = 0.10 if high_needs else 0.03
    risk = min(max(risk_growth, 1 - cap), 1 + cap)
    coding = max(coding_factor, 0.98 if high_needs and year >= 2026 else 0.99)
    withhold = 0.02 if 2023 <= year <= 2025 else 0.05
    trended = updated * risk * coding * (1 + reach_trend(year, trend_miss)) * true_up
    retention = 0.02 if retained else 0.0
    final = trended * (1 - reach_discount(arrangement, year) - withhold * (1 - score) - retention)
    return final + (30 * months_up - 6 * months_down if year >= 2023 else 0.0)


def reach(
    *,
    arrangement: str,
    year: int,
    benchmark: float,
    claims: float,
    capitation: float,
    stop_loss_charge: float,
    stop_loss_payout: float,
) -> tuple[float, float]:
    """The shared amount, and what is left of it after sequestration [USD]: + paid, - owed."""
    gross = benchmark - (claims + capitation - stop_loss_payout + stop_loss_charge)
    shared = benchmark * reach_kept(arrangement, year, abs(gross) / benchmark)
    return (shared, 0.98 * shared) if gross > 0 else (-shared, -shared)
