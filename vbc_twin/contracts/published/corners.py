"""The corners of what rounds to the printed figures: the kindest and the unkindest settlement lie at corners.

A settlement is linear in benchmark, expenditure, quality and mitigation between the corridor, a cap and a limit, and
never falls as expenditure falls, quality rises or mitigation rises. So its least and its greatest over all inputs that
print alike are reached at corners. One bend can hide between them: where a loss meets a limit that is a share of the
benchmark, by at most that share of the benchmark's own rounding, which is cents.

Benchmark, expenditure and their difference are printed each, so that a corner is where two of the three stand at an end
of their own rounding and the third still rounds to what is printed.
"""

from itertools import combinations, product

import numpy as np

from vbc_twin.contracts.published.printed import Printed

SLACK = 1e-6  # of a dollar: arithmetic on amounts up to billions


def money_corners(benchmark: Printed, expenditure: Printed, gross: Printed | None) -> list[tuple[float, float]]:
    """Corners (benchmark, expenditure) [USD] of all that print as printed; none if the three contradict each other."""
    if gross is None:
        return list(product((benchmark.low, benchmark.high), (expenditure.low, expenditure.high)))
    found = []
    for first, second in combinations(range(3), 2):
        for ends in product((-1, 1), repeat=2):
            amounts: list[float | None] = [None, None, None]
            for place, end in zip((first, second), ends, strict=True):
                printed = (benchmark, expenditure, gross)[place]
                amounts[place] = printed.value + end * printed.half
            of, spent, difference = amounts
            of = spent + difference if of is None else of
            spent = of - difference if spent is None else spent
            if all(
                abs(amount - printed.value) <= printed.half + SLACK
                for amount, printed in zip((of, spent, of - spent), (benchmark, expenditure, gross), strict=True)
            ):
                found.append((of, spent))
    return found


def ends(figure: Printed, least: float = -np.inf, most: float = np.inf) -> tuple[float, ...]:
    """The two ends of a figure's rounding within bounds; one where nothing was rounded."""
    low, high = max(figure.low, least), min(figure.high, most)
    return (figure.value,) if figure.half == 0 else (low, high)
