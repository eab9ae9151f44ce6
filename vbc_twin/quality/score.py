"""The quality score of a performance year: measure rates to points, points to a score, the score to the standards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from vbc_twin.evidence import EvidenceError, Faults, Parameter, explained, plain
from vbc_twin.quality.assumed import ECQM, assumptions, benchmark_year, checked_equity, checked_points, threshold
from vbc_twin.quality.lines import Line, plain_answer
from vbc_twin.quality.measure import measure_set
from vbc_twin.quality.points import MeasurePoints, measure_points
from vbc_twin.quality.rates import check_draws, read_rates
from vbc_twin.quality.rules import in_force, rules
from vbc_twin.quality.standard import Route, alternative, routes

Amount = float | np.ndarray
COLLECTIONS = (ECQM, "MIPS CQM", "Medicare CQM")


@dataclass(frozen=True)
class Score:
    """A scored performance year; amounts are numbers, or arrays over draws where the rates were.

    points: by measure [0 to 10], the eCQM point not counted; available: points that each could have [10, or 0 where it
    is left out]; quality_score [0..1]; the alternative standard is met only where the standard is not. `assumptions`
    are sentences; `refused` are the rows of the table that could not be taken: accepted + refused = read.
    """

    performance_year: int
    points: dict[str, Amount]
    available: dict[str, float]
    quality_score: Amount
    quality_standard_met: bool | np.ndarray
    alternative_standard_met: bool | np.ndarray
    lines: tuple[Line, ...]
    assumptions: tuple[str, ...]
    refused: tuple[str, ...]
    accepted: int
    read: int

    def experience_fields(self) -> dict:
        """What a contract's Experience takes: Experience(year, ..., **score.experience_fields())."""
        return {
            "quality_score": self.quality_score,
            "quality_standard_met": self.quality_standard_met,
            "alternative_standard_met": self.alternative_standard_met,
        }

    def explain(self) -> pl.DataFrame:
        """One row a line: step, amount (mean), low, high (5th, 95th percentile), unit, rule, citation, mark."""
        return explained(self.lines)


def score(
    rates,
    performance_year: int,
    collection: str = ECQM,
    *,
    first_year: bool = False,
    standard: float | None = None,
    assumed_points: dict[str, Amount] | None = None,
    benchmarks_of: int | None = None,
    equity_points: Amount = 0.0,
    variant: str = "",
) -> Score:
    """Score an ACO's measures as the Shared Savings Program does, and say which quality standard it meets.

    rates: {"236": 74.2, "001": draws, "321.timely_care": 83.5, ...}, numbers or arrays over draws; or a frame or CSV
    file with the columns measure, rate, and if wished collection, cases and completeness. collection: how the five
    reported measures came, "eCQM", "MIPS CQM" or "Medicare CQM". first_year: the first performance year of the first
    agreement, when reporting is enough. What is not known is assumed by you and told in `assumptions`:
    standard [points of 100] for a year whose percentile was not found; assumed_points {"479": 6.5} for a measure whose
    benchmark is not out yet; benchmarks_of = 2026 to score another year on that year's deciles; equity_points
    [0 to 10] of 2023 to 2025. variant = "cy2027_proposed" scores Medicare CQMs on the flat bands proposed in July 2026.

        score = (sum of points + eCQM points) / available points                            [42 CFR 414.1380(b)(1)]

    with 1 to 10 points by decile and tenths within it, one more point for each scored eCQM up to 10 % of what is
    available, at least the standard if all is reported and a measure lacks its benchmark [425.512(a)(7)]. Left out:
    improvement points, measures suppressed by CMS, extreme and uncontrollable circumstances.

    Raises EvidenceError for a year without set or standard, an unknown collection type, or a table with nothing to
    take.
    """
    measures = measure_set(performance_year)
    faults = Faults()
    if collection not in COLLECTIONS:
        faults.unknown("collection", "collection type", collection, COLLECTIONS)
    assumed = checked_points(assumed_points or {}, measures, faults)
    equity = checked_equity(equity_points, performance_year, faults)
    known = threshold(performance_year, standard, faults)
    year = benchmark_year(performance_year, benchmarks_of, measures, faults)
    variants = {each.variant for measure in measures.values() for each in measure.benchmarks} - {""}
    if variant and variant not in variants:
        faults.unknown("variant", "proposed rule", variant, variants)
    faults.raise_if_any()
    rates = read_rates(rates, measures, collection)
    over_draws = {name: each.rate for name, each in rates.taken.items()} | {"equity_points": equity}
    check_draws(over_draws | {f"assumed {name}": each for name, each in assumed.items()}, "score", faults)
    faults.raise_if_any()
    rule, excluded = rules()["points"], rules()["excluded"]
    found = tuple(
        measure_points(measure, rates.taken, year, rule, excluded, assumed.get(name), variant)
        for name, measure in measures.items()
    )
    lines = [
        Line(
            f"{each.measure.id} {each.measure.title}",
            each.points,
            f"points of {each.available:g}",
            each.rule,
            each.at,
            each.mark,
        )
        for each in found
    ]
    percent, further = _percent(found, equity, known, performance_year)
    lines += further
    ways = routes(found, percent, known, performance_year, first_year)
    lesser = alternative(found, performance_year)
    met = np.logical_or.reduce(np.broadcast_arrays(*(each.met for each in ways)))
    only = np.zeros_like(met) if lesser is None else lesser.met & ~met
    lines += [_line(each) for each in (*ways, *([] if lesser is None else [lesser]))]
    return Score(
        performance_year=performance_year,
        points={each.measure.id: plain(each.points) for each in found},
        available={each.measure.id: each.available for each in found},
        quality_score=plain(percent / 100),
        quality_standard_met=plain_answer(np.broadcast_to(met, np.broadcast_shapes(met.shape, percent.shape))),
        alternative_standard_met=plain_answer(np.broadcast_to(only, np.broadcast_shapes(only.shape, percent.shape))),
        lines=tuple(lines),
        assumptions=assumptions(
            found,
            known,
            performance_year,
            year,
            {"points": assumed, "equity": equity, "variant": variant, "refused": rates.refused},
        ),
        refused=rates.refused,
        accepted=rates.accepted,
        read=rates.read,
    )


