"""Every calibration target in one table: published beside simulated, with the interval of chance and the range allowed.

Populations are lived several times, each time other people with other luck, with the evidence as it stands: no scale of
use or price is fitted. A simulated figure is the mean over replications, with Student's 95 % interval of that mean.
"""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from multiprocessing import get_context

import numpy as np
import polars as pl
from scipy.special import stdtrit

from vbc_twin.calibration.believed import believing
from vbc_twin.calibration.measures import measured
from vbc_twin.calibration.populations import YEARS, live_population, population_label, population_names
from vbc_twin.calibration.target_text import CalibrationTarget, load_targets
from vbc_twin.evidence import EvidenceError, library
from vbc_twin.twin import Content

INSIDE, OUTSIDE, NOT_MODELLED = "inside", "outside", "not modelled yet"
REPLICATIONS, THREADS = 8, 2
SCHEMA = {
    "group": pl.String, "target": pl.String, "label": pl.String, "population": pl.String, "unit": pl.String,
    "published": pl.Float64, "low": pl.Float64, "high": pl.Float64,
    "simulated": pl.Float64, "simulated_low": pl.Float64, "simulated_high": pl.Float64, "ratio": pl.Float64,
    "status": pl.String, "by_construction": pl.Boolean, "reason": pl.String, "caveat": pl.String,
    "source": pl.String, "at": pl.String, "mark": pl.String,
}  # fmt: skip
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Targets:
    """The table of targets, a row each in the order of the files.

    `status` is "inside" or "outside" the range, or "not modelled yet"; `reason` says why a figure is outside or not
    modelled. Rows `by_construction` are figures that panel or evidence are given, and test how they are drawn.
    """

    table: pl.DataFrame
    provenance: dict

    @property
    def compared(self) -> pl.DataFrame:
        """The targets that the model holds."""
        return self.table.filter(pl.col("status") != NOT_MODELLED)

    @property
    def misses(self) -> pl.DataFrame:
        """The targets outside their range, each with a reason."""
        return self.table.filter(status=OUTSIDE)

    @property
    def not_modelled(self) -> pl.DataFrame:
        """The targets that the model cannot be asked for."""
        return self.table.filter(status=NOT_MODELLED)

    @property
    def share_inside(self) -> float:
        """The share of compared targets inside their range."""
        return float((self.compared["status"] == INSIDE).mean()) if self.compared.height else float("nan")

    def summary(self) -> pl.DataFrame:
        """By group, of all and of those that are no construction: how many are compared and how many are inside."""
        rows = []
        for group in ["all", *self.table["group"].unique(maintain_order=True)]:
            here = self.table if group == "all" else self.table.filter(group=group)
            seen = here.filter(pl.col("status") != NOT_MODELLED)
            outcomes = seen.filter(~pl.col("by_construction"))
            inside = [int((each["status"] == INSIDE).sum()) for each in (seen, outcomes)]
            rows.append((group, seen.height, inside[0], outcomes.height, inside[1], here.height - seen.height))
        columns = ("group", "compared", "inside", "not_by_construction", "inside_of_those", "not_modelled")
        return pl.DataFrame(rows, schema=columns, orient="row")

    def document(self) -> dict:
        """Everything as plain values: `provenance`, `summary`, and `targets`, a list of the table's rows."""
        plain = [
            {key: None if isinstance(each, float) and not np.isfinite(each) else each for key, each in row.items()}
            for row in self.table.iter_rows(named=True)
        ]
        shares = {"share_inside": self.share_inside, "summary": self.summary().to_dicts()}
        return {"provenance": self.provenance} | shares | {"targets": plain}


def hold_to_targets(
    replications: int = REPLICATIONS,
    threads: int = THREADS,
    people: int | None = None,
    content: Content | None = None,
    group: str | None = None,
    on_progress: Progress | None = None,
) -> Targets:
    """Measure every calibration target, or those of one `group` (a file of `data/calibration`).

    `people` in each population (else what its file says), `threads` fresh processes, for which a script needs
    `if __name__ == "__main__":`. Calls `on_progress(done, total, label)`. Raises EvidenceError that lists every fault.
    """
    wrong = [
        f"targets, {name}: must be at least {least}, found {number}"
        for name, number, least in (
            ("replications", replications, 2),
            ("threads", threads, 1),
            ("people", people or 1000, 1000),
        )
        if number < least
    ]
    targets = load_targets()
    groups = list(dict.fromkeys(each.group for each in targets))
    if group is not None and group not in groups:
        wrong.append(f'targets, group: there is no "{group}"; there are {", ".join(groups)}')
    if wrong:
        raise EvidenceError(wrong)
    targets = tuple(each for each in targets if group in (None, each.group))
    values = measure(targets, range(replications), threads, content or Content.load(), people, on_progress)
    rows = [_row(target, values.get(target.name)) for target in targets]
    said = {
        "vbc_twin": version("vbc-twin"), "replications": replications, "people": people or "as each population says",
        "years": YEARS, "evidence_digest": library.digest(),
    }  # fmt: skip
    return Targets(pl.DataFrame(rows, schema=SCHEMA, orient="row"), said)


