"""A study's people as they are declared in a file, checked when it is read: what is known of them, and who may enter.

The format stands in `data/README.md`. Nothing here is drawn; `cohort_draw` makes people of it.
"""

from dataclasses import dataclass, field

import polars as pl

from vbc_twin.evidence import MARKS, Faults, suggestion
from vbc_twin.panel.columns import COLUMNS, CONDITIONS

FIELDS = (
    "label", "source", "at", "mark", "population", "follow_up_years",
    "include", "measured", "shares", "stages", "last_stay", "correlation", "arm", "also_reported",
)  # fmt: skip
POPULATIONS = ("medicare", "community")
MEASURABLE = (
    "age", "systolic", "ldl", "hba1c", "egfr", "uacr", "bmi", "frailty", "ejection_fraction", "exacerbation_tendency",
)  # fmt: skip
CLAIMS = (
    "female", "dual", "smoker", "long_term_institution", "adherent",
    "antihypertensive", "statin", "glucose_lowering", "sglt2", "heart_failure_therapy", "anticoagulant", "inhaler",
)  # fmt: skip
SHAPES = ("normal", "lognormal")
OF_A_STAY = ("cause", "share", "months")
OF_MEASURED = ("mean", "deviation", "least", "most", "shape")
ALSO = "What the model has no column for can stand under [also_reported], which is kept and told, and acts on nothing."
LONGEST_YEARS = 30
# How long ago a stay is still felt.
MONTHS = 12
DEFAULT_YEARS = 5
# What shares written with three decimals may miss one by.
ROUNDING = 0.0005


@dataclass(frozen=True)
class Measured:
    """A number that a study reports: `mean` and `deviation` of those who entered [unit of the column], within
    `least`..`most`, and the `shape` of its spread."""

    name: str
    mean: float
    deviation: float
    least: float
    most: float
    shape: str = "normal"


@dataclass(frozen=True)
class LastStay:
    """A stay for `cause` that a `share` of the people had `months` [first, last] before the start, spread evenly; 1 is
    the month before it."""

    cause: str
    share: float
    months: tuple[int, int]


@dataclass(frozen=True)
class CohortText:
    """What a file says of a study's people.

    `measured` numbers, `shares` (column or condition: share who have it), `stages` (condition: share at each stage 1,
    2, ...), `correlations` (two names: Pearson's correlation, 0/1 for having a condition) are those of the people who
    entered; `include` are the SQL conditions of entering; `population` is whom the rest is taken from; `last_stay` is a
    stay that people had before the start; `also_reported` names what the model has no column for.
    """

    name: str
    label: str
    source: str = ""
    at: str = ""
    mark: str = ""
    population: str = "medicare"
    follow_up_years: int = DEFAULT_YEARS
    include: tuple[str, ...] = ()
    measured: tuple[Measured, ...] = ()
    shares: dict[str, float] = field(default_factory=dict)
    stages: dict[str, tuple[float, ...]] = field(default_factory=dict)
    correlations: dict[tuple[str, str], float] = field(default_factory=dict)
    also_reported: tuple[str, ...] = ()
    last_stay: LastStay | None = None

    @property
    def declared(self) -> tuple[str, ...]:
        """Everything that the study reports, in the order of the file."""
        return (*(each.name for each in self.measured), *self.shares, *self.stages)


def read_cohort_text(
    raw: dict, name: str, place: str, stages: dict[str, tuple[str, ...]], faults: Faults
) -> CohortText:
    """Read a cohort's tables, all but its arms; every fault is noted, none raised.

    `stages` are the stages of each condition, "none" first.
    """
    for key in raw:
        if key not in FIELDS:
            faults.unknown(f"{place}, {key}", "field of a cohort", key, FIELDS)
    for key in ("label", "source", "mark"):
        if not isinstance(raw.get(key), str) or not raw[key]:
            faults.add(f"{place}, {key}", "is missing; say it in words")
    if raw.get("mark") and raw["mark"] not in MARKS:
        faults.unknown(f"{place}, mark", "mark", raw["mark"], MARKS)
    population = raw.get("population", "medicare")
    if population not in POPULATIONS:
        faults.unknown(f"{place}, population", "population", population, POPULATIONS)
    years = raw.get("follow_up_years", DEFAULT_YEARS)
    if not isinstance(years, int) or isinstance(years, bool) or not 1 <= years <= LONGEST_YEARS:
        faults.add(f"{place}, follow_up_years", f"expected a whole number from 1 to {LONGEST_YEARS}, found {years!r}")
        years = 1
    measured = _measured(_table(raw, "measured", place, faults), f"{place}, measured", faults)
    shares = _shares(_table(raw, "shares", place, faults), f"{place}, shares", faults)
    by_stage = _stages(_table(raw, "stages", place, faults), stages, f"{place}, stages", faults)
    for each in sorted(shares.keys() & by_stage.keys()):
        faults.add(f"{place}, {each}", "is declared under shares and under stages; keep one of them")
    declared = (*(each.name for each in measured), *shares, *by_stage)
    return CohortText(
        name, raw.get("label", ""), raw.get("source", ""), raw.get("at", ""), raw.get("mark", ""), population, years,
        _include(raw.get("include", []), f"{place}, include", faults), measured, shares, by_stage,
        _correlations(raw.get("correlation", []), declared, f"{place}, correlation", faults),
        tuple(_table(raw, "also_reported", place, faults)),
        _last_stay(_table(raw, "last_stay", place, faults), f"{place}, last_stay", faults),
    )  # fmt: skip