def _percent(found: tuple[MeasurePoints, ...], equity: np.ndarray, standard: Parameter, year: int):
    """The score [0 to 100] over draws, and the lines that lead to it from the points."""
    available = sum(each.available for each in found)
    if not available:
        raise EvidenceError([f"quality score of {year}: no measure can be scored; each lacks a benchmark or cases"])
    points = sum(np.asarray(each.points) for each in found)
    lines = [
        Line(
            "points available",
            available,
            "points",
            "10 a measure that is not left out",
            "42 CFR 414.1380(b)(1)(vii)",
            "checked",
        )
    ]
    bonus = np.asarray(0.0)
    if (rule := in_force("complex_organization", year)) is not None:
        for each in found:
            if each.collection == ECQM and each.available and each.is_reported:
                bonus = bonus + np.minimum(rule.value("point"), each.available - each.points)
        bonus = np.minimum(bonus, rule.value("most") * available)
        said = (
            f"{rule.value('point'):g} a scored eCQM, no measure over 10, at most {rule.value('most'):.0%} of available"
        )
        lines.append(Line("eCQM points", bonus, "points", said, *rule.cited("point")))
    percent = 100 * (points + bonus) / available
    if (rule := in_force("equity", year)) is not None:
        lines.append(
            Line(
                "equity adjustment",
                equity,
                "points of 100",
                "added to the score, given by the user",
                *rule.cited("most"),
            )
        )
        percent = np.minimum(percent + equity, 100.0)
    if (rule := in_force("floor", year)) is not None:
        lacking = [each.measure.id for each in found if each.lacks_benchmark]
        if lacking and all(each.is_reported for each in found):
            percent = np.maximum(percent, standard.value)
            said = f"all reported and {', '.join(lacking)} without a benchmark: at least the standard"
            lines.append(Line("score after the floor", percent, "points of 100", said, *rule.cited("applies")))
    lines.append(Line("quality score", percent / 100, "share", "points over points available", "42 CFR 425.512", ""))
    return percent, lines


def _line(route: Route) -> Line:
    return Line(route.name, route.met.astype(float), "share of draws", route.rule, route.at, route.mark)
