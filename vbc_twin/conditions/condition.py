"""An illness as data: ordered stages, the rates between them, and what each stage does."""

from dataclasses import dataclass, field

from vbc_twin.conditions.reading import (
    read_effects,
    read_events,
    read_stage_share,
    read_stages,
    read_struck,
    read_transitions,
    read_undiagnosed,
)
from vbc_twin.evidence import Document, Effect, Faults, Parameter, library

ROOM = "conditions"
FIELDS = (
    "label",
    "order",
    "recorded_as",
    "centred",
    "struck",
    "stages",
    "undiagnosed",
    "stage_share",
    "transition",
    "event",
    "effect",
)
LAST = 10**6


@dataclass(frozen=True)
class Transition:
    """A step from one stage to another: its rate [per person-year], or None where it is solved from `solved_from`.

    `rate_by_age` holds what was seen of it by age band [per person-year of those at the first stage, whatever else they
    have]; at those ages nothing is solved. `split` holds the shares of those who leave that come to other stages.
    """

    condition: str
    from_stage: str
    to_stage: str
    rate: Parameter | None
    solved_from: str = ""
    rate_by_age: dict[str, Parameter] = field(default_factory=dict)
    split: dict[str, Parameter] = field(default_factory=dict)

    @property
    def target(self) -> str:
        """The name under which effects reach this rate."""
        return f"{self.condition}.{self.from_stage}_to_{self.to_stage}"


@dataclass(frozen=True)
class Condition:
    """A chronic condition: stages (the first is "none"), transitions, effects, and how much of it is known.

    `stage_share` is the share of those who have it at each stage; `undiagnosed` the share of those at a stage whom no
    record shows; `recorded_as` the definition by which claims count it; `order` its place among the conditions. One
    that is `centred` moves use of care between people and leaves its mean: its effects are divided by their own mean.
    Whoever is admitted for `struck_by`, a cause, is at once at its stage `struck_at`. `events` are counted and cost
    nothing of their own, as exacerbations outside hospital: by name and stage how often they come [per person-year].
    """

    name: str
    label: str
    order: int
    recorded_as: str
    stages: tuple[str, ...]
    transitions: tuple[Transition, ...]
    effects: tuple[Effect, ...]
    stage_share: dict[str, Parameter]
    undiagnosed: dict[str, Parameter]
    centred: bool = False
    struck_by: str = ""
    struck_at: str = ""
    events: dict[str, dict[str, Parameter]] = field(default_factory=dict)

    @classmethod
    def load(cls, name: str) -> "Condition":
        """Read `data/conditions/<name>.toml`. Raises EvidenceError that lists every fault of the file."""
        return cls.from_document(library.read(ROOM, name))

    @classmethod
    def from_document(cls, document: Document) -> "Condition":
        """Build a condition from the tables of a file. Raises EvidenceError that lists every fault."""
        raw, file, name, faults = document.raw, document.file, document.name, Faults()
        for key in raw:
            if key not in FIELDS:
                faults.unknown(f"{file}, {key}", "field of a condition", key, FIELDS)
        if not raw.get("label"):
            faults.add(f"{file}, label", "is missing; write the name as a reader would say it")
        stages = read_stages(raw, file, faults)
        condition = cls(
            name,
            raw.get("label", ""),
            raw.get("order", LAST),
            raw.get("recorded_as", ""),
            stages,
            tuple(Transition(*each) for each in read_transitions(raw, name, stages, file, faults)),
            read_effects(raw, name, stages, file, faults),
            read_stage_share(raw, name, stages, file, faults),
            read_undiagnosed(raw, name, stages, file, faults),
            bool(raw.get("centred", False)),
            *read_struck(raw, name, stages, file, faults),
            read_events(raw, name, stages, file, faults),
        )
        faults.raise_if_any()
        return condition

    @property
    def moves(self) -> bool:
        """Whether its stages change over time; a fixed flag does not."""
        return bool(self.transitions)

    @property
    def undiagnosed_share(self) -> float:
        """The share of all who have it whom no record shows."""
        return sum(share.value * self.undiagnosed[stage].value for stage, share in self.stage_share.items())

    @property
    def onset_is_solved(self) -> bool:
        """Whether the rate of falling ill is solved, from prevalence or from rates by age, rather than read."""
        return any(each.from_stage == self.stages[0] and each.solved_from for each in self.transitions)

    @property
    def onset_by_age(self) -> dict[str, Parameter]:
        """What was seen of how often it begins, by age band; empty where it is solved from prevalence at all ages."""
        return next((each.rate_by_age for each in self.transitions if each.from_stage == self.stages[0]), {})

    def parameters(self) -> tuple[Parameter, ...]:
        """Every figure that the condition rests on."""
        rates = tuple(each.rate for each in self.transitions if each.rate is not None)
        sizes = tuple(effect.size for effect in self.effects)
        tables = [table for each in self.transitions for table in (each.rate_by_age, each.split)]
        listed = (figure for table in (*tables, *self.events.values()) for figure in table.values())
        unseen = {each.name: each for each in self.undiagnosed.values()}
        return (*unseen.values(), *self.stage_share.values(), *rates, *listed, *sizes)


def names() -> list[str]:
    """The conditions of the library in their order; files of the room without stages (the life table) are none."""
    files = {name: library.read(ROOM, name).raw for name in library.names(ROOM)}
    ill = [name for name, raw in files.items() if "stages" in raw]
    return sorted(ill, key=lambda name: (files[name].get("order", LAST), name))


def load_all() -> tuple[Condition, ...]:
    """Every condition of the library, in order."""
    return tuple(Condition.load(name) for name in names())