def measure(
    targets: tuple[CalibrationTarget, ...],
    replications: range,
    threads: int,
    content: Content,
    people: int | None = None,
    on_progress: Progress | None = None,
    believed: dict[str, float] | None = None,
    pool: ProcessPoolExecutor | None = None,
) -> dict[str, np.ndarray]:
    """The figure of each modelled target in every replication, by name.

    `believed` are figures of the evidence, by name, that are taken to be other than on file; `pool` are processes of
    the caller's, used instead of `threads` fresh ones.
    """
    modelled = [each for each in targets if not each.not_modelled]
    wanted = [name for name in population_names() if any(each.population == name for each in modelled)]
    unknown = sorted({each.population for each in modelled} - set(population_names()))
    if unknown:
        raise EvidenceError([f'data/calibration: there is no population "{each}"' for each in unknown])
    tasks = [(name, replication) for name in wanted for replication in replications]
    one = partial(_one, modelled, content, people, believed or {})
    found: dict[str, list[float]] = {each.name: [] for each in modelled}

    def note(done: int, task: tuple[str, int], values: dict[str, float]) -> None:
        for name, value in values.items():
            found[name].append(value)
        if on_progress:
            on_progress(done + 1, len(tasks), population_label(task[0]))

    with nullcontext(pool) if pool or threads == 1 else processes(threads) as workers:
        figures = workers.map(one, tasks) if workers else map(one, tasks)
        for done, (task, values) in enumerate(zip(tasks, figures, strict=True)):
            note(done, task, values)
    return {name: np.array(values) for name, values in found.items()}


def processes(threads: int) -> ProcessPoolExecutor:
    """Fresh processes that live populations side by side."""
    return ProcessPoolExecutor(threads, mp_context=get_context("spawn"))


def _one(targets: list[CalibrationTarget], content: Content, people: int | None, believed: dict, task: tuple[str, int]):
    """Every figure of one population in one replication."""
    name, replication = task
    with believing(content, believed) as content_of_trial:
        lived = live_population(name, replication, content_of_trial, people)
    parameters = {each.name: each for each in content_of_trial.parameters()}
    return {each.name: measured(each, lived, parameters) for each in targets if each.population == name}


def mean_and_interval(values: np.ndarray) -> tuple[float, float, float]:
    """The mean over replications and the ends of its 95 % interval."""
    mean = float(values.mean())
    half = float(stdtrit(len(values) - 1, 0.975) * values.std(ddof=1) / np.sqrt(len(values)))
    return mean, mean - half, mean + half


def _row(target: CalibrationTarget, values: np.ndarray | None) -> tuple:
    published = target.published
    if values is None:
        figures, ratio, status, reason = (None, None, None), None, NOT_MODELLED, target.not_modelled
    else:
        figures = mean_and_interval(values)
        ratio = figures[0] / published.value if published.value else None
        is_inside = target.low <= figures[0] <= target.high
        status = INSIDE if is_inside else OUTSIDE
        reason = "" if is_inside else _reason(target, *figures)
    return (
        target.group, target.name, target.label, target.population, published.unit, published.value, target.low,
        target.high, *figures, ratio, status, target.by_construction, reason, target.caveat, published.source,
        published.at, published.mark,
    )  # fmt: skip


def _reason(target: CalibrationTarget, value: float, low: float, high: float) -> str:
    """Why a figure is outside its range: chance, what its file says, or nothing known."""
    if not np.isfinite(value):
        return "nothing of the kind came about; more people are needed"
    if low <= target.high and high >= target.low:
        return "the interval of chance reaches the range; more replications would tell"
    way = "above" if value > target.published.value else "below"
    far = f"simulated {abs(value / target.published.value - 1):.0%} {way} the published figure"
    return f"{far}: {target.reason}" if target.reason else f"{far}; not yet explained"
