"""Something the ACO can buy, as data: whom it is for, what it costs, what it changes, and how much of it is bought."""

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from vbc_twin.evidence import Document, Effect, Faults, Parameter, library
from vbc_twin.investments.option import Option, read_options, total
from vbc_twin.investments.reading import (
    check_fields,
    read_choice,
    read_effects,
    read_figure,
    read_months,
    read_optional_figure,
)

ROOM = "investments"
ASKED = ("once", "each_time")
FIELDS = {
    "label": None,
    "question": None,
    "evidence_grade": None,
    "eligible": None,
    "priority": None,
    "asked": None,
    "capacity": ("role", "members_per_staff"),
    "uptake": ("reached", "accepted", "stays", "stays_months", "lasts_months"),
    "exposure": ("onset_months", "half_life_months"),
    "cost": ("staff_year", "member_month", "enrolment"),
    "workload": ("minutes_per_pcp_week",),
    "effect": None,
    "option": None,
}
SUMMED = {"staff_year": "staff_year", "member_month": "member_month", "enrolment": "enrolment_cost"}
SUMMED |= {"minutes_per_pcp_week": "minutes_per_pcp_week"}


@dataclass(frozen=True)
class Investment:
    """An investment and, once `sized`, how much of it is bought.

    `eligible` is an SQL condition on recorded and history columns, `priority` the column by which free places are given
    (largest first), `asked` whether a person is asked "once" or "each_time" they become eligible. Shares: `reached` of
    the eligible, `accepted` of the reached, `stays` of the enrolled after `stays_months`; a course ends after
    `lasts_months` (0: while they wish). Costs [USD]: `staff_year` per staff, `member_month` per enrolled member,
    `enrolment_cost` per new one. `staff` is None until sized; `chosen` holds the names of the options bought.
    """

    name: str
    label: str
    question: str
    evidence_grade: str
    eligible: str
    priority: str
    asked: str
    role: str
    members_per_staff: Parameter
    reached: Parameter
    accepted: Parameter
    stays: Parameter
    stays_months: int
    lasts_months: int
    onset_months: Parameter
    half_life_months: Parameter
    staff_year: Parameter
    member_month: Parameter
    enrolment_cost: Parameter
    minutes_per_pcp_week: Parameter
    effects: tuple[Effect, ...]
    options: tuple[Option, ...]
    staff: float | None = None
    chosen: tuple[str, ...] = ()
    starts: date | None = None

    @classmethod
    def load(cls, name: str) -> "Investment":
        """Read `data/investments/<name>.toml`. Raises EvidenceError that lists every fault of the file."""
        return cls.from_document(library.read(ROOM, name))

    @classmethod
    def from_document(cls, document: Document) -> "Investment":
        """Build an investment from the tables of a file. Raises EvidenceError that lists every fault."""
        raw, file, name, faults = document.raw, document.file, document.name, Faults()
        check_fields(raw, FIELDS, file, faults)
        for key in ("label", "question", "evidence_grade"):
            if not raw.get(key):
                faults.add(f"{file}, {key}", "is missing; write a sentence or a few words")
        if not raw.get("capacity", {}).get("role"):
            faults.add(f"{file}, capacity.role", 'is missing; name who does the work, for example "nurse"')
        effects = read_effects(raw.get("effect", []), name, name, file, faults)
        own_targets = {effect.target for effect in effects}

        def figure(table: str, key: str) -> Parameter:
            return read_figure(raw, table, key, name, file, faults)

        def perhaps(table: str, key: str, unit: str) -> Parameter:
            return read_optional_figure(raw, table, key, unit, name, file, faults)

        investment = cls(
            name=name,
            label=raw.get("label", ""),
            question=raw.get("question", ""),
            evidence_grade=raw.get("evidence_grade", ""),
            eligible=_read_eligible(raw, file, faults),
            priority=raw.get("priority", "cost_12m"),
            asked=read_choice(raw, "asked", ASKED, file, faults),
            role=raw.get("capacity", {}).get("role", ""),
            members_per_staff=figure("capacity", "members_per_staff"),
            reached=figure("uptake", "reached"),
            accepted=figure("uptake", "accepted"),
            stays=figure("uptake", "stays"),
            stays_months=read_months(raw, "stays_months", 1, file, faults),
            lasts_months=read_months(raw, "lasts_months", 0, file, faults),
            onset_months=figure("exposure", "onset_months"),
            half_life_months=figure("exposure", "half_life_months"),
            staff_year=perhaps("cost", "staff_year", "USD per staff and year"),
            member_month=perhaps("cost", "member_month", "USD per enrolled member and month"),
            enrolment_cost=perhaps("cost", "enrolment", "USD per new member"),
            minutes_per_pcp_week=perhaps("workload", "minutes_per_pcp_week", "minutes per physician and week"),
            effects=effects,
            options=read_options(raw.get("option", []), name, own_targets, file, faults),
        )
        faults.raise_if_any()
        return investment

    @property
    def staff_word(self) -> str:
        """The word under which its size is given: the role's plural."""
        return f"{self.role}s"

    @property
    def capacity(self) -> int:
        """How many members its staff can have at once, at the published caseload; 0 until sized."""
        return int((self.staff or 0) * self.members_per_staff.value)

    def sized(self, options=(), starts: date | None = None, **staff: float) -> "Investment":
        """The investment with its size, `sized(nurses=4)`, its options, and its first month.

        Chosen options bring their effects, drop those that they replace, and add their costs. Raises EvidenceError that
        lists every fault: a negative or missing size, an unknown role or option, a start that is no date.
        """
        faults = Faults()
        size = _size(self, staff, faults)
        chosen = _choose(self, options, faults)
        if starts is not None and not isinstance(starts, date):
            faults.add(f"{self.name}, starts", f"expected a date, for example 2024-07-01, found {starts!r}")
        faults.raise_if_any()
        replaced = {target for option in chosen for target in option.replaces}
        kept = tuple(effect for effect in self.effects if effect.target not in replaced)
        sums = {
            field: total(getattr(self, field), [figure for option in chosen for figure in option.adds_to(key)])
            for key, field in SUMMED.items()
        }
        effects = kept + tuple(effect for option in chosen for effect in option.effects)
        names = tuple(option.name for option in chosen)
        return replace(self, effects=effects, staff=size, chosen=names, starts=starts, options=(), **sums)

    def parameters(self) -> tuple[Parameter, ...]:
        """Every figure it rests on: before it is sized with all its options, afterwards those in force."""
        uptake = (self.members_per_staff, self.reached, self.accepted, self.stays)
        exposure = (self.onset_months, self.half_life_months)
        costs = tuple(getattr(self, field) for field in SUMMED.values())
        sizes = tuple(effect.size for effect in self.effects)
        return (*uptake, *exposure, *costs, *sizes, *(each for option in self.options for each in option.parameters()))


