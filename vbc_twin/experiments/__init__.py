"""What is a choice worth, and how sure are we?

Two scenarios are lived by the same people with the same luck, draw by draw: draw i has parameter vector i and luck i in
both arms, on the fixed panel. Every figure is the mean over draws with the 5th to 95th percentile. A comparison also
shows what before-after spending of the enrolled would have claimed. `settle_all` settles one run's years, or a twin's
published one, under every contract that they can supply.
"""

from vbc_twin.experiments.comparison import Comparison
from vbc_twin.experiments.estimate import Estimate
from vbc_twin.experiments.illusion import WINDOWS, Illusion
from vbc_twin.experiments.runner import DEFAULT_DRAWS, compare, run
from vbc_twin.experiments.settle_all import settle_all
from vbc_twin.experiments.settlements import Settlements

__all__ = [
    "DEFAULT_DRAWS",
    "WINDOWS",
    "Comparison",
    "Estimate",
    "Illusion",
    "Settlements",
    "compare",
    "run",
    "settle_all",
]
