"""What can be bought on top of an investment: more effect, at its own cost."""

from dataclasses import dataclass

from vbc_twin.evidence import MARKS, Effect, Faults, Parameter
from vbc_twin.investments.reading import check_fields, read_effects, read_figure

COSTS = ("staff_year", "member_month", "enrolment")
WORKLOAD = ("minutes_per_pcp_week",)
FIELDS = {"name": None, "label": None, "replaces": None, "effect": None, "cost": COSTS, "workload": WORKLOAD}


@dataclass(frozen=True)
class Option:
    """An addition to an investment: `effects` beside its own or instead of those on the targets in `replaces`.

    `added` pairs figures of the investment (`member_month`, `minutes_per_pcp_week`, ...) with what the option adds.
    """

    name: str
    label: str
    effects: tuple[Effect, ...]
    replaces: tuple[str, ...]
    added: tuple[tuple[str, Parameter], ...]

    def parameters(self) -> tuple[Parameter, ...]:
        """Every figure of the option."""
        return (*(figure for _, figure in self.added), *(effect.size for effect in self.effects))

    def adds_to(self, key: str) -> list[Parameter]:
        """What the option adds to a figure of the investment: one figure, or none."""
        return [figure for name, figure in self.added if name == key]


def read_options(raw: list, investment: str, own_targets: set[str], file: str, faults: Faults) -> tuple[Option, ...]:
    """The options of a file; names differ, and what one replaces is an effect of the investment."""
    options = []
    for number, each in enumerate(raw, start=1):
        place = f"{file}, option {number}"
        check_fields(each, FIELDS, place, faults)
        name = each.get("name", "")
        if not name or name in [option.name for option in options]:
            faults.add(f"{place}, name", f"expected a name that no other option has, found {name!r}")
        for target in each.get("replaces", []):
            if target not in own_targets:
                faults.unknown(f"{place}, replaces", "effect of this investment", target, own_targets)
        full_name = f"{investment}.{name}"
        added = tuple(
            (key, read_figure(each, table, key, full_name, place, faults))
            for table, keys in (("cost", COSTS), ("workload", WORKLOAD))
            for key in keys
            if key in each.get(table, {})
        )
        effects = read_effects(each.get("effect", []), full_name, investment, place, faults)
        options.append(Option(name, each.get("label", name), effects, tuple(each.get("replaces", ())), added))
    return tuple(options)


def total(base: Parameter, added: list[Parameter]) -> Parameter:
    """The sum of a figure and what options add; intervals add as squares, and the weaker mark holds."""
    parts = [part for part in (base, *added) if part.value or part.interval != "none"]
    if len(parts) < 2:
        only = parts[0] if parts else base
        return Parameter(base.name, *(getattr(only, field) for field in list(only.__dataclass_fields__)[1:]))
    value = sum(part.value for part in parts)
    below = sum((part.value - part.low) ** 2 for part in parts) ** 0.5
    above = sum((part.high - part.value) ** 2 for part in parts) ** 0.5
    interval = "assumed" if any(part.interval == "assumed" for part in parts) else "published"
    at = "; and ".join(part.at for part in parts)
    mark = max((part.mark for part in parts), key=MARKS.index)
    return Parameter(
        base.name, value, value - below, value + above, parts[0].unit, "normal", parts[-1].source, at, mark, interval
    )