def _read_eligible(raw: dict, file: str, faults: Faults) -> str:
    condition = raw.get("eligible", "")
    try:
        pl.sql_expr(condition)
    except Exception as error:
        faults.add(f"{file}, eligible", f"is no SQL condition: {error}")
    return condition


def _size(investment: Investment, staff: dict, faults: Faults) -> float:
    word = investment.staff_word
    for key in staff:
        if key != word:
            faults.unknown(f"{investment.name}, {key}", "size of this investment", key, [word, "options", "starts"])
    size = staff.get(word)
    if size is None:
        faults.add(f"{investment.name}, {word}", f"is missing; say how many, for example {word} = 1")
    elif isinstance(size, bool) or not isinstance(size, int | float) or not 0 <= size < float("inf"):
        faults.add(f"{investment.name}, {word}", f"expected a number from 0, found {size!r}")
    return size


def _choose(investment: Investment, names, faults: Faults) -> list[Option]:
    known = {option.name: option for option in investment.options}
    names = [names] if isinstance(names, str) else list(names)
    for name in dict.fromkeys(names):
        if name not in known:
            faults.unknown(f"{investment.name}, options", "option of this investment", name, known)
        elif names.count(name) > 1:
            faults.add(f"{investment.name}, options", f'"{name}" is chosen more than once')
    return [known[name] for name in dict.fromkeys(names) if name in known]


def names() -> list[str]:
    """The investments of the library."""
    return library.names(ROOM)
