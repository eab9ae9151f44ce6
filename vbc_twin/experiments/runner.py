"""Many draws, on as many threads as are given; a draw's place decides everything about it, so threads decide
nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from vbc_twin.evidence import EvidenceError
from vbc_twin.experiments.comparison import Comparison
from vbc_twin.experiments.illusion import Illusion, look_back
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

    Calls `on_progress(done, total, label)`. Raises EvidenceError listing every fault before anything is run.
    """
    if draws < 1 or threads < 1:
        raise EvidenceError([f"compare: draws and threads are at least 1, found {draws} and {threads}"])
    ground = Groundwork(twin, (base, alternative))
    weight = ground.population.row_weights()

    def live(draw: int) -> tuple[Outcome, Outcome, Illusion, float]:
        first, second = ground.live(draw, draw)
        both = Outcome.of(first, ground.weights), Outcome.of(second, ground.weights)
        seen, trend = look_back(first, second, weight), first.trend
        first.close(), second.close()
        return *both, seen, trend

    done = _in_order(live, draws, threads, on_progress)
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
    ground = Groundwork(twin, (scenario,))

    def live(draw: int) -> tuple[Outcome, float]:
        (simulation,) = ground.live(draw, draw)
        outcome, trend = Outcome.of(simulation, ground.weights), simulation.trend
        simulation.close()
        return outcome, trend

    done = _in_order(live, draws, threads, on_progress)
    trend = np.array([each[1] for each in done])
    return Run(twin, scenario, Outcome.together([each[0] for each in done]), trend, provenance(twin, scenario, draws))


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
