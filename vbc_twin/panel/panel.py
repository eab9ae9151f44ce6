"""A panel: the patients whom an organisation answers for, one row each."""

from dataclasses import dataclass

import polars as pl

from vbc_twin.evidence import EvidenceError
from vbc_twin.panel import apportion
from vbc_twin.panel.columns import ENROLMENT_TYPES
from vbc_twin.panel.entry import admitted
from vbc_twin.panel.summary import summary


@dataclass(frozen=True, eq=False)
class Panel:
    """One row a patient, sorted by id, every column of `columns.py` checked on entry.

    Raises EvidenceError with every fault of the rows at once.
    """

    patients: pl.DataFrame

    def __post_init__(self) -> None:
        object.__setattr__(self, "patients", admitted(self.patients))

    def __len__(self) -> int:
        return self.patients.height

    def describe(self) -> pl.DataFrame:
        """Shares and means as a table; a figure that rests on fewer than eleven patients is not shown."""
        return summary(self.patients)

    def where(self, expression: pl.Expr | str) -> "Panel":
        """The patients for whom a polars expression, or its SQL text, holds. Raises EvidenceError if nobody is left."""
        try:
            kept = self.patients.filter(pl.sql_expr(expression) if isinstance(expression, str) else expression)
        except pl.exceptions.PolarsError as error:
            raise EvidenceError([f"panel, where {expression}: {error}"]) from error
        if not kept.height:
            raise EvidenceError([f"panel, where {expression}: holds for none of {len(self)} patients; widen it"])
        return Panel(kept)

    def sample(self, n: int, seed: int) -> "Panel":
        """`n` patients, in proportion from each stratum, with weights that keep each stratum's people.

        Raises EvidenceError if n is not from 1 to the number of patients.
        """
        if not 1 <= n <= len(self):
            raise EvidenceError([f"panel, sample: n must be from 1 to {len(self)}, found {n}"])
        sizes = dict(self.patients.group_by("stratum").len().iter_rows())
        names = [each for each in ENROLMENT_TYPES if each in sizes]
        heads = pl.Series([sizes[each] for each in names], dtype=pl.Float64).to_numpy()
        taken = apportion.largest_remainder(heads * n / heads.sum(), n)
        rng = apportion.luck(seed, 0, 0, "sample")
        parts = []
        for name, size in zip(names, taken, strict=True):
            rows = self.patients.filter(stratum=name)
            if size:
                kept = rows[sorted(rng.choice(rows.height, size, replace=False).tolist())]
                parts.append(kept.with_columns(pl.col("weight") * (rows["weight"].sum() / kept["weight"].sum())))
        return Panel(pl.concat(parts))
