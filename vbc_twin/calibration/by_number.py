"""How use grows with the number of illnesses: a generalised linear model of what is published on what is expected.

For people with k of eleven conditions, with y the published figure over its mean and m the expected one,

    log E[y_k] = log m_k + a + b max(k - 1, 0) + c max(k - 4, 0),

over k >= 1, Poisson for counts of stays and gamma for payments, weighted by the people. exp(b) and exp(c) multiply the
factors by which the rule of combination discounts each condition after the first, and each after the fourth. Their
errors allow for the dispersion found (Pearson's); a correction within two of them is none.
"""

from dataclasses import dataclass

import numpy as np

FIRST, FOURTH = 1, 4
ERRORS_THAT_TELL = 2


@dataclass(frozen=True)
class Discount:
    """By what the two factors of a rule are to be multiplied, with the standard errors of their logarithms."""

    further: float
    after_fourth: float
    errors: tuple[float, float]


def discount(number: np.ndarray, published: np.ndarray, expected: np.ndarray, people: np.ndarray, family: str):
    """The correction of a rule of combination from figures by number of conditions (each an array over numbers)."""
    # Taken here, as it brings half a second of imports that few need.
    import statsmodels.api as sm

    here = (number >= FIRST) & (expected > 0)
    number, published, expected, people = (each[here] for each in (number, published, expected, people))
    design = sm.add_constant(
        np.column_stack([np.maximum(number - FIRST, 0), np.maximum(number - FOURTH, 0)]), has_constant="add"
    )
    kind = sm.families.Poisson() if family == "poisson" else sm.families.Gamma(sm.families.links.Log())
    fitted = sm.GLM(published, design, family=kind, offset=np.log(expected), var_weights=people).fit(scale="X2")
    errors = fitted.bse[1:]
    logs = np.where(np.abs(fitted.params[1:]) > ERRORS_THAT_TELL * errors, fitted.params[1:], 0.0)
    return Discount(*(float(each) for each in np.exp(logs)), tuple(float(each) for each in errors))
