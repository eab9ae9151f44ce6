"""The updated benchmark of a performance year: history x risk x update, weighted by the year's own mix of types."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from vbc_twin.contracts.benchmark.amounts import Amount, ByType, arrays, check_share, check_types, mean, shares
from vbc_twin.contracts.benchmark.growth import blended
from vbc_twin.contracts.benchmark.risk import risk_ratio
from vbc_twin.contracts.benchmark.rows import Row
from vbc_twin.contracts.benchmark.rules import MsspRules, least_sure
from vbc_twin.evidence import Faults

USD = "USD per person-year"
GUARDRAIL = "two-way update where the three-way one makes a loss it would lessen; savings are then forfeited"


@dataclass(frozen=True)
class UpdateInputs:
    """What carries a historical benchmark to a performance year; amounts by enrolment type, over draws.

    history [USD per person-year] after the adjustment; reference_score of BY3 and risk_score, person_years of the year;
    growth of the nation and the region since BY3 [ratio], the nation's weight [0..1]. Under a three-way update:
    projected_growth [ratio since BY3] and nation [USD per person-year in BY3]. demographic_growth [ratio since BY3] is
    asked for by agreements from 2024. spending [USD per person-year] and least_loss_rate [share of benchmark] let the
    guardrail be tested; without them it is not, and a row says so.
    """

    history: Mapping[str, Amount]
    reference_score: Mapping[str, Amount]
    risk_score: Mapping[str, Amount]
    person_years: Mapping[str, Amount]
    national_growth: Mapping[str, Amount]
    regional_growth: Mapping[str, Amount]
    national_weight: Mapping[str, Amount]
    projected_growth: Mapping[str, Amount] | None = None
    nation: Mapping[str, Amount] | None = None
    demographic_growth: Amount | None = None
    spending: Amount | None = None
    least_loss_rate: Amount | None = None


@dataclass(frozen=True)
class UpdatedBenchmark:
    """The updated benchmark [USD per person-year] in all and by type, its parts, and the rows that lead there.

    update [ratio] by type is the one that holds, two-way where the guardrail was applied; risk_ratio by type is capped.
    """

    per_person_year: Amount
    by_type: ByType
    update: ByType
    risk_ratio: ByType
    guardrail_applied: np.ndarray
    rows: tuple[Row, ...]


def build_updated(given: UpdateInputs, rules: MsspRules) -> UpdatedBenchmark:
    """b = sum_k share_k x hist_k x ratio_k x update_k. Raises EvidenceError with every fault of the inputs.

    Source: 42 CFR 425.605(a), 425.610(a), 425.652(b), 425.660.
    """
    faults = Faults()
    note_update(given, rules, tuple(given.history), faults)
    faults.raise_if_any()
    history, share = arrays(given.history), shares(given.person_years)
    two_way = blended(given.national_growth, given.regional_growth, given.national_weight, "update")
    projection = None
    if rules.update.is_three_way:
        projection = rules.projection.apply(
            given.projected_growth, given.national_growth, given.nation, given.reference_score, history
        )
    update = rules.update.apply(two_way, projection)
    raw = risk_ratio(given.risk_score, given.reference_score, "performance year")
    dollars = {name: usd * np.asarray(given.person_years[name], dtype=float) for name, usd in history.items()}
    growth = 1.0 if given.demographic_growth is None else given.demographic_growth
    ratio = rules.risk.apply(raw, dollars, growth)
    before = {name: history[name] * ratio[name] for name in history}
    three_way, plain = (mean({k: before[k] * u[k] for k in before}, given.person_years) for u in (update, two_way))
    applied = np.zeros(np.shape(three_way), dtype=bool)
    if given.spending is not None and given.least_loss_rate is not None:
        _, applied = rules.guardrail.apply(three_way, plain, given.spending, given.least_loss_rate)
    held = {name: np.where(applied, two_way[name], update[name]) for name in update}
    by_type = {name: before[name] * held[name] for name in before}
    per_person_year = mean(by_type, given.person_years)
    rows = update_rows(given, rules, two_way, projection, update)
    rows += [
        Row("update [L]", "history after the adjustment", history, USD, "from the historical benchmark", ""),
        Row("", "risk ratio", raw, "ratio", "this year's score over BY3's", rules.risk.at),
        Row(
            "", "risk ratio that counts", ratio, "ratio", rules.risk.rule, rules.risk.at, least_sure(rules.risk.figure)
        ),
        *guardrail_rows(given, rules, three_way, plain, applied),
        Row("update [M]", "updated by type", by_type, USD, "history x risk ratio x update", "42 CFR 425.652(b)"),
        Row("update [O]", "shares of person-years", share, "share", "this year's mix of types", "42 CFR 425.652(b)"),
        Row("update [P]", "updated benchmark", per_person_year, USD, "weighted by the shares", "42 CFR 425.652(b)"),
    ]
    return UpdatedBenchmark(per_person_year, by_type, held, ratio, applied, tuple(rows))


def update_rows(
    given: UpdateInputs, rules: MsspRules, two_way: ByType, projection: ByType | None, update: ByType
) -> list[Row]:
    """The rows of the update, lines C to K."""
    at, weight = rules.update.at, rules.update.projection_weight
    regional = {name: 1 - np.asarray(share, dtype=float) for name, share in given.national_weight.items()}
    rows = [
        Row("update [C]", "national growth", given.national_growth, "ratio", "since BY3", at),
        Row("update [F]", "regional growth", given.regional_growth, "ratio", "since BY3", at),
        Row("update [G]", "national weight", given.national_weight, "share", "the ACO's share of its region", at),
        Row("update [H]", "regional weight", regional, "share", "1 - national weight", at),
        Row("update [I]", "two-way update", two_way, "ratio", "[C] x [G] + [F] x [H]", at),
    ]
    if projection is None:
        return [*rows, Row("", "update", update, "ratio", "two-way", at, least_sure(weight))]
    step, rule = rules.projection, f"{weight.value:.4f} x [J] + {1 - weight.value:.4f} x [I]"
    sure = least_sure(step.below, step.above) or "secondary"
    return [
        *rows,
        Row("update [J], 6 [F]", "prospective trend", projection, "ratio", "flat projected dollars", step.at, sure),
        Row("update [K]", "three-way update", update, "ratio", rule, at, least_sure(weight)),
    ]


def guardrail_rows(
    given: UpdateInputs, rules: MsspRules, three_way: Amount, two_way: Amount, applied: np.ndarray
) -> list[Row]:
    """The rows of the guardrail, where there is one."""
    step = rules.guardrail
    if step.applies is None:
        return []
    mark = least_sure(step.applies)
    if given.spending is None or given.least_loss_rate is None:
        return [Row("", "guardrail not tested", np.float64(0), "0 or 1", "spending or rate not given", step.at, mark)]
    return [
        Row("", "benchmark under the three-way update", three_way, USD, "before the guardrail", step.at),
        Row("", "benchmark under the two-way update", two_way, USD, "before the guardrail", step.at),
        Row("", "guardrail applied", applied.astype(float), "0 or 1", GUARDRAIL, step.at, mark),
    ]


def note_update(
    given: UpdateInputs, rules: MsspRules, types: tuple[str, ...], faults: Faults, built: tuple[str, ...] = ()
) -> None:
    """Note every fault of the inputs, those aside that are `built` from the benchmark years."""
    for name in ("history", "reference_score", "risk_score", "national_growth", "regional_growth"):
        if name not in built:
            check_types(getattr(given, name), f"update, {name}", types, faults, above=True)
    for name in ("person_years", "national_weight"):
        check_types(getattr(given, name), f"update, {name}", types, faults)
    for name, share in given.national_weight.items():
        check_share(share, f"update, national_weight.{name}", faults)
    for name in ("projected_growth", "nation") if rules.update.is_three_way else ():
        if name not in built and getattr(given, name) is None:
            faults.add(f"update, {name}", "is not given; the three-way update is built on it, so assume it openly")
    if rules.risk.cap_in_all is not None and given.demographic_growth is None:
        problem = "is not given; the cap on risk growth is net of it, so assume it openly"
        faults.add("update, demographic_growth", problem)