def _table(raw: dict, key: str, place: str, faults: Faults) -> dict:
    if not isinstance(raw.get(key, {}), dict):
        faults.add(f"{place}, {key}", f"expected a table, found {raw[key]!r}")
        return {}
    return raw.get(key, {})


def _measured(raw: dict, place: str, faults: Faults) -> tuple[Measured, ...]:
    bounds = {each.name: each for each in COLUMNS}
    found = []
    for name, each in raw.items():
        here = f"{place}.{name}"
        if name not in MEASURABLE:
            faults.unknown(here, "number that a cohort can report", name, MEASURABLE, ALSO)
            continue
        if not isinstance(each, dict):
            faults.add(here, f"expected {{ mean = ..., deviation = ... }}, found {each!r}")
            continue
        for key in each:
            if key not in OF_MEASURED:
                faults.unknown(f"{here}.{key}", "field of a measured number", key, OF_MEASURED)
        shape = each.get("shape", "normal")
        if shape not in SHAPES:
            faults.unknown(f"{here}.shape", "shape", shape, SHAPES)
        numbers = {
            "mean": each.get("mean"), "deviation": each.get("deviation"),
            "least": each.get("least", bounds[name].least), "most": each.get("most", bounds[name].most),
        }  # fmt: skip
        wrong = [key for key, value in numbers.items() if not _is_number(value)]
        for key in wrong:
            faults.add(f"{here}.{key}", f"expected a number, found {numbers[key]!r}")
        if wrong:
            continue
        least, most = max(numbers["least"], bounds[name].least), min(numbers["most"], bounds[name].most)
        if numbers["deviation"] < 0:
            faults.add(f"{here}.deviation", f"expected zero or more, found {numbers['deviation']}")
        if not least <= numbers["mean"] <= most:
            faults.add(f"{here}.mean", f"{numbers['mean']} lies outside {least:g} to {most:g}")
        elif shape == "lognormal" and numbers["mean"] <= 0:
            faults.add(f"{here}.mean", "of a lognormal number lies above zero")
        else:
            found.append(Measured(name, float(numbers["mean"]), float(numbers["deviation"]), least, most, shape))
    return tuple(found)


def _shares(raw: dict, place: str, faults: Faults) -> dict[str, float]:
    found, known = {}, (*CLAIMS, *CONDITIONS)
    for name, share in raw.items():
        if name not in known:
            faults.unknown(f"{place}.{name}", "column or condition that has a share", name, known, ALSO)
        elif not _is_number(share) or not 0 <= share <= 1:
            faults.add(f"{place}.{name}", f"expected a share from 0 to 1, found {share!r}")
        else:
            found[name] = float(share)
    return found


def _stages(raw: dict, stages: dict[str, tuple[str, ...]], place: str, faults: Faults) -> dict[str, tuple[float, ...]]:
    found = {}
    for name, each in raw.items():
        here = f"{place}.{name}"
        if name not in stages:
            faults.unknown(here, "condition", name, stages, ALSO)
            continue
        if not isinstance(each, dict):
            faults.add(here, f"expected a share for each stage, found {each!r}")
            continue
        for stage in each:
            if stage not in stages[name][1:]:
                faults.unknown(f"{here}.{stage}", f"stage of {name}", stage, stages[name][1:])
        shares = [each.get(stage, 0.0) for stage in stages[name][1:]]
        if any(not _is_number(share) or not 0 <= share <= 1 for share in shares):
            faults.add(here, f"expected shares from 0 to 1, found {each!r}")
        elif sum(shares) > 1 + ROUNDING:
            faults.add(here, f"the shares of the stages add up to {sum(shares):.3f} of all people; they exceed one")
        else:
            found[name] = tuple(float(share) for share in shares)
    return found


