"""Rows of a file that were settled, and those that could not be: accepted + refused = read."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Counted:
    """The `rows` that were settled, every fault of the others, and how many were `read`."""

    rows: pl.DataFrame
    faults: tuple[str, ...]
    read: int

    @property
    def accepted(self) -> int:
        """Rows that were settled."""
        return len(self.rows)

    @property
    def refused(self) -> int:
        """Rows that could not be."""
        return self.read - self.accepted
