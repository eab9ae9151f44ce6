"""What is free in the evidence, fitted to the calibration targets layer by layer, in the open.

Layers come one after another: prevalence, incidence, use, fatality, cost. Within a layer first what grows with the
number of illnesses (a generalised linear model), then levels (each figure multiplied by published over simulated, a few
rounds, because one use leads to another), then what is searched for (one ratio, by Brent's bounded search for the least
sum of squared misses under common random numbers). A later layer never mends an earlier one.
"""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.optimize import minimize_scalar

from vbc_twin.calibration.by_number import discount
from vbc_twin.calibration.free import LAYERS, Free, Place, load_free, write
from vbc_twin.calibration.target_text import CalibrationTarget, load_targets
from vbc_twin.calibration.targets import THREADS, Progress, measure, processes
from vbc_twin.evidence import EvidenceError, library
from vbc_twin.twin import Content

ROUNDS, NEAR_ENOUGH, REPLICATIONS = 3, 0.01, 4
SAID = {
    "level": "multiplied until it is met",
    "numbers": "generalised linear model on the number of conditions",
    "search": "least squares under common random numbers",
}
Measure = Callable[[tuple[CalibrationTarget, ...], dict[str, float]], dict[str, float]]


@dataclass(frozen=True)
class EvidenceFit:
    """A fit: `figures` (name, file, layer, before, after), `targets` (published, before, after, range), what was
    `written`, and `notes` in sentences."""

    figures: pl.DataFrame
    targets: pl.DataFrame
    written: tuple[str, ...]
    notes: tuple[str, ...]

    def document(self) -> dict:
        """Everything as plain values."""
        tables = {"figures": self.figures.to_dicts(), "targets": self.targets.to_dicts()}
        return tables | {"written": list(self.written), "notes": list(self.notes)}


def fit_evidence(
    layer: str | None = None,
    replications: int = REPLICATIONS,
    threads: int = THREADS,
    people: int | None = None,
    keep: bool = False,
    on_progress: Progress | None = None,
) -> EvidenceFit:
    """Fit what is free in one layer, or in all; write it into the data files unless `keep` leaves them as they are.

    Replications are the same lives before, during and after. Raises EvidenceError that lists every fault.
    """
    if layer is not None and layer not in LAYERS:
        raise EvidenceError([f'fit, layer: there is no "{layer}"; there are {", ".join(LAYERS)}'])
    free = [each for each in load_free(load_targets()) if layer in (None, each.layer)]
    content, done = Content.load(), [0]
    on_file = {each.name: each.value for each in (*content.parameters(), *library.rules())}
    places = [place for each in free for place in each.figures]
    if missing := [place for place in places if place.name not in on_file]:
        raise EvidenceError([f"fit: data/{place.file}.toml has no figure {place.key}" for place in missing])
    wanted = tuple({target.name: target for each in free for target in each.targets}.values())
    with processes(threads) if threads > 1 else nullcontext() as pool:

        def measured(some: tuple[CalibrationTarget, ...], believed: dict[str, float]) -> dict[str, float]:
            values = measure(some, range(replications), threads, content, people, None, believed, pool)
            done[0] += 1
            if on_progress:
                on_progress(done[0], 0, f"{done[0]} trials")
            return {name: float(each.mean()) for name, each in values.items()}

        before, believed, notes = measured(wanted, {}), {}, []
        for name in LAYERS:
            if of_layer := [each for each in free if each.layer == name]:
                fit_layer(of_layer, on_file, believed, measured, notes)
            elif layer in (None, name):
                notes.append(f"{name}: nothing is free")
        after = measured(wanted, believed)
    because = {place: _because(each) for each in free for place in each.figures}
    new = {place: believed[place.name] for place in places if place.name in believed}
    written = () if keep else tuple(write(new, because))
    return EvidenceFit(_figures(free, on_file, believed), _targets(wanted, before, after), written, tuple(notes))


def fit_layer(free: list[Free], on_file: dict, believed: dict[str, float], measured: Measure, notes: list) -> None:
    """Fit one layer; `believed` gains the new values, `notes` what was found or could not be reached."""
    for each in (one for one in free if one.method == "numbers"):
        _fit_numbers(each, on_file, believed, measured, notes)
    levels = [each for each in free if each.method == "level"]
    for number in range(ROUNDS if levels else 0):
        found = measured(tuple(each.targets[0] for each in levels), believed)
        for each in levels:
            target = each.targets[0]
            reached = _multiply(each, target.published.value / found[target.name], on_file, believed)
            if not reached and number == ROUNDS - 1:
                notes.append(f"{each.name}: as far as it may go, and {target.label} is not met")
    for each in (one for one in free if one.method == "search"):
        _search(each, on_file, believed, measured, notes)


