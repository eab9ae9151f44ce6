"""How good a year of life is: the utility of a person's illnesses, multiplied, and what days in care take from it.

A person's utility is base x product of (1 - decrement / base) over the illnesses at their stage, never below 0. One
value set holds for a whole run; decrements of different methods are never mixed.
"""

from dataclasses import dataclass

from vbc_twin.evidence import Document, Faults, Parameter, library, parse_parameter

FIELDS = ("label", "base", "decrement", "days", "day")
IN_CARE = ("stay", "snf", "hospice")


@dataclass(frozen=True)
class Utility:
    """A value set: `base` of somebody without illness, `decrement` by condition and stage; in care, `days` a use takes
    and what each `day` takes away (keys of IN_CARE)."""

    label: str
    base: Parameter
    decrement: dict[str, dict[str, Parameter]]
    days: dict[str, Parameter]
    day: dict[str, Parameter]

    @classmethod
    def load(cls, name: str = "utility") -> "Utility":
        """Read `data/conditions/utility.toml`. Raises EvidenceError that lists every fault."""
        return cls.from_document(library.read("conditions", name))

    @classmethod
    def from_document(cls, document: Document) -> "Utility":
        """Build a value set from the tables of a file. Raises EvidenceError that lists every fault."""
        raw, file, name, faults = document.raw, document.file, document.name, Faults()
        for key in raw:
            if key not in FIELDS:
                faults.unknown(f"{file}, {key}", "field of a value set", key, FIELDS)

        def figure(given: object, *place: str) -> Parameter:
            return parse_parameter(
                given, ".".join((name, *place)), f"{file}, {'.'.join(place)}", library.sources(), faults
            )

        found = cls(
            raw.get("label", ""),
            figure(raw.get("base"), "base"),
            {
                condition: {stage: figure(each, "decrement", condition, stage) for stage, each in stages.items()}
                for condition, stages in raw.get("decrement", {}).items()
            },
            *({key: figure(raw.get(table, {}).get(key), table, key) for key in IN_CARE} for table in ("days", "day")),
        )
        for condition, stages in found.decrement.items():
            for stage, size in stages.items():
                if not 0 <= size.value < found.base.value:
                    faults.add(f"{file}, decrement.{condition}.{stage}", "lies between 0 and the base")
        faults.raise_if_any()
        return found

    def parameters(self) -> tuple[Parameter, ...]:
        """Every figure of the set."""
        sizes = (size for stages in self.decrement.values() for size in stages.values())
        return (self.base, *sizes, *self.days.values(), *self.day.values())
