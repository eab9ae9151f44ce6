"""Many draws, as many side by side as are asked for: a draw's number decides everything about it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial

import numpy as np

from vbc_twin.evidence import EvidenceError
from vbc_twin.experiments.comparison import Comparison
from vbc_twin.experiments.illusion import Illusion, look_back
from vbc_twin.experiments.workers import Workers
from vbc_twin.twin import Groundwork, Outcome, Run, Scenario, Twin, provenance

Progress = Callable[[int, int, str], None]
DEFAULT_DRAWS = 200


def compare(
    twin: Twin,
    base: Scenario,
    alternative: Scenario,
    draws: int = DEFAULT_DRAWS,
    threads: int = 2,
    on_progress: Progress | None = None,
) -> Comparison:
    """Live two scenarios in paired draws: draw i has parameter vector i and luck i, alike in both arms.

    `threads` draws are lived side by side. Calls `on_progress(done, total, label)`. Raises EvidenceError listing every
    fault before anything is run.
    """
    ground, done = _live((base, alternative), twin, _pair, draws, threads, on_progress)
    outcomes = [Outcome.together([each[place] for each in done]) for place in (0, 1)]
    trend = np.array([each[3] for each in done])
    illusion = Illusion(*(np.concatenate([getattr(each[2], name) for each in done]) for name in ("spent", "people")))
    runs = [
        Run(twin, scenario, outcome, trend, provenance(twin, scenario, draws))
        for scenario, outcome in zip((base, alternative), outcomes, strict=True)
    ]
    return Comparison(*runs, illusion, twin.row.performance_year + ground.first_month // 12)


def run(
    twin: Twin, scenario: Scenario, draws: int = DEFAULT_DRAWS, threads: int = 2, on_progress: Progress | None = None
) -> Run:
    """Live one scenario in many draws."""
    _, done = _live((scenario,), twin, _single, draws, threads, on_progress)
    trend = np.array([each[1] for each in done])
    return Run(twin, scenario, Outcome.together([each[0] for each in done]), trend, provenance(twin, scenario, draws))


def _live(scenarios, twin: Twin, live: Callable, draws: int, threads: int, on_progress) -> tuple[Groundwork, list]:
    """Every draw's result, in order."""
    if draws < 1 or threads < 1:
        raise EvidenceError([f"draws and threads are at least 1, found {draws} and {threads}"])
    ground = Groundwork(twin, scenarios)
    side_by_side = min(threads, draws)
    with Workers(side_by_side) if side_by_side > 1 else nullcontext() as workers:
        task = partial(live, ground.ready())
        if workers:
            workers.set_task(task)
        return ground, _in_order(workers or task, draws, side_by_side, on_progress)


def _pair(ground: Groundwork, draw: int) -> tuple[Outcome, Outcome, Illusion, float]:
    first, second = ground.live(draw, draw)
    both = Outcome.of(first, ground.weights), Outcome.of(second, ground.weights)
    seen = look_back(first, second, ground.population.row_weights())
    first.close(), second.close()
    return *both, seen, first.trend


def _single(ground: Groundwork, draw: int) -> tuple[Outcome, float]:
    (simulation,) = ground.live(draw, draw)
    outcome = Outcome.of(simulation, ground.weights)
    simulation.close()
    return outcome, simulation.trend


def _in_order(live: Callable, draws: int, threads: int, on_progress: Progress | None) -> list:
    results = []
    with ThreadPoolExecutor(threads) as pool:
        try:
            for result in pool.map(live, range(draws)):
                results.append(result)
                if on_progress:
                    on_progress(len(results), draws, "draws lived")
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return results
