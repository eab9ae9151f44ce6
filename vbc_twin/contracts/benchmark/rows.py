"""The lines of a benchmark's worksheet, in the order of CMS's own reports, so that one can be tied out to the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from vbc_twin.contracts.benchmark.amounts import Amount, ByType, arrays

INTERVAL = (0.05, 0.95)
ALL = "all"


@dataclass(frozen=True)
class Row:
    """One step: where CMS prints it, its amount [unit] in all or by enrolment type, the rule, its source and mark.

    place is a report table and section, for example "1 [E]" (benchmark report, table 1) or "update [K]"; empty where
    the section's letter is not known. The mark is of the least sure figure behind the step; empty for an input and for
    plain arithmetic.
    """

    place: str
    step: str
    amount: Amount | ByType
    unit: str
    rule: str
    citation: str
    mark: str = ""

    def by_type(self) -> ByType:
        """The amounts by enrolment type; "all" where there is one."""
        return arrays(self.amount) if isinstance(self.amount, Mapping) else {ALL: np.asarray(self.amount, dtype=float)}


def frame_of(rows: Sequence[Row]) -> pl.DataFrame:
    """One line a step and enrolment type: mean over draws, 5th and 95th percentile, rule, citation, mark."""
    lines = []
    for row in rows:
        for name, amount in row.by_type().items():
            drawn = np.atleast_1d(amount)
            low, high = np.quantile(drawn, INTERVAL)
            figures = (float(drawn.mean()), float(low), float(high))
            lines.append((row.place, row.step, name, *figures, row.unit, row.rule, row.citation, row.mark))
    columns = ["place", "step", "enrolment_type", "amount", "low", "high", "unit", "rule", "citation", "mark"]
    return pl.DataFrame(lines, schema=columns, orient="row")
