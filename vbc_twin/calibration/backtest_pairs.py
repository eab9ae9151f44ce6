"""Which ACOs two results files have in common, and why each other row cannot be used: accepted + refused = read.

From performance year 2018 on the ids are real and join; before that they are encrypted and join among themselves only.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from vbc_twin.evidence import EvidenceError, read_results

REAL_IDS_FROM = 2018
# A list is stable where its head count changed by no more than this share.
STABLE_WITHIN = 0.20
REFUSED = {"file": pl.String, "performance_year": pl.Int64, "aco_id": pl.String, "reason": pl.String}


@dataclass(frozen=True)
class Pairs:
    """Two consecutive years of results files: `first` and `second` (as of `read_results`), and the ids `acos` in both.

    `refused` has a row for every row of either file that is not used: file, performance_year, aco_id, reason.
    """

    from_file: Path
    to_file: Path
    first: pl.DataFrame
    second: pl.DataFrame
    acos: tuple[str, ...]
    refused: pl.DataFrame

    @property
    def year(self) -> int:
        """The performance year of the first file."""
        return self.first["performance_year"][0]

    @property
    def read(self) -> int:
        """Rows of both files."""
        return self.first.height + self.second.height

    @property
    def accepted(self) -> int:
        """Rows of both files that are used: two an ACO."""
        return self.read - self.refused.height

    @property
    def list_change(self) -> np.ndarray:
        """By how much each ACO's list grew or shrank [share of the first year's assigned beneficiaries]."""
        heads = [self._column(frame, "assigned_beneficiaries") for frame in (self.first, self.second)]
        return np.abs(heads[1] / heads[0] - 1)

    def values(self, column: str, second: bool = False) -> np.ndarray:
        """A column of the first or second year, in the order of `acos`; NaN where it is blank."""
        return self._column(self.second if second else self.first, column)

    def _column(self, frame: pl.DataFrame, column: str) -> np.ndarray:
        known = dict(frame.select("aco_id", pl.col(column).cast(pl.Float64).fill_null(np.nan)).iter_rows())
        return np.array([known[aco] for aco in self.acos], dtype=float)

    def without(self, reasons: dict[str, str]) -> "Pairs":
        """The same without some ACOs, whose two rows are refused for the reasons given by id."""
        if not reasons:
            return self
        more = []
        for file, frame in ((self.from_file, self.first), (self.to_file, self.second)):
            year = frame["performance_year"][0]
            more += [(file.name, year, aco, reason) for aco, reason in reasons.items()]
        refused = pl.concat([self.refused, pl.DataFrame(more, schema=REFUSED, orient="row")])
        left = tuple(aco for aco in self.acos if aco not in reasons)
        return Pairs(self.from_file, self.to_file, self.first, self.second, left, refused)


def read_pairs(from_file: str | Path, to_file: str | Path, most: int | None = None) -> Pairs:
    """The ACOs of two results files of consecutive years; `most` keeps so many, spread evenly over the sizes.

    Raises EvidenceError if the years do not follow each other, or no ACO is in both files.
    """
    paths, faults, frames = (Path(from_file), Path(to_file)), [], []
    for path in paths:
        try:
            frames.append(read_results(path))
            if frames[-1].is_empty():
                faults.append(f"{path.name}: has no row; name a file that has some")
        except EvidenceError as error:
            faults += error.faults
    if most is not None and most < 1:
        faults.append(f"backtest, acos: must be at least 1, found {most}")
    if faults:
        raise EvidenceError(faults)
    first, second = frames
    years = [frame["performance_year"][0] for frame in frames]
    if years[1] != years[0] + 1:
        fault = f"{paths[1].name} is of performance year {years[1]}, {paths[0].name} of {years[0]}"
        raise EvidenceError([f"backtest: {fault}; name two years that follow each other, the earlier one with --from"])
    refused = [*_refused(paths[0], first, second, years), *_refused(paths[1], second, first, years)]
    gone = {aco for _, _, aco, _ in refused}
    both = first.filter(~pl.col("aco_id").is_in(list(gone))).sort("assigned_beneficiaries", "aco_id")["aco_id"]
    if not len(both):
        raise EvidenceError([f"backtest: no ACO of {paths[0].name} can be used with {paths[1].name}; {_why(years)}"])
    pairs = Pairs(*paths, first, second, tuple(both), pl.DataFrame(refused, schema=REFUSED, orient="row"))
    if most is None or most >= len(both):
        return pairs
    kept = {both[int(place)] for place in np.linspace(0, len(both) - 1, most).round()}
    return pairs.without({aco: f"left out: only {most} ACOs were asked for" for aco in both if aco not in kept})


def _refused(path: Path, own: pl.DataFrame, other: pl.DataFrame, years: list[int]):
    """A line for every row of a file whose ACO cannot be followed into the other."""
    number = dict(own.group_by("aco_id").len().iter_rows())
    there = dict(other.group_by("aco_id").len().iter_rows())
    year = own["performance_year"][0]
    for row in own.iter_rows(named=True):
        aco, reason = row["aco_id"], None
        if number[aco] > 1:
            reason = f"{number[aco]} rows of this file have the id; keep one of them"
        elif there.get(aco, 0) > 1:
            reason = f"{there[aco]} rows of the other file have the id; keep one of them"
        elif aco not in there:
            reason = f"not in the other file; {_why(years)}"
        elif not (row["assigned_beneficiaries"] or 0) > 0:
            reason = "the number of assigned beneficiaries is blank or zero"
        elif not _heads(other, aco) > 0:
            reason = "in the other file the number of assigned beneficiaries is blank or zero"
        if reason:
            yield path.name, year, aco, reason


def _heads(frame: pl.DataFrame, aco: str) -> float:
    return frame.filter(aco_id=aco)["assigned_beneficiaries"][0] or 0.0


def _why(years: list[int]) -> str:
    if years[0] < REAL_IDS_FROM <= years[1]:
        return f"ids before PY{REAL_IDS_FROM} are encrypted and join to no later year"
    return "it began or ended between the years, or a partial file leaves it out"