def _last_stay(raw: dict, place: str, faults: Faults) -> LastStay | None:
    """A stay before the start; its cause is checked where causes are known."""
    for key in raw:
        if key not in OF_A_STAY:
            faults.unknown(f"{place}.{key}", "field of a last stay", key, OF_A_STAY)
    share, months = raw.get("share", 1.0), raw.get("months", [1, MONTHS])
    if not _is_number(share) or not 0 < share <= 1:
        faults.add(f"{place}.share", f"expected a share from 0 to 1, found {share!r}")
        share = 1.0
    ends = months if isinstance(months, list) and all(isinstance(each, int) for each in months) else []
    if len(ends) != 2 or not 1 <= ends[0] <= ends[1] <= MONTHS:
        faults.add(
            f"{place}.months",
            f"expected the first and last month before the start, from 1 to {MONTHS}, like [1, 6], found {months!r}",
        )
        ends = [1, MONTHS]
    return LastStay(str(raw.get("cause", "")), float(share), (ends[0], ends[1])) if raw else None


def _include(raw: object, place: str, faults: Faults) -> tuple[str, ...]:
    rules = [raw] if isinstance(raw, str) else raw
    if not isinstance(rules, list):
        faults.add(place, f'expected SQL conditions like ["age >= 65", "diabetes > 0"], found {raw!r}')
        return ()
    return tuple(
        rule for number, rule in enumerate(rules, start=1) if check_condition(rule, f"{place} {number}", faults)
    )


def check_condition(rule: object, place: str, faults: Faults) -> bool:
    """Whether an SQL condition can be asked of a panel: its columns are there, and it is true or false of a person."""
    try:
        if not isinstance(rule, str):
            raise TypeError(f"expected words, found {rule!r}")
        condition = pl.sql_expr(rule)
        names = condition.meta.root_names()
    except Exception as error:
        faults.add(place, f"is no SQL condition: {error}")
        return False
    known = [each.name for each in COLUMNS]
    if unknown := sorted(set(names) - set(known)):
        for each in unknown:
            quoted = f" If it is a word, put it in single quotes: '{each}'." if each.islower() else ""
            faults.add(place, f'there is no column "{each}". {suggestion(each, known)}{quoted}')
        return False
    nobody = pl.DataFrame(schema={each.name: each.dtype for each in COLUMNS})
    try:
        kind = nobody.select(condition.alias("holds"))["holds"].dtype
    except Exception as error:
        faults.add(place, f'"{rule}" cannot be asked of a panel: {error}')
        return False
    if kind != pl.Boolean:
        faults.add(place, f'"{rule}" is not true or false of a person; write a condition, for example "{rule} > 0"')
    return kind == pl.Boolean


def _correlations(raw: object, declared: tuple[str, ...], place: str, faults: Faults) -> dict[tuple[str, str], float]:
    if not isinstance(raw, list):
        faults.add(place, 'expected tables [[correlation]] with between = ["age", "egfr"] and value')
        return {}
    found: dict[tuple[str, str], float] = {}
    for number, each in enumerate(raw, start=1):
        here = f"{place} {number}"
        pair = each.get("between") if isinstance(each, dict) else None
        if not isinstance(pair, list) or len(pair) != 2 or pair[0] == pair[1]:
            faults.add(f"{here}, between", f"expected two different names, found {pair!r}")
            continue
        for name in pair:
            if name not in declared:
                faults.add(
                    f"{here}, between",
                    f'"{name}" is not declared above: give its mean or share first. {suggestion(name, declared)}',
                )
        value = each.get("value")
        if not _is_number(value) or not -1 <= value <= 1:
            faults.add(f"{here}, value", f"expected a correlation from -1 to 1, found {value!r}")
        elif set(pair) <= set(declared):
            if tuple(sorted(pair)) in {tuple(sorted(each)) for each in found}:
                faults.add(here, f"{pair[0]} and {pair[1]} stand above already; keep one of them")
            found[pair[0], pair[1]] = float(value)
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf")
