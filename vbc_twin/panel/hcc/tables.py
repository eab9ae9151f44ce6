"""Scores of many people by look-up: the sums of `scoring`, worked out once for every way in which people can differ.

What a record of our conditions adds hangs on three things only: a person's circumstance (dual, institution, under 65 or
not), how each condition is coded, and how many categories count. Conditions that meet in an interaction or a hierarchy
are tabled together, the others alone; the age and sex cell has a table of its own. So a January costs a few look-ups a
person, and tests hold every look-up to `raw_scores`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from vbc_twin.panel.hcc.model import Model
from vbc_twin.panel.hcc.people import AGED, FULL, NONE, Enrolment, segment_of
from vbc_twin.panel.hcc.recorded import Carried, coding_lots
from vbc_twin.panel.hcc.recording import recording
from vbc_twin.panel.hcc.scoring import MOST_COUNTED, Present, counted, raw_scores

OLDEST = 120
KIDNEY_MODEL = "ESRD_V24"
# Circumstances in the order of their number: dual, institution, 65 or older, each no or yes.
CIRCUMSTANCES = [(dual, institution, aged) for dual in (0, 1) for institution in (0, 1) for aged in (0, 1)]
AGE_OF_CIRCUMSTANCE = (AGED - 1, AGED)


@dataclass(frozen=True)
class Together:
    """Conditions that are tabled together: `columns` with the `step` of each in the table's row, and by row the
    `factors` (circumstances, rows) without the number of categories, and the `number` (rows) that count."""

    columns: np.ndarray
    step: np.ndarray
    factors: np.ndarray
    number: np.ndarray


@dataclass(frozen=True)
class VersionTables:
    """One model as tables: `cells` (dual, institution, female, age), conditions, and `by_number` (circumstances, n)."""

    cells: np.ndarray
    parts: tuple[Together, ...]
    by_number: np.ndarray

    def parts_of(self, coded: np.ndarray, age, female, dual, institution) -> tuple[np.ndarray, np.ndarray]:
        """Of each person the factor of age, sex and entitlement, and what the record adds; raw is their sum."""
        age = np.minimum(age, OLDEST)
        dual, institution = dual.astype(np.int64), institution.astype(np.int64)
        circumstance = 4 * dual + 2 * institution + (age >= AGED)
        added, number = np.zeros(len(age)), np.zeros(len(age), np.int64)
        for part in self.parts:
            row = np.zeros(len(age), np.int64)
            for place, step in zip(part.columns, part.step, strict=True):
                row += step * coded[place]
            number += part.number.take(row)
            row += circumstance * len(part.number)
            added += part.factors.ravel().take(row)
        added += self.by_number[circumstance, np.minimum(number, MOST_COUNTED)]
        return self.cells[dual, institution, female.astype(np.int64), age], added


@dataclass(frozen=True, eq=False)
class ScoreTables:
    """Tables for conditions in an order of the caller's; see `score_tables`.

    `cuts` (conditions): where a person's lot [0..1) changes how a condition is coded; `entry` (conditions; stages,
    ways): what a record at a stage carries, as a number from 1 (0: nothing).
    """

    columns: tuple[str, ...]
    cuts: tuple[np.ndarray, ...]
    entry: tuple[np.ndarray, ...]
    carried: Carried
    _versions: dict[str, VersionTables] = field(default_factory=dict, repr=False)

    def ways(self, ids: np.ndarray) -> np.ndarray:
        """How each person's conditions are coded wherever there are several ways (people, conditions), for good."""
        ways = np.zeros((len(ids), len(self.columns)), np.int8)
        for place, cuts in enumerate(self.cuts):
            if len(cuts):
                lots = coding_lots(ids, [self.columns[place]])[:, 0]
                ways[:, place] = np.searchsorted(cuts, lots, side="right")
        return ways

    def coded(self, captured: np.ndarray, stage: np.ndarray, ways: np.ndarray) -> np.ndarray:
        """What the records of a year carry, by number (conditions, people); `captured` are booleans."""
        coded = np.zeros(captured.shape[::-1], np.int64)
        for place, entry in enumerate(self.entry):
            if entry.any():
                here = stage[:, place] * np.int64(entry.shape[1]) + ways[:, place]
                np.multiply(entry.ravel().take(here), captured[:, place], out=coded[place])
        return coded

    def score(self, model: str, coded: np.ndarray, who: tuple, failing: np.ndarray) -> np.ndarray:
        """Raw scores (people) of what is coded, with what conditions outside our list add to it.

        `who` are age, female, dual and institution; `failing` those with kidney failure, whom their own model scores.
        """
        score = self._of(model, coded, who)
        rows = np.flatnonzero(failing)
        if len(rows):
            score[rows] = self._of(KIDNEY_MODEL, coded[:, rows], tuple(each[rows] for each in who))
        return score

    def _of(self, model: str, coded: np.ndarray, who: tuple) -> np.ndarray:
        cell, added = self.version(model).parts_of(coded, *who)
        return cell + (1 + recording().unlisted[model].value) * added

    def version(self, model: str) -> VersionTables:
        """The tables of V24, V28 or ESRD_V24, made once. Raises EvidenceError for another."""
        if model not in self._versions:
            self._versions[model] = _tabled(self, Model.load(model))
        return self._versions[model]


