"""Why people are admitted: causes of a stay, some of which are told apart within a wider group."""

from dataclasses import dataclass

from vbc_twin.evidence import Faults, Parameter, library, parse_parameter

CAUSE_FIGURES = ("share", "price", "from_emergency", "fatality", "readmission", "snf")
CAUSE_FIELDS = ("name", "label", "group", *CAUSE_FIGURES)
ROUNDING = 0.005


@dataclass(frozen=True)
class Cause:
    """A cause of admission.

    `group` is what it is told apart within, itself where it stands alone. `share` [share of the stays of a person
    without any of the conditions] is its weight before conditions tilt the mix; `price` [USD per stay];
    `from_emergency` [share of its stays that begin in the emergency department]; `fatality` [deaths within 30 days per
    stay of a person of 78]; `readmission` and `snf` [share of its stays that lead to one, against those of other
    causes].
    """

    name: str
    label: str
    group: str
    share: Parameter
    price: Parameter
    from_emergency: Parameter
    fatality: Parameter
    readmission: Parameter
    snf: Parameter

    def parameters(self) -> tuple[Parameter, ...]:
        """Its figures."""
        return tuple(getattr(self, figure) for figure in CAUSE_FIGURES)


def by_group(causes: tuple[Cause, ...]) -> dict[str, tuple[str, ...]]:
    """The causes of each group, by name, in their order."""
    found: dict[str, tuple[str, ...]] = {}
    for each in causes:
        found[each.group] = (*found.get(each.group, ()), each.name)
    return found


def read_causes(raw: dict, name: str, file: str, faults: Faults) -> tuple[Cause, ...]:
    """The causes of a service. Those of one group follow one another, and none has the name of another's group."""
    causes = []
    for number, each in enumerate(raw.get("cause", []), start=1):
        place = f"{file}, cause {number}"
        for key in each:
            if key not in CAUSE_FIELDS:
                faults.unknown(f"{place}.{key}", "field of a cause", key, CAUSE_FIELDS)
        cause = each.get("name", "")
        group = each.get("group", cause)
        for key, word in (("name", cause), ("group", group)):
            if (target := f"{raw.get('target')}.{word}") not in library.targets():
                faults.unknown(f"{place}.{key}", "target in data/targets.toml", target, library.targets())
        figures = {
            key: parse_parameter(each.get(key), f"{name}.{cause}.{key}", f"{place}.{key}", library.sources(), faults)
            for key in CAUSE_FIGURES
        }
        causes.append(Cause(cause, each.get("label", cause), group, **figures))
    if causes and abs((total := sum(cause.share.value for cause in causes)) - 1) > ROUNDING:
        faults.add(f"{file}, cause", f"the shares add up to {total:.3f}; they are shares of all stays, so 1")
    _check_groups(causes, file, faults)
    return tuple(causes)


def _check_groups(causes: list[Cause], file: str, faults: Faults) -> None:
    seen: list[str] = []
    for number, each in enumerate(causes, start=1):
        place = f"{file}, cause {number}.group"
        if each.group in seen[:-1]:
            faults.add(place, f'other causes stand between those of "{each.group}"; put its causes one after another')
        if not seen or seen[-1] != each.group:
            seen.append(each.group)
        if any(each.group == other.name != other.group or each.group == other.name != each.name for other in causes):
            faults.add(place, f'"{each.group}" is itself a cause; a group of several needs a name of its own')
