"""Whom measure 484 counts: people of an age with several chronic illnesses on record."""

from dataclasses import dataclass

from vbc_twin.evidence import Faults, Parameter, library, parse_parameter
from vbc_twin.quality.measure import ROOM

NAME = "484"
FIGURES = ("age", "number")


@dataclass(frozen=True)
class ManyIllnesses:
    """People of `age` [years] and over who have `number` or more of the `groups` of conditions on record."""

    age: Parameter
    number: Parameter
    groups: tuple[tuple[str, ...], ...]

    @classmethod
    def load(cls) -> "ManyIllnesses":
        """Read `[model]` of data/quality/484.toml. Raises EvidenceError that lists every fault."""
        document, faults = library.read(ROOM, NAME), Faults()
        raw, place = document.raw.get("model", {}), f"{document.file}, model"
        for key in raw:
            if key not in (*FIGURES, "groups"):
                faults.unknown(f"{place}.{key}", "field of the model", key, (*FIGURES, "groups"))
        figures = [
            parse_parameter(raw.get(key), f"{NAME}.model.{key}", f"{place}.{key}", library.sources(), faults)
            for key in FIGURES
        ]
        if not raw.get("groups"):
            faults.add(f"{place}.groups", "is missing; write lists of conditions, one list for each group")
        faults.raise_if_any()
        return cls(*figures, tuple(tuple(each) for each in raw["groups"]))

    def parameters(self) -> tuple[Parameter, ...]:
        """Its figures."""
        return (self.age, self.number)
