"""How well are they cared for?

Measure rates become points, points a score, the score a standard that is met or not. For the Shared Savings Program:

    score(rates, 2026, "eCQM")  ->  Score  ->  Experience(2026, ..., **score.experience_fields())

Each measure of the APP Plus set (data/quality/<number>.toml) has deciles by way of reporting; a rate earns 1 to 10
points by decile. The standard is the 40th percentile of MIPS quality scores, or a reporting incentive, or first-year
reporting; the alternative standard is one outcome measure at the 10th percentile (data/quality/rules.toml). What either
does to money is the contract's business. `Composite` scores other models: measures with weights, from a file.

Carried over are the deciles of 2026. Not known, hence never defaulted: the standards of 2023 and 2025, the benchmarks
of the two claims measures. Recalled: partial points by tenths, the mean of the survey's nine parts, the equity
adjustment's figures. Left out: improvement points, suppressed measures, extreme and uncontrollable circumstances.
"""

from vbc_twin.quality.assumed import equity_points
from vbc_twin.quality.benchmark import Benchmark
from vbc_twin.quality.composite import Composite, Graded
from vbc_twin.quality.experience import PatientExperience
from vbc_twin.quality.lines import Line
from vbc_twin.quality.many_illnesses import ManyIllnesses
from vbc_twin.quality.measure import Measure, measure_set, names
from vbc_twin.quality.rates import Reported
from vbc_twin.quality.rules import quality_standard, rolling_standard
from vbc_twin.quality.score import Score, score

__all__ = [
    "Benchmark",
    "Composite",
    "Graded",
    "Line",
    "ManyIllnesses",
    "Measure",
    "PatientExperience",
    "Reported",
    "Score",
    "equity_points",
    "measure_set",
    "names",
    "quality_standard",
    "rolling_standard",
    "score",
]
