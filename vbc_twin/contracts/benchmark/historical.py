"""The historical benchmark: three years of spending, trended, risk-adjusted, weighted and adjusted once."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from vbc_twin.contracts.benchmark.amounts import Amount, ByType, arrays, check_share, check_types, mean, shares, total
from vbc_twin.contracts.benchmark.combination import NAMES, Chosen
from vbc_twin.contracts.benchmark.growth import blended
from vbc_twin.contracts.benchmark.regional import RegionalAmount, risk_and_dual_offset
from vbc_twin.contracts.benchmark.risk import risk_ratio
from vbc_twin.contracts.benchmark.rows import Row
from vbc_twin.contracts.benchmark.rules import MsspRules, least_sure
from vbc_twin.evidence import Faults

USD = "USD per person-year"


@dataclass(frozen=True)
class BenchmarkYear:
    """One benchmark year by type: truncated and completed spending [USD per person-year], mean score, person-years.

    The growth [ratio] of the nation and the region from this year to the third, and the nation's weight, are left out
    for the third year itself.
    """

    spending: Mapping[str, Amount]
    risk_score: Mapping[str, Amount]
    person_years: Mapping[str, Amount]
    national_growth: Mapping[str, Amount] | None = None
    regional_growth: Mapping[str, Amount] | None = None
    national_weight: Mapping[str, Amount] | None = None


@dataclass(frozen=True)
class HistoricalInputs:
    """What the historical benchmark is built from.

    years: BY1, BY2, BY3. region and nation [USD per person-year] by type in BY3: the region's mean at a risk score of
    1, and the nation's assignable mean. dual_share [0..1] of person-years, low_income_share [0..1] of people.
    prior_savings_usd (losses negative) and prior_person_years of the three years before the agreement, both empty for
    an ACO without a past. growth_adjustment [USD per person-year] is asked for only by the variant that has one.
    """

    years: tuple[BenchmarkYear, BenchmarkYear, BenchmarkYear]
    region: Mapping[str, Amount]
    nation: Mapping[str, Amount]
    dual_share: Amount
    low_income_share: Amount
    prior_savings_usd: tuple[Amount, ...] = ()
    prior_person_years: tuple[Amount, ...] = ()
    growth_adjustment: Amount | None = None


@dataclass(frozen=True)
class HistoricalBenchmark:
    """The historical benchmark [USD per person-year] by type, what was added to it, and the rows that lead there."""

    by_type: ByType
    before_adjustment: ByType
    per_person_year: Amount
    regional: RegionalAmount
    prior_savings_adjustment: Amount
    population_adjustment: Amount
    chosen: Chosen
    rows: tuple[Row, ...]


def build_historical(given: HistoricalInputs, rules: MsspRules) -> HistoricalBenchmark:
    """The historical benchmark of an agreement. Raises EvidenceError with every fault of the inputs.

    trended_t,k = spending_t,k x (BY3 score_k / score_t,k) x blended growth_t,k; weighted over t; plus one adjustment.
    """
    faults = Faults()
    note_historical(given, faults)
    faults.raise_if_any()
    trended, rows = trend_and_risk(given)
    history = rules.years.apply(trended)
    last = given.years[-1]
    weights = dict(zip(("BY1", "BY2", "BY3"), map(np.asarray, rules.years.weights), strict=True))
    mark = least_sure(rules.years.weight_1, rules.years.weight_2, rules.years.weight_3)
    rows.append(Row("", "weights of the years", weights, "share", "by agreement period", rules.years.at, mark))
    rows.append(Row("", "weighted history", history, USD, "sum of weight x trended spending", rules.years.at))
    standard = {name: usd * last.risk_score[name] for name, usd in arrays(given.region).items()}
    offset = risk_and_dual_offset(given.dual_share, last.spending, last.person_years, last.risk_score)
    step = rules.regional
    regional = step.apply(history, standard, given.nation, last.person_years, last.risk_score, offset)
    national = mean(given.nation, last.person_years)
    prior = np.float64(0.0)
    if given.prior_savings_usd:
        benchmark_years = [total(year.person_years) for year in given.years]
        prior = rules.prior_savings.apply(given.prior_savings_usd, given.prior_person_years, benchmark_years, national)
    population = rules.population.apply(given.low_income_share, national, regional.amount, prior)
    chosen = rules.combination.apply(regional.amount, regional.by_type, prior, population, given.growth_adjustment)
    adjusted = {name: usd + chosen.by_type[name] for name, usd in history.items()}
    per_person_year = mean(adjusted, last.person_years)
    rows += adjustment_rows(rules, regional, national, prior, population, chosen)
    rows += [
        Row(
            "1 [L]",
            "history after the adjustment",
            adjusted,
            USD,
            "weighted history + adjustment",
            rules.combination.at,
        ),
        Row("", "shares of BY3 person-years", shares(last.person_years), "share", "as given", ""),
        Row("", "historical benchmark", per_person_year, USD, "weighted by BY3 person-years", rules.combination.at),
    ]
    return HistoricalBenchmark(adjusted, history, per_person_year, regional, prior, population, chosen, tuple(rows))


def trend_and_risk(given: HistoricalInputs) -> tuple[list[ByType], list[Row]]:
    """Each year's spending at the third year's prices and risk, and the rows of table 1 [A2] to [E] and table 2."""
    trended, by_year, last = [], [], given.years[-1]
    for number, year in enumerate(given.years, start=1):
        name, place = f"BY{number}", f"benchmark year {number}"
        ratio = risk_ratio(last.risk_score, year.risk_score, place)
        growth = dict.fromkeys(last.spending, np.float64(1.0))
        if year is not last:
            growth = blended(year.national_growth, year.regional_growth, year.national_weight, place)
        trended.append({k: np.asarray(year.spending[k]) * ratio[k] * growth[k] for k in last.spending})
        year_rows = [
            Row("1 [A2]", f"person-years {name}", year.person_years, "person-years", "as given", ""),
            Row(
                "1 [B]", f"spending {name}", year.spending, USD, "truncated, completed", "42 CFR 425.652(a)(1), (a)(4)"
            ),
            Row("1 [C]", f"risk score {name}", year.risk_score, "ratio", "mean prospective score", "42 CFR 425.659"),
            Row("1 [D]", f"risk ratio {name}", ratio, "ratio", "BY3 score over this year's", "42 CFR 425.652(a)(3)"),
            Row(
                "1 [E], 2 [G]",
                f"trend {name}",
                growth,
                "ratio",
                "w x national + (1 - w) x regional",
                "42 CFR 425.652(a)",
            ),
            Row("", f"trended {name}", trended[-1], USD, "spending x risk ratio x trend", "42 CFR 425.652(a)"),
        ]
        by_year.append(year_rows)
    return trended, [row for section in zip(*by_year, strict=True) for row in section]


def adjustment_rows(
    rules: MsspRules, regional: RegionalAmount, national: Amount, prior: Amount, population: Amount, chosen: Chosen
) -> list[Row]:
    """The rows of tables 1A, 1B and 1C, and of what was chosen."""
    step = rules.regional
    sure = least_sure(step.weight_lower, step.weight_higher, step.most, step.least, step.offset_most)
    scaled = least_sure(rules.prior_savings.scale, rules.prior_savings.most)
    low_income = least_sure(rules.population.least_share, rules.population.room)
    negative = bool(rules.combination.negatives_count.value)
    rule = "the regional one, whatever its sign" if negative else "the largest of: " + ", ".join(NAMES)
    combined = least_sure(rules.combination.negatives_count, rules.combination.population_adds)
    which = np.unique(chosen.which)
    taken = " or ".join(NAMES[int(each)] for each in which)
    return [
        Row("1A", "national mean", national, USD, "weighted by BY3 person-years", step.at),
        Row("1A", "regional gap", regional.gap, USD, "BY3 score x regional mean - history", step.at),
        Row("1A, 5", "regional weight", regional.weight, "share", "by the sign of the mean gap", step.at, sure),
        Row(
            "1A", "easing of a negative amount", regional.offset, "share", "dual share + mean score - 1", step.at, sure
        ),
        Row("1A", "regional adjustment by type", regional.by_type, USD, "weight x gap within the caps", step.at, sure),
        Row("1A", "regional adjustment", regional.amount, USD, "weighted by BY3 person-years", step.at, sure),
        Row(
            "1B", "prior-savings adjustment", prior, USD, "scaled mean savings, capped", rules.prior_savings.at, scaled
        ),
        Row("1C", "population adjustment", population, USD, "share x room left", rules.population.at, low_income),
        Row("", f"adjustment ({taken})", chosen.by_type, USD, rule, rules.combination.at, combined),
    ]


def note_historical(given: HistoricalInputs, faults: Faults) -> None:
    """Note every fault of the inputs."""
    for name in ("dual_share", "low_income_share"):
        check_share(getattr(given, name), f"history, {name}", faults)
    if len(given.years) != 3:
        faults.add("benchmark years", f"there are three, found {len(given.years)}")
        return
    types = tuple(given.years[-1].spending)
    for number, year in enumerate(given.years, start=1):
        place = f"benchmark year {number}"
        check_types(year.spending, f"{place}, spending", types, faults)
        check_types(year.person_years, f"{place}, person-years", types, faults)
        check_types(year.risk_score, f"{place}, risk score", types, faults, above=True)
        for name in ("national_growth", "regional_growth", "national_weight") if number < len(given.years) else ():
            if getattr(year, name) is None:
                faults.add(f"{place}, {name}", "is not given; it carries the year to the third one")
            else:
                check_types(getattr(year, name), f"{place}, {name}", types, faults, above=name != "national_weight")
    check_types(given.region, "regional mean", types, faults)
    check_types(given.nation, "national mean", types, faults)
    if len(given.prior_savings_usd) != len(given.prior_person_years):
        faults.add("prior savings", "give person-years for each year's savings")
