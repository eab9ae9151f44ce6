"""What a score assumes beyond the measures' rates: checked on the way in, told in sentences on the way out."""

from __future__ import annotations

import numpy as np

from vbc_twin.evidence import EvidenceError, Faults, Parameter
from vbc_twin.quality.measure import Measure
from vbc_twin.quality.points import MeasurePoints
from vbc_twin.quality.rules import quality_standard, rules

Amount = float | np.ndarray
ECQM = "eCQM"


def threshold(year: int, assumed: float | None, faults: Faults) -> Parameter | None:
    """The standard of the year, or None and a fault."""
    try:
        return quality_standard(year, assumed)
    except EvidenceError as error:
        faults.lines += error.faults
        return None


def benchmark_year(year: int, given: int | None, measures: dict[str, Measure], faults: Faults) -> int:
    """The year whose deciles are used; a fault if none are carried over for it."""
    known = sorted({each.performance_year for measure in measures.values() for each in measure.benchmarks})
    wanted = year if given is None else given
    if wanted not in known:
        remedy = f"known: {', '.join(map(str, known))}; give benchmarks_of={known[-1]} to assume those"
        faults.add(f"benchmarks of {wanted}", f"no deciles are carried over for that year ({remedy})")
    return wanted


def checked_points(given: dict[str, Amount], measures: dict[str, Measure], faults: Faults) -> dict[str, np.ndarray]:
    """Points assumed for measures [0 to 10]; a fault for each that is no measure or out of range."""
    most, found = rules()["points"].value("most"), {}
    for name, points in given.items():
        amount = np.asarray(points, dtype=float)
        if name not in measures:
            faults.unknown("assumed_points", "measure of the set", name, measures)
        elif not np.all((amount >= 0) & (amount <= most)):
            faults.add(f'assumed_points, "{name}"', f"points lie between 0 and {most:g}, found {points!r}")
        else:
            found[name] = amount
    return found


def checked_equity(points: Amount, year: int, faults: Faults) -> np.ndarray:
    """The equity adjustment given by the user; a fault in a year without one."""
    amount, rule = np.asarray(points, dtype=float), rules()["equity"]
    if np.any(amount != 0) and not rule.holds(year):
        faults.add(
            "equity_points", f"the adjustment ran from {rule.since} to {rule.until}, not in {year}; leave it out"
        )
    elif not np.all((amount >= 0) & (amount <= rule.value("most"))):
        faults.add("equity_points", f"lie between 0 and {rule.value('most'):g}, found {points!r}")
    return amount


def equity_points(thirds: dict[str, str], underserved_share: float) -> float:
    """The equity adjustment of 2023 to 2025 [0 to 10 points of 100], recalled and not re-read.

    thirds: by measure "top", "middle" or "bottom" among all ACOs. underserved_share [0..1]: of assigned people, the
    greater of those in the most deprived areas and those dually eligible or on the low-income subsidy.
    """
    rule, faults = rules()["equity"], Faults()
    for name, third in thirds.items():
        if third not in ("top", "middle", "bottom"):
            faults.unknown(f'thirds, "{name}"', "third", third, ("top", "middle", "bottom"))
    if not 0 <= underserved_share <= 1:
        faults.add("underserved_share", f"is a share from 0 to 1, found {underserved_share!r}")
    faults.raise_if_any()
    if underserved_share < rule.value("least_share"):
        return 0.0
    return min(underserved_share * sum(rule.value(third) for third in thirds.values()), rule.value("most"))


def assumptions(
    found: tuple[MeasurePoints, ...], standard: Parameter, year: int, benchmark_year: int, chosen: dict
) -> tuple[str, ...]:
    """Every assumption of a score, in sentences; `chosen` holds points, equity, variant and refused rows."""
    told = []
    for each in found:
        name = f"Measure {each.measure.id}"
        if each.measure.id in chosen["points"]:
            told.append(f"{name} is assumed to score {np.mean(each.points):.1f} points.")
        elif not each.available and each.measure.collected == "claims":
            told.append(f"{name} has no benchmark before the year is over and is left out of the score.")
        elif each.lacks_benchmark:
            told.append(f"{name} has no {each.collection} benchmark; CMS is assumed to make none after the year.")
            if each.collection == ECQM:
                told.append(f"{name} earns no eCQM point; the rule does not say whether it would.")
    if benchmark_year != year:
        told.append(f"The deciles of {benchmark_year} are assumed for {year}.")
    if standard.mark == "judged":
        told.append(f"The quality standard of {year} is assumed to be {standard.value:g} points of 100.")
    if np.any(chosen["equity"]):
        told.append(f"The equity adjustment is assumed to be {np.mean(chosen['equity']):.1f} points of 100.")
    if chosen["variant"]:
        told.append(f"A proposed rule is taken for law: {chosen['variant']}.")
    if chosen["refused"]:
        told.append(f"{len(chosen['refused'])} rows of the table were refused; their measures count as not reported.")
    return tuple(told)
