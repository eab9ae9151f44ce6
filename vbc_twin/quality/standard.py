"""Whether the quality performance standard, or only the alternative one, is met."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vbc_twin.evidence import Parameter
from vbc_twin.quality.points import MeasurePoints
from vbc_twin.quality.rules import Rule, in_force

ALL_PAYER = ("eCQM", "MIPS CQM")
PERCENT_PER_DECILE = 10
SAME = 1e-9


@dataclass(frozen=True)
class Route:
    """One way to meet a standard: whether it is met, over draws, the rule in words, where it stands, and its mark."""

    name: str
    met: np.ndarray
    rule: str
    at: str
    mark: str


def routes(
    found: tuple[MeasurePoints, ...], percent: np.ndarray, standard: Parameter, year: int, is_first_year: bool
) -> tuple[Route, ...]:
    """The ways to meet the quality performance standard in a performance year [42 CFR 425.512(a)]."""
    anything = np.asarray(reports_anything(found))
    said = f"score of at least {standard.value:g}"
    ways = [
        Route("score at the standard", anything & (percent >= standard.value - SAME), said, standard.at, standard.mark)
    ]
    complete = all(each.is_reported for each in found)
    if (rule := in_force("incentive", year)) is not None:
        ways.append(_incentive(found, rule, complete))
    if is_first_year and (rule := in_force("first_year", year)) is not None:
        said = "first year of the first agreement: every measure reported and complete, survey made"
        ways.append(Route("first-year reporting", np.asarray(complete), said, *rule.cited("reported")))
    return tuple(ways)


def _incentive(found: tuple[MeasurePoints, ...], rule: Rule, complete: bool) -> Route:
    """All by eCQM or MIPS CQM: an outcome measure at one percentile and another measure at a higher one."""
    reported = [each for each in found if each.measure.collected == "reported"]
    all_payer = complete and all(each.collection in ALL_PAYER for each in reported)
    met = np.asarray(False)
    for one in found:
        if one.measure.is_outcome:
            for other in found:
                if other is not one:
                    low = at_percentile(one, rule.value("outcome_percentile"))
                    met = met | (low & at_percentile(other, rule.value("other_percentile")))
    low, high = (rule.value(name) for name in ("outcome_percentile", "other_percentile"))
    said = f"all by eCQM or MIPS CQM, one outcome measure at percentile {low:g} and another measure at {high:g}"
    return Route("reporting incentive", np.asarray(all_payer) & met, said, *rule.cited("outcome_percentile"))


def alternative(found: tuple[MeasurePoints, ...], year: int) -> Route | None:
    """The alternative standard: something reported and one outcome measure at its percentile; None before 2023."""
    if (rule := in_force("alternative", year)) is None:
        return None
    met = np.asarray(False)
    for each in found:
        if each.measure.is_outcome:
            met = met | at_percentile(each, rule.value("outcome_percentile"))
    said = f"one outcome measure at percentile {rule.value('outcome_percentile'):g} of its benchmark"
    return Route("alternative standard", met & reports_anything(found), said, *rule.cited("outcome_percentile"))


def at_percentile(each: MeasurePoints, percentile: float) -> np.ndarray:
    """Whether a scored measure reaches a percentile of its benchmark: the decile that begins there."""
    return np.asarray((each.available > 0) & (np.asarray(each.decile) >= percentile / PERCENT_PER_DECILE + 1))


def reports_anything(found: tuple[MeasurePoints, ...]) -> bool:
    """Whether the ACO reported any measure or made the survey; without, it meets no standard [425.512(a)(5)(iii)]."""
    return any(each.is_reported and each.measure.collected != "claims" for each in found)
