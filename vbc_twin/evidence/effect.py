"""A change of one target in one circumstance: the one shape for risk factors, burden and investments alike."""

from dataclasses import dataclass

from vbc_twin.evidence import library
from vbc_twin.evidence.faults import Faults
from vbc_twin.evidence.parameter import Parameter, parse_parameter

OPERATORS = ("ratio", "odds_ratio", "shift")
SCALES = ("linear", "log")
FIELDS = ("target", "when", *OPERATORS, "centred")


@dataclass(frozen=True)
class Column:
    """In proportion to a column: the effect's size holds for each `step` above `origin`, within least..most.

    On the `scale` "log" the step is a factor: 10 is a tenfold value.
    """

    column: str
    origin: float
    step: float
    least: float = float("-inf")
    most: float = float("inf")
    scale: str = "linear"


@dataclass(frozen=True)
class Equals:
    """Where a column has one value."""

    column: str
    value: object


@dataclass(frozen=True)
class HasCondition:
    """Where a condition is at a stage or beyond."""

    condition: str
    from_stage: str


@dataclass(frozen=True)
class Enrolled:
    """While a person is in an investment, from and until a month of enrolment, with its onset and decay."""

    investment: str
    from_month: int = 0
    until_month: int | None = None


@dataclass(frozen=True)
class Since:
    """Within some months of an event, read from the twelve-month ring; `cause` "" means any cause."""

    event: str
    cause: str
    within_months: int


When = Column | Equals | HasCondition | Enrolled | Since


@dataclass(frozen=True)
class Effect:
    """`operator` (ratio, odds_ratio or shift) of `size` upon `target`, in the circumstance `when`.

    One that is `centred` moves a target between people and leaves its mean: the effect's own mean over the people of
    each enrolment type in year 0 is divided out.
    """

    target: str
    when: When
    operator: str
    size: Parameter
    centred: bool = False

    @property
    def condition(self) -> str | None:
        """The condition on which the effect hangs, if it hangs on one."""
        return self.when.condition if isinstance(self.when, HasCondition) else None


WHEN_FORMS = {
    "column": (("column", "origin", "step"), ("least", "most", "scale")),
    "equals": (("column", "equals"), ()),
    "condition": (("condition", "from_stage"), ()),
    "enrolled_in": (("enrolled_in",), ("from_month", "until_month")),
    "since": (("since", "within_months"), ("cause",)),
}


def parse_effect(raw: dict, name: str, place: str, sources, faults: Faults, default_when: When | None = None) -> Effect:
    """Read an Effect from a table `{ target, when, ratio | odds_ratio | shift }`; faults are noted, never raised."""
    given = [operator for operator in OPERATORS if operator in raw]
    if len(given) != 1:
        faults.add(place, f"an effect has exactly one of ratio, odds_ratio, shift; found {given or 'none'}")
    for key in raw:
        if key not in FIELDS:
            faults.unknown(f"{place}.{key}", "field of an effect", key, FIELDS)
    if not raw.get("target"):
        faults.add(f"{place}.target", "is missing; name a target of data/targets.toml")
    operator = given[0] if given else "ratio"
    size = parse_parameter(
        raw.get(operator, {}), f"{name}.{raw.get('target', '?')}", f"{place}.{operator}", sources, faults
    )
    when = parse_when(raw["when"], f"{place}.when", faults) if "when" in raw else default_when
    if when is None:
        faults.add(f"{place}.when", "is missing; say in which circumstance the effect holds")
        when = Equals("", None)
    centred = raw.get("centred", False)
    if centred and not (isinstance(when, Column | Equals) and operator != "shift"):
        faults.add(f"{place}.centred", "only a ratio or odds ratio that hangs on a column can be centred")
    return Effect(raw.get("target", ""), when, operator, size, bool(centred))


def parse_effects(
    listed: list, name: str, file: str, sources, faults: Faults, default_when: When | None = None, own: str = ""
) -> tuple[Effect, ...]:
    """Read the effects of a file, each named after `name` and the words of its circumstance other than `own`.

    An unknown target, and an operator that makes no sense for one, are noted with the other faults.
    """
    effects = []
    for number, raw in enumerate(listed, start=1):
        place = f"{file}, effect {number}"
        words = [word for word in raw.get("when", {}).values() if isinstance(word, str) and word != own]
        effect = parse_effect(raw, ".".join((name, *words)), place, sources, faults, default_when)
        check_target(effect, place, faults)
        effects.append(effect)
    return tuple(effects)


def check_target(effect: Effect, place: str, faults: Faults) -> None:
    """Note an unknown target, or an operator that makes no sense for it."""
    target = library.targets().get(effect.target)
    if target is None and effect.target:
        faults.unknown(f"{place}.target", "target in data/targets.toml", effect.target, library.targets())
    elif target is not None and not target.accepts(effect.operator):
        faults.add(f"{place}.{effect.operator}", f"does not act on {effect.target}, which is a {target.kind}")


def parse_when(raw: dict, place: str, faults: Faults) -> When:
    """Read one of the five forms of a circumstance; never an expression to evaluate."""
    form = next((each for each in ("condition", "enrolled_in", "since", "equals", "column") if each in raw), None)
    if form is None:
        faults.add(place, "expected one of: column (origin, step), column with equals, condition, enrolled_in, since")
        return Equals("", None)
    needed, optional = WHEN_FORMS[form]
    for key in raw:
        if key not in needed + optional:
            faults.unknown(f"{place}.{key}", f'field of the form "{form}"', key, needed + optional)
    missing = [key for key in needed if key not in raw]
    if missing:
        faults.add(place, f"lacks {', '.join(missing)}")
        return Equals("", None)
    match form:
        case "condition":
            return HasCondition(raw["condition"], raw["from_stage"])
        case "enrolled_in":
            return Enrolled(raw["enrolled_in"], raw.get("from_month", 0), raw.get("until_month"))
        case "since":
            return Since(raw["since"], raw.get("cause", ""), raw["within_months"])
        case "equals":
            return Equals(raw["column"], raw["equals"])
    ends = {key: float(raw[key]) for key in ("least", "most") if key in raw}
    when = Column(raw["column"], float(raw["origin"]), float(raw["step"]), **ends, scale=raw.get("scale", "linear"))
    if when.scale not in SCALES:
        faults.unknown(f"{place}.scale", "scale", when.scale, SCALES)
    elif when.scale == "log" and not (when.origin > 0 and when.step > 0 and when.step != 1 and when.least > 0):
        faults.add(place, "on a scale of logarithms origin and least lie above 0, and step is a factor other than 1")
    return when
