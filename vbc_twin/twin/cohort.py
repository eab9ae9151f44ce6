"""A study population as a file declares it: who they are, which arms there are, how long they are followed."""

from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import polars as pl

from vbc_twin.evidence import EvidenceError, Faults, Parameter, library
from vbc_twin.panel import (
    KIDNEY_REPLACED,
    UNCONFIRMED,
    CohortDraw,
    CohortText,
    Panel,
    impossible,
    read_cohort_text,
)
from vbc_twin.twin.arms import StudyArm, read_arms
from vbc_twin.twin.content import Content
from vbc_twin.twin.national import National

ROOM = "cohorts"


class AnySource:
    """The bibliography of a file of one's own: whatever it names is its source."""

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and bool(name)

    def __iter__(self):
        return iter(())


@dataclass(frozen=True)
class Cohort:
    """A study population with its `arms`; what the study does not report is taken from the national panel."""

    text: CohortText
    arms: tuple[StudyArm, ...]
    national: National = field(repr=False)

    @classmethod
    def load(cls, name: str | Path) -> "Cohort":
        """A cohort of the library by its name, or one's own by the path of its .toml file.

        Raises EvidenceError listing every fault of the file: unknown columns, stages and targets, shares over one,
        correlations that nobody can have, rules of inclusion that are no SQL.
        """
        if str(name).endswith(".toml"):
            file = Path(name)
            if not file.is_file():
                raise EvidenceError([f"cohort: there is no file {file}; give a path that exists, or a name"])
            return cls.read(library.parse_toml(file, file.name), file.stem, file.name, AnySource())
        document = library.read(ROOM, str(name))
        return cls.read(document.raw, document.name, document.file, library.sources())

    @classmethod
    def read(cls, raw: dict, name: str, place: str, sources) -> "Cohort":
        """A cohort from a file's tables. Raises EvidenceError listing every fault."""
        faults, national = Faults(), _national()
        stages = {each.name: each.stages for each in national.content.conditions}
        text = read_cohort_text(raw, name, place, stages, faults)
        if text.source and text.source not in sources:
            faults.unknown(f"{place}, source", "source in data/sources.toml", text.source, sources)
        causes = [cause.name for cause in national.content.services["inpatient"].causes]
        if text.last_stay and text.last_stay.cause not in causes:
            faults.unknown(f"{place}, last_stay.cause", "cause of admission", text.last_stay.cause, causes)
        arms = read_arms(raw.get("arm", []), name, place, sources, faults)
        if reason := impossible(text):
            faults.add(f"{place}, correlation", reason)
        faults.raise_if_any()
        return cls(text, arms, national)

    @property
    def name(self) -> str:
        """Its name: that of its file."""
        return self.text.name

    @property
    def label(self) -> str:
        """Its name as a reader would say it."""
        return self.text.label

    @property
    def content(self) -> Content:
        """The evidence by which its people live."""
        return self.national.content

    def panel(self, n: int, seed: int) -> Panel:
        """`n` people; the first n of a seed are the same whatever n. Raises EvidenceError if the rules leave nobody."""
        return self._draw.panel(n, seed)

    @cached_property
    def _draw(self) -> CohortDraw:
        donors = self.national.panel.patients
        if self.text.population == "community":
            donors = donors.filter(pl.col("enrolment_type").is_in(["aged_dual", "aged_non_dual"]))
        kidneys = next(each for each in self.content.conditions if each.name == "ckd")
        unconfirmed = frozenset(each.name for each in self.content.conditions if each.stages[1] == UNCONFIRMED)
        return CohortDraw(self.text, donors, len(kidneys.stages) - KIDNEY_REPLACED, unconfirmed)

    def parameters(self) -> tuple[Parameter, ...]:
        """The sizes of its arms' effects."""
        return tuple(effect.size for arm in self.arms for effect in arm.effects)

    @property
    def assumed(self) -> tuple[str, ...]:
        """What was taken for granted beyond the file, in sentences."""
        text, rest = self.text, "age, sex and dual status"
        whom = "fee-for-service Medicare" if text.population == "medicare" else "Medicare's people of 65 and over"
        said = [
            f"What the study does not report is taken from people of {whom} alike in five years of age, sex and the "
            "declared conditions, as far as there are such people.",
            "Where the study gives no correlation of two things that it reports, that of the national panel holds.",
        ]
        if text.population == "community":
            said.append("People under 65 are not disabled; the youngest people to take over from are 65 to 69.")
        if missing := [name for name in ("age", "female", "dual") if name not in text.declared]:
            said.append(f"Of {rest}, the study leaves out {', '.join(missing)}: as in the national panel.")
        if "egfr" in text.declared and "ckd" not in text.declared:
            said.append("Kidney disease is read off the declared eGFR: G3a, G3b, G4 and G5 below 60, 45, 30 and 15.")
        if text.also_reported:
            said.append(
                f"The model has no column for {', '.join(text.also_reported)}: reported, and acting on nothing."
            )
        if text.include:
            said.append("Declared figures are those of the people who met the rules of inclusion.")
        return tuple(said)


@cache
def _national() -> National:
    """The national panel of the library's own evidence, drawn once."""
    return National()
