"""Calibration targets as files say them: `data/calibration/*.toml`, what is published and how it is measured."""

from dataclasses import dataclass, field

from vbc_twin.evidence import Faults, Parameter, library, parse_parameter
from vbc_twin.panel import present_prevalence

ROOM = "calibration"
# Files of the room that hold something else than targets.
OTHERS = ("populations", "free")
OF_A_FILE = ("label", "population", "target")
OF_A_TARGET = (
    "label", "population", "measure", "of", "per", "where", "times", "to_the_mean", "share", "later", "what", "pair",
    "parameter", "published", "cases", "by_construction", "not_modelled", "caveat", "reason",
)  # fmt: skip
OF_A_CASE = ("case", "of", "where", "share", "pair", "value", "low", "high")
MEASURES = (
    "ratio", "share_of_the_costliest", "costliest_tenth", "variation", "odds_ratio", "end_of_life", "parameter",
    "cells",
)  # fmt: skip


@dataclass(frozen=True)
class CalibrationTarget:
    """One published figure that the evidence is calibrated to.

    `published` is what was seen [its unit], `low` and `high` the range allowed: the stated one, else 5 %, or 15 % if it
    was not re-read. `population` names whom it is measured on. A `ratio` is the sum of `of` over the sum of `per` (SQL
    on the table of lives), over people `where`, `times` a factor, `to_the_mean` of everybody if so. `by_construction`:
    the panel or the evidence is given this figure, so that it tests the drawing. `not_modelled` says why it cannot be
    measured; `reason` why it is expected to miss; `caveat` how definitions differ.
    """

    name: str
    group: str
    label: str
    population: str
    measure: str
    published: Parameter
    low: float
    high: float
    of: str = "1"
    per: str = "everybody"
    where: str = ""
    times: float = 1.0
    to_the_mean: bool = False
    by_construction: bool = False
    not_modelled: str = ""
    caveat: str = ""
    reason: str = ""
    options: dict = field(default_factory=dict)


def load_targets() -> tuple[CalibrationTarget, ...]:
    """Every target of the library, file by file. Raises EvidenceError listing every fault of every file."""
    faults, found = Faults(), []
    for name in library.names(ROOM):
        if name not in OTHERS:
            document = library.read(ROOM, name)
            found += read_targets(document.raw, name, document.file, faults)
    faults.raise_if_any()
    return tuple(found)


def read_targets(raw: dict, group: str, place: str, faults: Faults) -> list[CalibrationTarget]:
    """The targets of one file; what is wrong with it is noted."""
    for key in raw:
        if key not in OF_A_FILE:
            faults.unknown(f"{place}, {key}", "field of a file of targets", key, OF_A_FILE)
    found = []
    for name, each in raw.get("target", {}).items():
        at = f"{place}, target.{name}"
        if not isinstance(each, dict):
            faults.add(at, f"expected a table, found {each!r}")
            continue
        for key in each:
            if key not in OF_A_TARGET:
                faults.unknown(f"{at}.{key}", "field of a target", key, OF_A_TARGET)
        measure = each.get("measure", "ratio")
        if measure not in MEASURES:
            faults.unknown(f"{at}.measure", "measure", measure, MEASURES)
        whole = {"population": raw.get("population", "")} | each
        if measure == "cells":
            found += _cells(whole, f"{group}.{name}", group)
        else:
            found += [_target(*one, group, faults) for one in _cases(whole, f"{group}.{name}", at, faults)]
    return found


def _cases(raw: dict, name: str, place: str, faults: Faults):
    """One target, or one for each of its cases: its table, name and place."""
    if "cases" not in raw:
        yield raw, name, place
        return
    for number, case in enumerate(raw["cases"], start=1):
        for key in case:
            if key not in OF_A_CASE:
                faults.unknown(f"{place}, case {number}, {key}", "field of a case", key, OF_A_CASE)
        said = str(case.get("case", number))
        published = raw.get("published", {}) | {key: case[key] for key in ("value", "low", "high") if key in case}
        own = {key: case[key] for key in ("of", "where", "share", "pair") if key in case}
        if raw.get("where") and "where" in case:
            own["where"] = f"({raw['where']}) AND ({case['where']})"
        label = raw.get("label", "").format(case=said)
        yield raw | own | {"published": published, "label": label}, f"{name}.{_word(said)}", f"{place}, case {number}"


def _target(raw: dict, name: str, place: str, group: str, faults: Faults) -> CalibrationTarget:
    published = parse_parameter(raw.get("published"), name, f"{place}.published", library.sources(), faults)
    if not raw.get("label"):
        faults.add(f"{place}.label", "is missing")
    if not raw.get("not_modelled") and not raw.get("population"):
        faults.add(f"{place}.population", "is missing; say whom it is measured on")
    return CalibrationTarget(
        name, group, raw.get("label", name), raw.get("population", ""), raw.get("measure", "ratio"), published,
        *published.allowed(), raw.get("of", "1"), raw.get("per", "everybody"), raw.get("where", ""),
        raw.get("times", 1.0), raw.get("to_the_mean", False), raw.get("by_construction", False),
        raw.get("not_modelled", ""), raw.get("caveat", ""), raw.get("reason", ""),
        {key: raw[key] for key in ("share", "later", "what", "pair", "parameter") if key in raw},
    )  # fmt: skip


def _cells(raw: dict, name: str, group: str) -> list[CalibrationTarget]:
    """A target for each cell of today's prevalence by condition, age band and sex, with its own tolerance."""
    bands = {"lt65": "age < 65", "65_74": "age >= 65 AND age < 75", "75_84": "age >= 75 AND age < 85"}
    found = []
    for row in present_prevalence().iter_rows(named=True):
        condition, band, sex, value = (row[key] for key in ("condition", "age_band", "sex", "prevalence"))
        low, high = value - row["tolerance"], value + row["tolerance"]
        cell = f"{name}.{condition}.{band}.{sex}"
        unit = raw["published"]["unit"]
        published = Parameter(
            cell, value, low, high, unit, "normal", row["source"], row["at"], row["mark"], "published"
        )
        said = f"{condition} {band} {sex}".replace("_", " ")
        found.append(
            CalibrationTarget(
                cell, group, raw["label"].format(case=said), raw["population"], "ratio", published, low, high,
                f"CASE WHEN {condition}_recorded >= 0 THEN 1.0 ELSE 0.0 END",
                where=f"{bands.get(band, 'age >= 85')} AND {'' if sex == 'female' else 'NOT '}female",
                by_construction=True,
            )
        )  # fmt: skip
    return found


def _word(said: str) -> str:
    """A case as part of a name."""
    return "_".join("".join(letter if letter.isalnum() else " " for letter in said.lower()).split())
