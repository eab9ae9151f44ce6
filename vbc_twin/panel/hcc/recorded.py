"""Scores of the twin's people from what is on record: which categories a condition carries once it was recorded.

The models are prospective: what was recorded in the twelve months before a payment year makes its score. A condition
that nobody records again carries nothing, however ill its owner is; finding or recording it again brings it back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from vbc_twin.evidence import Faults, Parameter, library, parse_parameter
from vbc_twin.panel.columns import CONDITIONS, RECORDED_AT_START
from vbc_twin.panel.hcc.model import ROOM, Model
from vbc_twin.panel.hcc.people import FULL, NONE, Enrolment
from vbc_twin.panel.hcc.scoring import Present, raw_scores
from vbc_twin.panel.panel import Panel

FILE = "conditions"
MONTHS = 12
ROUNDING = 1e-9
VERSIONS = ("v24", "v28")
FIELDS = ("condition", "stage", *VERSIONS, "share")


class Entry(NamedTuple):
    """What some of those recorded at a stage carry: those whose lot [0..1) lies between `low` and `high`."""

    condition: str
    stage: str
    low: float
    high: float
    hccs: dict[str, tuple[int, ...]]
    share: Parameter


@dataclass(frozen=True)
class Carried:
    """What a record of each condition carries, for conditions in an order of the caller's.

    `columns` names the conditions in the order of the columns of `recorded`, `stage` and `lots` below; `stages` gives
    the names of each one's stages, of which the first is "none". Built once and used each January.
    """

    columns: tuple[str, ...]
    stages: Mapping[str, Sequence[str]]
    entries: tuple[Entry, ...]

    @classmethod
    def load(cls, stages: Mapping[str, Sequence[str]] | None = None) -> "Carried":
        """Read `data/hcc/conditions.toml`. `stages` by condition; left out, those of the library's condition files.

        Raises EvidenceError with every fault: an unknown condition, stage or category, shares of a stage above one, and
        a stage of a named condition that is forgotten.
        """
        if stages is None:
            stages = {name: library.read("conditions", name).raw["stages"] for name in CONDITIONS}
        document, faults = library.read(ROOM, FILE), Faults()
        entries: list[Entry] = []
        for number, raw in enumerate(document.raw.get("carries", ()), start=1):
            entries.append(_entry(raw, f"{document.file}, carries {number}", stages, entries, faults))
        for name in dict.fromkeys(each.condition for each in entries if each.condition in stages):
            told = {each.stage for each in entries if each.condition == name}
            for stage in stages[name][1:]:
                if stage not in told:
                    faults.add(f"{document.file}, {name}", f'stage "{stage}" is forgotten; give it v24 = [], v28 = []')
        faults.raise_if_any()
        return cls(tuple(stages), stages, tuple(entries))

    def present(self, recorded, stage, month: int, lots, version: str) -> Present:
        """Categories on record for the payment year that begins in `month`, before the hierarchy.

        recorded, stage, lots: (people, conditions); month of the last record (-1 never), stage, a lot [0..1) that says
        which of several ways a person's condition is coded. A record of month 0 was made at the start or in that month.
        """
        first, last = max(month - MONTHS, RECORDED_AT_START), max(month, RECORDED_AT_START + 1)
        present: Present = {}
        for each in self.entries:
            if not each.hccs[version]:
                continue
            place = self.columns.index(each.condition)
            when = recorded[:, place]
            here = (when >= first) & (when < last) & (stage[:, place] == self.stages[each.condition].index(each.stage))
            if each.high - each.low < 1:
                here &= (lots[:, place] >= each.low) & (lots[:, place] < each.high)
            for hcc in each.hccs[version]:
                present[hcc] = present[hcc] | here if hcc in present else here
        return present

    def parameters(self) -> tuple[Parameter, ...]:
        """The shares."""
        return tuple(each.share for each in self.entries)


def recorded_scores(
    recorded, stage, month: int, who: Enrolment, lots, carried: Carried, model="V28", kidney_failure=None
):
    """Raw scores (people,) for the payment year that begins in `month`, by what was recorded in the year before.

    For recorded, stage, month and lots see `Carried.present`. People with `kidney_failure` (booleans) are scored by the
    ESRD model, whose score of one is the mean of people on dialysis; the others by `model`, V24 or V28.
    Raises EvidenceError for an unknown model.
    """
    chosen = Model.load(model)
    score = raw_scores(who, carried.present(recorded, stage, month, lots, chosen.diagnoses), chosen)
    if kidney_failure is not None and kidney_failure.any():
        rows, kidney = np.flatnonzero(kidney_failure), Model.load("ESRD_V24")
        present = carried.present(recorded[rows], stage[rows], month, lots[rows], kidney.diagnoses)
        score[rows] = raw_scores(who.take(rows), present, kidney)
    return score


def panel_scores(panel: Panel, model: str = "V28", month: int = 0, seed: int = 0) -> np.ndarray:
    """Raw scores of a panel's people (people,), in its order, from their recorded columns; see `recorded_scores`.

    Medicaid counts as full, people of the enrolment type esrd as on dialysis, and who is under 65 as disabled.
    """
    frame, carried = panel.patients, Carried.load()
    recorded = np.column_stack([frame[f"{name}_recorded"].to_numpy() for name in carried.columns])
    stage = np.column_stack([frame[name].to_numpy() for name in carried.columns])
    who = Enrolment.of(
        frame["age"].to_numpy(),
        frame["female"].to_numpy(),
        dual=np.where(frame["dual"].to_numpy(), FULL, NONE),
        institutional=frame["long_term_institution"].to_numpy(),
    )
    failing = (frame["enrolment_type"] == "esrd").to_numpy()
    lots = coding_lots(frame["id"].to_numpy(), carried.columns, seed)
    return recorded_scores(recorded, stage, month, who, lots, carried, model, failing)


def coding_lots(ids: np.ndarray, conditions: Sequence[str], seed: int = 0) -> np.ndarray:
    """A lot [0..1) for each person and condition (people, conditions), by id: the same in any panel, for good."""
    lots = np.empty((len(ids), len(conditions)), order="F")
    for place, name in enumerate(conditions):
        key = int.from_bytes(blake2b(f"{seed} {name}".encode(), digest_size=8).digest(), "little")
        lots[:, place] = (_mixed(_mixed(ids.astype(np.uint64)) ^ np.uint64(key)) >> np.uint64(11)) * 2.0**-53
    return lots


def _mixed(bits: np.ndarray) -> np.ndarray:
    """The splitmix64 finaliser: every bit of the result depends on every bit of the argument."""
    bits = bits + np.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))


def _entry(raw: dict, place: str, stages: Mapping, before: list[Entry], faults: Faults) -> Entry:
    for key in raw:
        if key not in FIELDS:
            faults.unknown(f"{place}.{key}", "field of what a record carries", key, FIELDS)
    condition, stage = raw.get("condition", ""), raw.get("stage", "")
    if condition not in stages:
        faults.unknown(f"{place}.condition", "condition", condition, stages)
    elif stage not in stages[condition][1:]:
        faults.unknown(f"{place}.stage", f"stage of {condition}", stage, stages[condition][1:])
    for version in VERSIONS:
        labels = Model.load(version.upper()).labels
        for hcc in raw.get(version, ()):
            if hcc not in labels:
                faults.unknown(f"{place}.{version}", f"category of {version.upper()}", hcc, labels)
    number = sum(each.condition == condition and each.stage == stage for each in before) + 1
    name = f"hcc.{condition}.{stage}.{number}"
    share = parse_parameter(raw.get("share"), name, f"{place}.share", library.sources(), faults)
    low = max((each.high for each in before if each.condition == condition and each.stage == stage), default=0.0)
    if low + share.value > 1 + ROUNDING:
        faults.add(
            f"{place}.share", f"the shares of {condition}, {stage} add up to {low + share.value:.3f}, more than 1"
        )
    return Entry(condition, stage, low, low + share.value, {v: tuple(raw.get(v, ())) for v in VERSIONS}, share)
