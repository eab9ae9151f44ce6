"""The points of each measure of the set: scored, missing, incomplete, or left out of the score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vbc_twin.quality.measure import Measure
from vbc_twin.quality.rates import Reported
from vbc_twin.quality.rules import Rule

Amount = float | np.ndarray


@dataclass(frozen=True)
class MeasurePoints:
    """One measure in the score: its points, out of how many, and the decile it reached [1 to 10].

    `available` is 0 where the measure is left out. `is_reported`: a rate came, complete enough. `lacks_benchmark`: left
    out for want of one. `rule`, `at` and `mark` explain the points.
    """

    measure: Measure
    points: Amount
    available: float
    decile: Amount
    is_reported: bool
    lacks_benchmark: bool
    collection: str
    rule: str
    at: str
    mark: str


def measure_points(
    measure: Measure,
    taken: dict[str, Reported],
    benchmark_year: int,
    rule: Rule,
    excluded: Rule,
    assumed: Amount | None,
    variant: str,
) -> MeasurePoints:
    """Score one measure of the set.

    No benchmark, or too few cases: left out of points and of available points [42 CFR 414.1367(c)(1)(i)]. Not reported,
    or incomplete: 0 of 10. A survey scores the mean of its parts, a part that is missing counting 0.
    """
    most = rule.value("most")
    given = [taken[column] for column in measure.columns if column in taken]
    collection = given[0].collection if given else measure.collections[0]
    complete = all(each.completeness is None or each.completeness >= rule.value("completeness") for each in given)
    # What is computed from claims is never submitted, so it cannot be missing for want of a report.
    is_reported = measure.collected == "claims" or (bool(given) and complete)

    def outcome(points, available, decile, rule_said, at, mark, lacks_benchmark=False):
        return MeasurePoints(
            measure, points, available, decile, is_reported, lacks_benchmark, collection, rule_said, at, mark
        )

    if assumed is not None:
        points = np.asarray(assumed, dtype=float)
        return outcome(points, most, np.floor(points), "points assumed by the user", "assumption", "judged")
    zero, cited, left_out = np.asarray(0.0), excluded.cited("missing"), excluded.cited("measure")
    if given and not complete:
        said = f"reported for less than {rule.value('completeness'):.0%} of eligible patients: 0 points"
        return outcome(zero, most, zero, said, *rule.cited("completeness"))
    if any(_has_too_few_cases(measure, each) for each in given):
        said = f"under {measure.case_minimum.value:g} cases: left out of the score"
        return outcome(zero, 0.0, zero, said, *left_out)
    if not given and measure.collected != "claims":
        return outcome(zero, most, zero, "not reported: 0 points", *cited)
    parts = list(measure.parts) or [""]
    ladders = [measure.benchmark(benchmark_year, collection, part, variant) for part in parts]
    if not all(ladders):
        said = f"no {collection} benchmark for {benchmark_year}: left out of the score"
        return outcome(zero, 0.0, zero, said, *left_out, lacks_benchmark=measure.collected == "reported")
    if not given:
        return outcome(zero, most, zero, "no rate is given: 0 points", *cited)
    scored = [
        ladder.points(taken[column].rate, rule) if column in taken else zero
        for ladder, column in zip(ladders, measure.columns, strict=True)
    ]
    points = sum(scored) / len(scored)
    if measure.parts:
        said = f"mean of the points of {len(scored)} summary measures"
        return outcome(points, most, np.floor(points), said, *rule.cited("survey"))
    (ladder,) = ladders
    said = f"decile of the {benchmark_year} {ladder.collection} benchmark ({ladder.kind}), tenths within it"
    if ladder.capped:
        said += f", at most {rule.value('capped'):g} (topped out)"
    at = f"{rule.figures['least'].at}; {ladder.at}"
    return outcome(points, most, ladder.decile(given[0].rate), said, at, ladder.mark)


def _has_too_few_cases(measure: Measure, reported: Reported) -> bool:
    if reported.cases is None or measure.case_minimum is None:
        return False
    return reported.cases < measure.case_minimum.value
