"""What a published equation is: the figures it takes, their bounds, the figures it gives, and its formula.

The words, bounds and marks stand in `data/equations/<name>.toml`, the coefficients beside it; Python holds the formula.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from vbc_twin.evidence import EvidenceError, Faults, library

Values = dict[str, np.ndarray]
KINDS = ("number", "yes_no", "choice", "sex")
SEXES = ("female", "male")


@dataclass(frozen=True)
class Covariate:
    """One figure that an equation takes.

    `kind` is a number [`unit`, valid from `low` to `high`], yes_no (0 or 1), a choice among `values`, or sex. `also`
    lists other names of its column. A `default` may be left out altogether; `may_be_empty` says that an empty cell
    means not measured; `only` says for which choices it is asked for at all.
    """

    name: str
    meaning: str
    kind: str = "number"
    unit: str = ""
    low: float = -np.inf
    high: float = np.inf
    also: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    default: str | None = None
    may_be_empty: bool = False
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Narrower:
    """Narrower bounds of one covariate where an option has one of these values: the 30-year model is for under 60."""

    covariate: str
    when: tuple[tuple[str, tuple[str, ...]], ...]
    low: float
    high: float


@dataclass(frozen=True)
class Outcome:
    """One figure that an equation gives; `also` lists its names in files of test vectors."""

    name: str
    unit: str
    meaning: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Equation:
    """A published equation: what it takes, what it gives, its formula, whose it is and how surely we know it.

    `formula` takes clean arrays [one value a person] by the covariates' names and returns one array an outcome.
    """

    name: str
    label: str
    vectors: str
    source: str
    at: str
    mark: str
    bounds: str
    covariates: tuple[Covariate, ...]
    narrower: tuple[Narrower, ...]
    outcomes: tuple[Outcome, ...]
    formula: Callable[[Values], Values]

    def outcome(self, name: str) -> Outcome | None:
        """The outcome of this name, or of this name in a file of test vectors; None if there is none."""
        return next((each for each in self.outcomes if name == each.name or name in each.also), None)

    def clip(self, values: Values) -> tuple[Values, Values]:
        """Values at the boundary where they lie beyond it, and where that was so: arrays of booleans by covariate."""
        clipped, beyond = dict(values), {}
        for each in self.covariates:
            if each.kind != "number" or each.name not in values:
                continue
            low, high = self._bounds(each, values)
            value = values[each.name]
            beyond[each.name] = chosen(each.only, values) & ((value < low) | (value > high))
            clipped[each.name] = np.clip(value, low, high)
        return clipped, beyond

    def compute(self, values: Values) -> tuple[Values, dict[str, int]]:
        """Every outcome of clean arrays, and how many values of each covariate were used at the boundary.

        For those who call an equation often: nothing is checked but the bounds. Sex is a string, yes or no is 1 or 0,
        a choice a string; what is not measured is NaN.
        """
        clipped, beyond = self.clip(values)
        counts = {name: int(where.sum()) for name, where in beyond.items() if where.any()}
        return self.formula(clipped), counts

    def _bounds(self, covariate: Covariate, values: Values):
        low, high = covariate.low, covariate.high
        for each in self.narrower:
            if each.covariate == covariate.name:
                there = chosen(each.when, values)
                low, high = np.where(there, each.low, low), np.where(there, each.high, high)
        return low, high


def chosen(only, values: Values) -> np.ndarray | bool:
    """Where the options have one of the values that are asked for; everywhere if none is asked for."""
    there = np.bool_(True)
    for option, allowed in only:
        there = there & np.isin(values[option], allowed)
    return there


def load(name: str, formula: Callable[[Values], Values]) -> Equation:
    """An equation of `data/equations/`. Raises EvidenceError listing every fault of its file."""
    document = library.read("equations", name)
    faults = Faults()
    raw = document.raw
    if raw.get("source") not in library.sources():
        faults.unknown(f"{document.file}, source", "source in data/sources.toml", raw.get("source"), library.sources())
    covariates = tuple(_covariate(key, each, document.file, faults) for key, each in raw.get("covariate", {}).items())
    faults.raise_if_any()
    ranges = raw["ranges"]
    return Equation(
        name=name,
        label=raw["label"],
        vectors=raw["vectors"],
        source=raw["source"],
        at=raw["at"],
        mark=raw["mark"],
        bounds=f"{ranges['at']} ({ranges['mark']})",
        covariates=covariates,
        narrower=tuple(
            Narrower(each["covariate"], _pairs(each["when"]), each["low"], each["high"])
            for each in raw.get("narrower", ())
        ),
        outcomes=tuple(
            Outcome(key, each["unit"], each["meaning"], tuple(each.get("also", ())))
            for key, each in raw["outcome"].items()
        ),
        formula=formula,
    )


def _covariate(name: str, raw: dict, file: str, faults: Faults) -> Covariate:
    place = f"{file}, covariate.{name}"
    fields = dict(raw)
    kind = fields.get("kind", "number")
    if kind not in KINDS:
        faults.unknown(f"{place}.kind", "kind of covariate", kind, KINDS)
    if kind == "number" and not fields.get("low", 1) < fields.get("high", 0):
        faults.add(place, "a number needs low and high, low below high")
    for field in ("also", "values"):
        fields[field] = tuple(fields.get(field, ()))
    fields["only"] = _pairs(fields.get("only", {}))
    fields["words"] = tuple(fields.get("words", {}).items())
    unknown = fields.keys() - Covariate.__dataclass_fields__.keys()
    for each in sorted(unknown):
        faults.unknown(f"{place}.{each}", "field of a covariate", each, Covariate.__dataclass_fields__)
    return Covariate(name=name, **{key: value for key, value in fields.items() if key not in unknown})


def _pairs(raw: dict) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((option, tuple(values)) for option, values in raw.items())


@cache
def coefficients(name: str) -> pl.DataFrame:
    """The table `data/equations/<name>.csv`; its head says where it comes from."""
    return pl.read_csv(library.path("equations", f"{name}.csv"), comment_prefix="#", infer_schema_length=None)


@cache
def constants(name: str) -> dict:
    """The tables of `data/equations/<name>.toml`, for the small figures that stand in it."""
    return library.read("equations", name).raw


def check_options(equation: Equation, options: dict[str, object]) -> None:
    """Raises EvidenceError for every option that is not one of its values."""
    faults = Faults()
    for each in equation.covariates:
        given = options.get(each.name)
        if each.kind == "choice" and given is not None and word(given, each) is None:
            faults.unknown(f"{equation.name}, {each.name}", "such choice", given, each.values)
    if faults.lines:
        raise EvidenceError(faults.lines)


def word(value: object, covariate: Covariate) -> str | None:
    """A cell as one of a choice's values, whatever its type and case; None if it is none of them."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip().casefold()
    with suppress(ValueError, OverflowError):  # 10, 10.0 and "10" are one choice
        text = f"{int(float(text))}" if float(text).is_integer() else text
    text = dict(covariate.words).get(text, text)
    return text if text in covariate.values else None