def _now(place: Place, on_file: dict, believed: dict) -> float:
    return believed.get(place.name, on_file[place.name])


def _multiply(each: Free, ratio: float, on_file: dict, believed: dict[str, float]) -> bool:
    """Multiply the figures of something free, within its bounds; whether they were wide enough."""
    first = each.figures[0]
    whole = _now(first, on_file, believed) * ratio / on_file[first.name]
    allowed = min(max(whole, each.least), each.most)
    for place in each.figures:
        believed[place.name] = on_file[place.name] * allowed
    return allowed == whole


def _fit_numbers(each: Free, on_file: dict, believed: dict, measured: Measure, notes: list) -> None:
    """Correct the two factors of each rule by the model of `by_number`; figures come in pairs."""
    numbers = [_number(target.name) for target in each.targets]
    people = {_number(target.name): target for target in load_targets() if ".people_by_number." in target.name}
    found = measured(each.targets, believed)
    fitted = discount(
        np.array(numbers), np.array([target.published.value for target in each.targets]),
        np.array([found[target.name] for target in each.targets]),
        np.array([people[number].published.value for number in numbers]), each.family,
    )  # fmt: skip
    for place in each.figures:
        ratio = fitted.after_fourth if place.key.endswith("after_fourth") else fitted.further
        allowed = min(max(ratio, each.least), each.most)
        believed[place.name] = _now(place, on_file, believed) * allowed
    words = f"each after the first x {fitted.further:.3f}, after the fourth x {fitted.after_fourth:.3f}"
    errors = " and ".join(f"{error:.3f}" for error in fitted.errors)
    notes.append(f"{each.name}: {words} (standard errors of the logarithms {errors})")


def _number(name: str) -> int:
    """The number of conditions in a target's name, such as "...stays_by_number.8_and_more"."""
    return int(name.rsplit(".", 1)[-1].split("_")[0])


def _search(each: Free, on_file: dict, believed: dict[str, float], measured: Measure, notes: list) -> None:
    """The one ratio of the figures at which the squared misses are least."""

    def miss(ratio: float) -> float:
        trial = believed | {place.name: on_file[place.name] * ratio for place in each.figures}
        found = measured(each.targets, trial)
        return float(sum(_miss(target, found[target.name]) ** 2 for target in each.targets))

    options = {"xatol": NEAR_ENOUGH, "maxiter": 20}
    best = minimize_scalar(miss, bounds=(each.least, each.most), method="bounded", options=options)
    believed |= {place.name: on_file[place.name] * float(best.x) for place in each.figures}
    notes.append(f"{each.name}: sum of squared misses {best.fun:.2f} over {len(each.targets)} targets")


def _miss(target: CalibrationTarget, value: float) -> float:
    """How far a figure lies from the published one, 1 at the end of its range."""
    return (value - target.published.value) / ((target.high - target.low) / 2)


def _because(each: Free) -> str:
    names = ", ".join(dict.fromkeys(target.name.rsplit(".", 1)[0] if len(each.targets) > 3 else target.name
                                    for target in each.targets))  # fmt: skip
    return f"to {names}, {SAID[each.method]}"


def _figures(free: list[Free], on_file: dict, believed: dict) -> pl.DataFrame:
    rows = [
        (each.layer, each.name, place.name, f"data/{place.file}.toml", on_file[place.name],
         float(_now(place, on_file, believed)), float(_now(place, on_file, believed)) / on_file[place.name])
        for each in free for place in each.figures
    ]  # fmt: skip
    columns = ("layer", "free", "figure", "file", "before", "after", "ratio")
    kinds = dict.fromkeys(columns[:4], pl.String) | dict.fromkeys(columns[4:], pl.Float64)
    return pl.DataFrame(rows, schema=kinds, orient="row")


def _targets(wanted: tuple[CalibrationTarget, ...], before: dict, after: dict) -> pl.DataFrame:
    rows = [
        (each.name, each.label, each.published.unit, each.published.value, before[each.name], after[each.name],
         each.low, each.high, each.low <= before[each.name] <= each.high, each.low <= after[each.name] <= each.high)
        for each in wanted
    ]  # fmt: skip
    words = dict.fromkeys(("target", "label", "unit"), pl.String)
    numbers = dict.fromkeys(("published", "before", "after", "low", "high"), pl.Float64)
    inside = {"inside_before": pl.Boolean, "inside_after": pl.Boolean}
    return pl.DataFrame(rows, schema=words | numbers | inside, orient="row")
