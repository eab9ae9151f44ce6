"""Estimates what lies between two years of an ACO, and writes it: `data/public/between_years.toml`.

Give results files of several years, never the years under test; those that follow each other are paired. The ACOs'
explained figures are expected without a fit; luck is told by the twins of a few ACOs of the last pair, evenly spread
over the sizes, because luck of many people is much the same everywhere.

    python -m vbc_twin.calibration.backtest_estimate between_years.toml FILE FILE ...
"""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tomlkit

from vbc_twin.calibration.backtest_between import fit_kept, fit_scatter
from vbc_twin.calibration.backtest_figures import FIGURES
from vbc_twin.calibration.backtest_forecast import observed, pooled_chance
from vbc_twin.calibration.backtest_pairs import REAL_IDS_FROM, STABLE_WITHIN, Pairs, read_pairs
from vbc_twin.calibration.backtest_trend import national_trend
from vbc_twin.calibration.backtest_twins import Unbuilt, explained_ahead, years_ahead
from vbc_twin.evidence import EvidenceError, library, read_results

BOOTSTRAPS, SEED, INTERVAL = 200, 20220101, (0.025, 0.975)
TWINS_THAT_TELL_LUCK = 24
SOURCE = "cms_mssp_results"
UNITS = {
    "kept": "share of an ACO's deviation from what its case mix explains",
    "scatter": "log ratio",
    "freedom": "degrees of freedom",
    "chance": "variance of the logarithm times person-years",
    "scatter_stable": "log ratio",
    "freedom_stable": "degrees of freedom",
}


@dataclass(frozen=True)
class Sample:
    """One figure over several pairs of years: ACO ids (so that an ACO's years are drawn together), `own` deviations and
    growth `moved` beyond the nation's [logs], person-years, and whether the list was stable."""

    acos: np.ndarray
    own: np.ndarray
    moved: np.ndarray
    sizes: np.ndarray
    stable: np.ndarray

    def take(self, rows: np.ndarray) -> "Sample":
        """Some rows of it, in this order."""
        return Sample(*(each[rows] for each in (self.acos, self.own, self.moved, self.sizes, self.stable)))

    def resampled(self, luck: np.random.Generator) -> "Sample":
        """A bootstrap sample: ACOs drawn with replacement, each with all its years."""
        ids, place = np.unique(self.acos, return_inverse=True)
        rows = [np.flatnonzero(place == each) for each in range(len(ids))]
        return self.take(np.concatenate([rows[each] for each in luck.integers(len(ids), size=len(ids))]))


def sample(seen: Iterable[tuple[Pairs, list]], place: int) -> Sample:
    """One of FIGURES over pairs of years, each with what its twins say."""
    parts = []
    for pairs, ahead in seen:
        found, growth = observed(pairs, ahead, place), national_trend(pairs.year).of(FIGURES[place].trend)
        moved = np.log(found.second / (found.first * growth))
        stable = pairs.list_change[found.used] <= STABLE_WITHIN
        era = "real" if pairs.year >= REAL_IDS_FROM else "encrypted"  # ids of the two kinds never mean the same ACO
        ids = np.array([f"{era} {aco}" for aco in pairs.acos])[found.used]
        parts.append(Sample(ids, found.own, moved, found.sizes, stable))
    fields = ("acos", "own", "moved", "sizes", "stable")
    return Sample(*(np.concatenate([getattr(each, name) for each in parts]) for name in fields))


def fit(of: Sample, chance: float) -> dict[str, float]:
    """kept, scatter and freedom of one figure, and the last two of stable lists."""
    kept = fit_kept(of.own, of.moved)
    off, luck = of.moved + (1 - kept) * of.own, (1 + kept**2) * chance / of.sizes
    found = {"kept": kept}
    everybody = np.ones(len(off), bool)
    for ending, rows in (("", everybody), ("_stable", of.stable if of.stable.any() else everybody)):
        found[f"scatter{ending}"], found[f"freedom{ending}"] = fit_scatter(off[rows], luck[rows])
    return found


