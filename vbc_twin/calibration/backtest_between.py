"""What lies between two years of an ACO beside the nation's trend and luck: `data/public/between_years.toml`.

With r the logarithm of the scale that an ACO needs (published over explained), less the median over ACOs, and g the
nation's growth, the second year is

    log y2 = log y1 + log g - (1 - kept) r + s T,    s^2 = scatter^2 + (1 + kept^2) chance / person-years

`kept` is the share of an ACO's own deviation that is still there a year later; the rest regresses to what its case mix
predicts, which a twin whose scales are fitted to year one does not do by itself. T is Student's t with `freedom`
degrees of freedom: lists and markets change a little in most ACOs and a lot in a few. Luck of both years lies in s:
that of the second, and that of the first as far as it is carried on.

`kept` is fitted by least absolute deviations, `scatter` and `freedom` by maximum likelihood, on pairs of years that are
not those under test; intervals are bootstrapped over ACOs. `estimate` does it again:

    python -m vbc_twin.calibration.backtest_estimate FOLDER data/public/between_years.toml
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.optimize import minimize
from scipy.special import gammaln, stdtrit

from vbc_twin.evidence import Faults, Parameter, library, parse_parameter

FILE = "between_years"
OF_ALL, OF_STABLE = ("kept", "scatter", "freedom", "chance"), ("scatter_stable", "freedom_stable")
LEAST_FREEDOM, MOST_FREEDOM, NO_SCATTER = 2.2, 60.0, 1e-3


@dataclass(frozen=True)
class Between:
    """One figure's `kept` [share], `scatter` [log ratio] and `freedom`, the last two also of stable lists, and the
    `chance` net of which they were fitted [variance of the logarithm times person-years]."""

    kept: Parameter
    scatter: Parameter
    freedom: Parameter
    chance: Parameter
    scatter_stable: Parameter
    freedom_stable: Parameter

    def spread(self, chance: float, sizes: np.ndarray, stable: bool = False) -> np.ndarray:
        """s of each ACO, from the chance of a person-year and the ACOs' person-years."""
        scatter = (self.scatter_stable if stable else self.scatter).value
        return np.sqrt(scatter**2 + (1 + self.kept.value**2) * chance / sizes)

    def quantile(self, share: float, stable: bool = False) -> float:
        """T above which (1 - share) / 2 lies: half the width of the interval that holds `share` [units of s]."""
        return float(stdtrit((self.freedom_stable if stable else self.freedom).value, (1 + share) / 2))


@cache
def between_years() -> dict[str, Between]:
    """What the data file holds, by figure. Raises EvidenceError that lists every fault."""
    document, faults = library.read("public", FILE), Faults()
    found = {
        figure: Between(
            *(
                parse_parameter(
                    table.get(name),
                    f"between.{figure}.{name}",
                    f"{document.file}, {figure}.{name}",
                    library.sources(),
                    faults,
                )
                for name in (*OF_ALL, *OF_STABLE)
            )
        )
        for figure, table in document.raw["figure"].items()
    }
    faults.raise_if_any()
    return found


def least_absolute_slope(x: np.ndarray, y: np.ndarray) -> float:
    """The slope b that minimises the sum of |y - b x|, a line through the origin: the weighted median of y / x; 0 if
    no x differs from zero."""
    used = np.abs(x) > 0
    if not used.any():
        return 0.0
    ratio, weight = y[used] / x[used], np.abs(x[used])
    order = np.argsort(ratio)
    passed = np.cumsum(weight[order])
    return float(ratio[order][np.searchsorted(passed, passed[-1] / 2)])


def fit_kept(own: np.ndarray, moved: np.ndarray) -> float:
    """The share of ACOs' own deviations `own` that is kept, from their growth beyond the nation's `moved` [logs]."""
    return float(np.clip(1 + least_absolute_slope(own, moved), 0, 1))


def fit_scatter(off: np.ndarray, luck: np.ndarray) -> tuple[float, float]:
    """Scatter and degrees of freedom of what a forecast is off [logs], given the variance that luck adds to each.

    Where luck alone is more than what is seen, scatter is the least there is.
    """

    def surprise(at: np.ndarray) -> float:
        square, freedom = np.exp(2 * at[0]) + luck, _freedom(at[1])
        tails = (freedom + 1) / 2 * np.log1p(off**2 / (freedom * square)) + np.log(square) / 2
        return float(tails.sum() - len(off) * (gammaln((freedom + 1) / 2) - gammaln(freedom / 2) - np.log(freedom) / 2))

    start = np.array([np.log(max(float(np.median(np.abs(off))), NO_SCATTER)), 0.0])
    best = minimize(surprise, start, method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-4, "maxiter": 400})
    return max(float(np.exp(best.x[0])), NO_SCATTER), _freedom(best.x[1])


def _freedom(at: float) -> float:
    """Any number as degrees of freedom between the least and the most."""
    return float(LEAST_FREEDOM + (MOST_FREEDOM - LEAST_FREEDOM) / (1 + np.exp(-(at - 2.5))))