def score_tables(stages: Mapping[str, Sequence[str]]) -> ScoreTables:
    """The tables for these conditions (name: names of its stages, the first is "none"), in this order; made once."""
    return _made(tuple((name, tuple(each)) for name, each in stages.items()))


@cache
def _made(stages: tuple) -> ScoreTables:
    carried = Carried.load(dict(stages))
    cuts, entry = [], []
    for name, names in stages:
        own = [each for each in carried.entries if each.condition == name]
        edges = {edge for each in own for edge in (each.low, each.high) if 0 < edge < 1}
        cuts.append(np.array(sorted(edges)))
        middles = np.concatenate([[0.0], cuts[-1]]) + 1e-12
        numbers = np.zeros((len(names), len(middles)), np.int64)
        for number, each in enumerate(own, start=1):
            numbers[names.index(each.stage), (middles >= each.low) & (middles < each.high)] = number
        entry.append(numbers)
    return ScoreTables(tuple(name for name, _ in stages), tuple(cuts), tuple(entry), carried)


def _tabled(tables: ScoreTables, model: Model) -> VersionTables:
    hccs = [
        [(), *(each.hccs[model.diagnoses] for each in tables.carried.entries if each.condition == name)]
        for name in tables.columns
    ]
    by_number = np.zeros((len(CIRCUMSTANCES), MOST_COUNTED + 1))
    if "D1" in model.factors:
        names = [*(f"D{number}" for number in range(1, MOST_COUNTED)), f"D{MOST_COUNTED}P"]
        segment = segment_of(_people(np.arange(len(CIRCUMSTANCES))), model)
        by_number[:, 1:] = np.column_stack([model.factors[name][segment] for name in names])
    parts = tuple(_together(group, hccs, by_number, model) for group in _groups(hccs, model))
    return VersionTables(_cells(model), parts, by_number)


def _cells(model: Model) -> np.ndarray:
    """The factor of everybody without a record (dual, institution, female, age)."""
    shape = (2, 2, 2, OLDEST + 1)
    dual, institution, female, age = (each.ravel() for each in np.indices(shape))
    who = Enrolment.of(age, female, dual=np.where(dual, FULL, NONE), institutional=institution.astype(bool))
    return raw_scores(who, {}, model).reshape(shape)


def _people(circumstance: np.ndarray) -> Enrolment:
    """Somebody in each circumstance."""
    dual, institution, aged = np.array(CIRCUMSTANCES)[circumstance].T
    age = np.array(AGE_OF_CIRCUMSTANCE)[aged]
    return Enrolment.of(
        age, np.ones(len(age), bool), dual=np.where(dual, FULL, NONE), institutional=institution.astype(bool)
    )


def _groups(hccs: list[list[tuple[int, ...]]], model: Model) -> list[list[int]]:
    """The conditions that carry anything, those together that an interaction, a hierarchy or a category joins."""
    reach = [{hcc for entry in entries for hcc in entry} for entries in hccs]
    bonds = [{hcc, *dropped} for hcc, dropped in model.drops.items()]
    bonds += [{hcc, *others} for hcc, others in model.needs]
    bonds += [{hcc for group in each.groups for hcc in group} for each in model.interactions]
    groups: list[set[int]] = [{place} for place, own in enumerate(reach) if own]
    for bond in (*bonds, *({hcc} for own in reach for hcc in own)):
        joined = [group for group in groups if any(reach[place] & bond for place in group)]
        if len(joined) > 1:
            groups = [group for group in groups if group not in joined] + [set().union(*joined)]
    return [sorted(group) for group in groups]


def _together(group: list[int], hccs: list, by_number: np.ndarray, model: Model) -> Together:
    sizes = [len(hccs[place]) for place in group]
    step = np.cumprod([1, *sizes[:-1]])
    rows, circumstances = int(np.prod(sizes)), len(CIRCUMSTANCES)
    entry = np.arange(rows)[:, None] // step % sizes
    present: Present = {}
    for column, place in enumerate(group):
        for number, entries in enumerate(hccs[place]):
            for hcc in entries:
                here = np.tile(entry[:, column] == number, circumstances)
                present[hcc] = present[hcc] | here if hcc in present else here
    circumstance = np.repeat(np.arange(circumstances), rows)
    who = _people(circumstance)
    left = counted(present, model)
    number = np.sum(list(left.values()), axis=0, dtype=np.int64)
    added = raw_scores(who, present, model) - raw_scores(who, {}, model)
    added -= by_number[circumstance, np.minimum(number, MOST_COUNTED)]
    return Together(np.array(group), step, added.reshape(circumstances, rows), number[:rows])
