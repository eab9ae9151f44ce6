"""What a contract is settled on in the app: a published year, a year of a run, or figures that were typed.

A run leaves its years in the folder of its answer, `<future>_<year>.npz`: totals of all people, one value a draw.
"""

from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path

import numpy as np
from contract_form import spoken

import vbc_twin as vt

FUTURES = {"today": "today carried on", "instead": "with what is chosen"}
FOLDER = "experiences"
CORE = tuple(field.name for field in fields(vt.Experience))
LEFT_OUT = ("year", "history")
DRAWS = 500  # over how many values an assumed interval is spread where the figures have no draws
ABOVE_ZERO = ("persons", "person_years", "member_months", "benchmark_usd")
ALL = "all"  # the one enrolment type of typed figures


@dataclass(frozen=True)
class Known:
    """A figure of data/figures.toml: its unit, what it means, and its shape."""

    name: str
    unit: str
    meaning: str
    shape: str = "number"


@cache
def vocabulary() -> dict[str, Known]:
    """Every figure that a contract may be settled on, by name."""
    raw = vt.library.parse_toml(vt.library.path("figures.toml"), "data/figures.toml")
    return {name: Known(name, each["unit"], each["meaning"], each.get("shape", "number")) for name, each in raw.items()}


def write(comparison: vt.Comparison, folder: Path) -> None:
    """Write each year of both futures into `folder`/experiences, on the benchmark that the run worked out."""
    (folder / FOLDER).mkdir()
    for future, run in zip(FUTURES, (comparison.base, comparison.alternative), strict=True):
        for year in comparison.years:
            known = replace(run.experience(year), benchmark_usd=run.settlement(year).benchmark_usd)
            np.savez(folder / FOLDER / f"{future}_{year}.npz", **dict(_arrays(known)))


def of_run(folder: Path, future: str, year: int) -> vt.Experience:
    """A year of a future as `write` left it."""
    values: dict = {"figures": {}}
    with np.load(folder / FOLDER / f"{future}_{year}.npz", allow_pickle=False) as held:
        for key in held.files:
            *rooms, name = key.split("/")
            room = values
            for each in rooms:
                room = room.setdefault(each, {})
            room[name] = held[key]
    return vt.Experience(year=year, **values)


def typed(year: int, figures: dict[str, float | bool]) -> vt.Experience:
    """Figures by their names; of those by enrolment type all types are taken together."""
    by_type = {name for name in figures if vocabulary()[name].shape == "by type"}
    values = {name: {ALL: float(value)} if name in by_type else value for name, value in figures.items()}
    core = {name: value for name, value in values.items() if name in CORE}
    return vt.Experience(year=year, **core, figures={name: values[name] for name in values if name not in CORE})


def fields_of(contract: vt.Contract, benchmark_is_given: bool) -> tuple[Known, ...]:
    """The figures to type for a contract; those that only build the benchmark fall away where it is given."""
    names = ("benchmark_usd", *contract.text.needs_beside_benchmark) if benchmark_is_given else contract.needs
    return tuple(vocabulary()[name] for name in dict.fromkeys(names) if name not in LEFT_OUT)


def further(fields: tuple[Known, ...]) -> list[str]:
    """The names of all other figures that may be known of an ACO."""
    return [name for name in vocabulary() if name not in LEFT_OUT and name not in {field.name for field in fields}]


def faults(figures: dict[str, float | bool]) -> list[str]:
    """What cannot be among typed figures, one sentence each."""
    found = []
    for name, value in figures.items():
        known = vocabulary()[name]
        if known.unit == "share" and not 0 <= value <= 1:
            found.append(f"{spoken(name)} lies from 0 to 1, found {value:g}. A percentage is divided by a hundred.")
        if name in ABOVE_ZERO and value <= 0:
            found.append(f"{spoken(name)} is above zero, found {value:g}.")
    return found


def without_benchmark(experience: vt.Experience) -> vt.Experience:
    """The same year without the benchmark that is given, so that the contract must build its own."""
    return replace(experience, benchmark_usd=None)


def of_year(experience: vt.Experience, year: int) -> vt.Experience:
    """The same figures, taken for another performance year."""
    return replace(experience, year=year)


def over_draws(experience: vt.Experience) -> vt.Experience:
    """The same year over as many draws as an assumed interval needs; one that has draws stays as it is."""
    if any(np.size(value) > 1 for _, value in _arrays(experience)):
        return experience
    return replace(experience, quality_score=np.full(DRAWS, float(experience.quality_score)))


def bounds_fault(name: str, value: float, low: float | None, high: float | None) -> str | None:
    """What is wrong with the interval of an assumed figure, in a sentence; nothing if nothing is."""
    if (low is None) != (high is None):
        return f"{name}: give both ends of the interval, or neither."
    if low is not None and not low <= value <= high:
        return f"{name}: the value {value:g} lies outside its own interval {low:g} to {high:g}."
    return None


def with_bounds(assumed, low: float | None, high: float | None):
    """An assumed figure with the interval that it was given, if it was given one."""
    if low is None or high is None:
        return assumed
    return replace(assumed, low=low, high=high, shape="normal", interval="published")


def _arrays(experience: vt.Experience):
    for name in CORE:
        value = getattr(experience, name)
        if name not in LEFT_OUT and value is not None:
            yield from _flat(name, value)


def _flat(name: str, value):
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _flat(f"{name}/{key}", each)
    else:
        yield name, np.asarray(value)