def estimate(
    seen: list[tuple[Pairs, list]], chance: np.ndarray, bootstraps: int | None = None
) -> dict[str, dict[str, tuple[float, float, float]]]:
    """By figure and name the value and the ends of its 95 % interval; `chance` by figure, as `pooled_chance` gives."""
    found, luck = {}, np.random.default_rng(SEED)
    for place, figure in enumerate(FIGURES):
        whole = sample(seen, place)
        value = fit(whole, chance[place])
        again = [fit(whole.resampled(luck), chance[place]) for _ in range(bootstraps or BOOTSTRAPS)]
        found[figure.name] = {"chance": (float(chance[place]),) * 3}
        for name, middle in value.items():
            low, high = np.quantile([each[name] for each in again], INTERVAL)
            found[figure.name][name] = middle, min(float(low), middle), max(float(high), middle)
    return found


def document(found: dict, seen: list[tuple[Pairs, list]]) -> str:
    """The data file."""
    years = ", ".join(f"{pairs.year} to {pairs.year + 1} ({len(pairs.acos)} ACOs)" for pairs, _ in seen)
    at = "estimated on the pairs of years named above; python -m vbc_twin.calibration.backtest_estimate"
    of_luck = (
        f"luck alone, as {TWINS_THAT_TELL_LUCK} twins of the last pair tell it; what else scatters is fitted net of it"
    )
    text = tomlkit.document()
    for line in (
        "What lies between two years of an ACO beside the nation's trend and luck. What each figure means and how it",
        "was fitted stands in vbc_twin/calibration/backtest_between.py. No year under test is among those it rests on.",
    ):
        text.add(tomlkit.comment(line))
    text["pairs"] = years
    text["figure"] = tomlkit.table(is_super_table=True)
    for figure, names in found.items():
        table = tomlkit.table()
        for name, unit in UNITS.items():
            value, low, high = (round(each, 4) for each in names[name])
            cell = tomlkit.inline_table()
            fixed = low == high
            ends = {} if fixed else {"low": low, "high": high}
            shape = "fixed" if fixed else "normal" if name == "kept" else "lognormal"
            where, mark = (of_luck, "derived") if name == "chance" else (at, "fitted")
            cell.update(
                {"value": value, **ends, "unit": unit, "shape": shape, "source": SOURCE, "at": where, "mark": mark}
            )
            table[name] = cell
        text["figure"][figure] = table
    return tomlkit.dumps(text)


def paired(files: list[str]) -> list[Pairs]:
    """Every two of the files whose years follow each other and whose ids join. Raises EvidenceError if none do."""
    by_year = {read_results(file)["performance_year"][0]: file for file in files}
    found = []
    for year, file in sorted(by_year.items()):
        if year + 1 in by_year:
            try:
                found.append(read_pairs(file, by_year[year + 1]))
            except EvidenceError:
                continue  # encrypted ids join to no later year
    if not found:
        raise EvidenceError([f"no two of {', '.join(files)} follow each other and have ACOs in common"])
    return found


def main(target: str, *files: str, threads: int = 2, on_progress: Callable | None = None) -> None:
    """Estimate on the pairs among `files`, and write `target`."""
    seen = []
    for pairs in paired(list(files)):
        ahead = explained_ahead(pairs.from_file, pairs.acos, threads, on_progress)
        unbuilt = {each.aco_id: each.reason for each in ahead if isinstance(each, Unbuilt)}
        seen.append((pairs.without(unbuilt), [each for each in ahead if not isinstance(each, Unbuilt)]))
    last = seen[-1][0]
    few = read_pairs(last.from_file, last.to_file, TWINS_THAT_TELL_LUCK)
    lived = years_ahead(few.from_file, few.acos, threads=threads, on_progress=on_progress)
    chance = pooled_chance([each for each in lived if not isinstance(each, Unbuilt)])
    library.write(Path(target), document(estimate(seen, chance), seen))


if __name__ == "__main__":
    main(*sys.argv[1:])
