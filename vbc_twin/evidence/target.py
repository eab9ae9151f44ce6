"""Everything that moves: the one list of targets, `data/targets.toml`."""

from dataclasses import dataclass

from vbc_twin.evidence.faults import Faults
from vbc_twin.evidence.parameter import Parameter, parse_parameter

EXCESS = "excess"
KINDS = ("rate", "probability", "level", "price", "length")
OPERATORS_OF_KIND = {
    "rate": ("ratio",),
    "price": ("ratio",),
    "length": ("ratio",),
    "probability": ("odds_ratio", "ratio", "shift"),
    "level": ("shift",),
}


@dataclass(frozen=True)
class FurtherConditions:
    """How the effects of several conditions combine: the product, times `further` for each after the first,
    times `after_fourth` for each after the fourth, over the conditions that are `counted`."""

    counted: tuple[str, ...]
    further: Parameter
    after_fourth: Parameter


@dataclass(frozen=True)
class Target:
    """A name that effects may change: its kind, its unit, and how the effects of conditions combine upon it.

    `conditions` is None where they multiply, EXCESS where each adds its excess (ratio - 1), as causes of death do,
    or a rule for the further conditions.
    """

    name: str
    kind: str
    unit: str
    conditions: FurtherConditions | str | None = None

    def accepts(self, operator: str) -> bool:
        """Whether an effect with this operator makes sense for the kind of target."""
        return operator in OPERATORS_OF_KIND[self.kind]


def parse_targets(raw: dict, file: str, sources, faults: Faults) -> dict[str, Target]:
    """Read the list of targets; `[rules.<name>]` holds rules of combination that several targets share."""
    rules: dict[str, FurtherConditions | str] = {EXCESS: EXCESS}
    for name, rule in raw.get("rules", {}).items():
        place = f"{file}, rules.{name}"
        if missing := [key for key in ("counted", "further", "after_fourth") if key not in rule]:
            faults.add(place, f"lacks {', '.join(missing)}")
            continue
        numbers = {
            key: parse_parameter(rule[key], f"targets.rules.{name}.{key}", f"{place}.{key}", sources, faults)
            for key in ("further", "after_fourth")
        }
        rules[name] = FurtherConditions(tuple(rule["counted"]), **numbers)
    targets = {}
    for name, entry in raw.get("targets", {}).items():
        place = f"{file}, targets.{name}"
        for key in entry:
            if key not in ("kind", "unit", "conditions"):
                faults.unknown(f"{place}.{key}", "field of a target", key, ("kind", "unit", "conditions"))
        if entry.get("kind") not in KINDS:
            faults.unknown(f"{place}.kind", "kind of target", entry.get("kind"), KINDS)
            continue
        if not entry.get("unit"):
            faults.add(f"{place}.unit", 'is missing; write the unit, for example "per person-year"')
        rule = entry.get("conditions")
        if rule is not None and rule not in rules:
            faults.unknown(f"{place}.conditions", "rule of combination", rule, rules)
        targets[name] = Target(name, entry["kind"], entry.get("unit", ""), rules.get(rule))
    return targets
