"""A forecast test on real ACOs: each twin is built from one published year and held to the next.

Every ACO that is in two results files of consecutive years gets a twin from its first row, lived one year forward with
public trend only; its spending and use are compared with the second row, beside two baselines: last year unchanged, and
last year times the nation's trend. Forecast and baseline use the same trend. The parameters of the forecast
(`data/public/between_years.toml`) were estimated on other years. Lists are stable where the assigned beneficiaries
changed by at most a fifth; the intervals of that subset are those for stable lists, which nobody knows in advance.
"""

import hashlib
import json
from dataclasses import dataclass
from importlib.metadata import version
from os import PathLike
from pathlib import Path

import numpy as np
import polars as pl

from vbc_twin.calibration.backtest_between import FILE, Between, between_years
from vbc_twin.calibration.backtest_figures import FIGURES
from vbc_twin.calibration.backtest_forecast import forecast, observed, pooled_chance, twins_say
from vbc_twin.calibration.backtest_misses import misses
from vbc_twin.calibration.backtest_pairs import STABLE_WITHIN, Pairs, read_pairs
from vbc_twin.calibration.backtest_scores import BOOTSTRAP_SEED, BOOTSTRAPS, SHARES, Scored
from vbc_twin.calibration.backtest_trend import Trend, national_trend
from vbc_twin.calibration.backtest_twins import DRAWS, PEOPLE, SEED, Progress, Unbuilt, YearAhead, years_ahead
from vbc_twin.evidence import EvidenceError, library
from vbc_twin.twin import DEFAULT_SEED

ALL, STABLE = "all", "stable"


@dataclass(frozen=True)
class Backtest:
    """What came of it.

    `rows` a row a figure and kind of `lists` ("all", "stable"): mean absolute errors of forecast and baselines in the
    figure's unit, differences with 95 % intervals, coverage [shares], n. `forecasts` a row an ACO and figure. `twins`
    what the twins' second years say by figure. `misses` the ACOs whose total spending fell outside the 90 % interval,
    with what changed. `refused` every row of either file that was not used, with the reason. `notes` in sentences.
    """

    rows: pl.DataFrame
    forecasts: pl.DataFrame
    twins: pl.DataFrame
    misses: pl.DataFrame
    refused: pl.DataFrame
    read: int
    accepted: int
    notes: tuple[str, ...]
    provenance: dict

    def save(self, folder: str | PathLike) -> Path:
        """Write summary.json and the tables rows.csv, forecasts.csv, misses.csv and refused.csv; gives the folder."""
        folder = Path(folder)
        for name in ("rows", "forecasts", "misses", "refused"):
            library.write(folder / f"{name}.csv", getattr(self, name).write_csv())
        said = json.dumps(self.summary(), indent=2, ensure_ascii=False, allow_nan=False)
        library.write(folder / "summary.json", said + "\n")
        return folder

    def summary(self) -> dict:
        """For a file or a script: `rows` as a list, counts, refused rows, misses, notes and provenance."""
        return {
            "rows": self.rows.to_dicts(),
            "read": self.read,
            "accepted": self.accepted,
            "refused": self.refused.height,
            "refused_rows": self.refused.to_dicts(),
            "twins": self.twins.to_dicts(),
            "misses": self.misses.to_dicts(),
            "notes": list(self.notes),
            "provenance": self.provenance,
        }


def backtest(
    from_file: str | PathLike,
    to_file: str | PathLike,
    acos: int | None = None,
    draws: int = DRAWS,
    people: int | None = PEOPLE,
    threads: int = 1,
    hindsight: bool = True,
    on_progress: Progress | None = None,
) -> Backtest:
    """Forecast the second file's year from the first's for every ACO in both, and hold it to what was published.

    `acos` keeps so many, evenly spread over the sizes; `draws` replications of luck, on `people` of each panel (None:
    everybody); `threads` fresh processes, for which a script needs `if __name__ == "__main__":`; `hindsight` uses the
    nation's growth into the second year, which is published after it. Raises EvidenceError that lists every fault.
    """
    _check(draws, people, threads)
    pairs = read_pairs(from_file, to_file, acos)
    trend = national_trend(pairs.year, hindsight)
    done = years_ahead(pairs.from_file, pairs.acos, draws, people, threads, on_progress)
    unbuilt = {each.aco_id: each.reason for each in done if isinstance(each, Unbuilt)}
    pairs, ahead = pairs.without(unbuilt), [each for each in done if isinstance(each, YearAhead)]
    if not ahead:
        raise EvidenceError([f"backtest: {reason}" for reason in dict.fromkeys(unbuilt.values())])
    return scored(pairs, ahead, trend, between_years(), provenance(pairs, draws, people))


def scored(
    pairs: Pairs, ahead: list[YearAhead], trend: Trend, between: dict[str, Between], provenance: dict
) -> Backtest:
    """The test from twins already lived, in the order of the pairs' ACOs."""
    chance, stable = pooled_chance(ahead), pairs.list_change <= STABLE_WITHIN
    rows, forecasts, twins = [], [], []
    for place, figure in enumerate(FIGURES):
        seen = observed(pairs, ahead, place)
        if not seen.used.any():
            continue
        luck = chance[place] if np.isfinite(chance[place]) else between[figure.name].chance.value
        of_all, of_stable = forecast(seen, place, trend, between[figure.name], luck)
        kinds = {ALL: of_all, STABLE: of_stable.only(stable[seen.used])}
        said = {"figure": figure.name, "unit": figure.unit}
        rows += [said | {"lists": lists} | each.row() for lists, each in kinds.items() if len(each.first)]
        forecasts.append(_forecasts(said, pairs, seen.used, of_all))
        says = twins_say(seen.change)
        twin = {"change": says.mean, "standard_error": says.standard_error, "spread": says.spread, "chance": luck}
        twins.append(said | {name: float(value) if np.isfinite(value) else None for name, value in twin.items()})
    told = pl.concat(forecasts)
    return Backtest(
        pl.DataFrame(rows, infer_schema_length=None),
        told,
        pl.DataFrame(twins, infer_schema_length=None),
        misses(pairs, told),
        pairs.refused,
        pairs.read,
        pairs.accepted,
        tuple(_notes(pairs, trend, ahead)),
        provenance | {"trend": trend.said, "trend_is_hindsight": trend.is_hindsight, "growth": trend.growth},
    )


def _forecasts(said: dict, pairs: Pairs, used: np.ndarray, of_all: Scored) -> pl.DataFrame:
    """Forecast beside published, a row an ACO: the interval's ends are those of 90 %."""
    acos = [aco for aco, is_used in zip(pairs.acos, used, strict=True) if is_used]
    low, high = of_all.interval[:, SHARES.index(0.90)].T
    return pl.DataFrame(
        {
            **{name: [value] * len(acos) for name, value in said.items()},
            "aco_id": acos,
            "first": of_all.first,
            "forecast": of_all.forecast,
            "low": low,
            "high": high,
            "published": of_all.second,
            "list_change": pairs.list_change[used],
        }
    )


def _check(draws: int, people: int | None, threads: int) -> None:
    faults = []
    if draws < 2:
        faults.append(f"backtest, draws: must be at least 2, so that luck can be told, found {draws}")
    if people is not None and people < 1:
        faults.append(f"backtest, people: must be at least 1, found {people}")
    if threads < 1:
        faults.append(f"backtest, threads: must be at least 1, found {threads}")
    if faults:
        raise EvidenceError(faults)


def _notes(pairs: Pairs, trend: Trend, ahead: list[YearAhead]):
    yield f"Forecast and trend baseline grow alike: {trend.said}."
    on = library.read("public", FILE).raw["pairs"]
    yield f"What lies between two years beside trend and luck was estimated on PY{on} (data/public/{FILE}.toml)."
    if f"{pairs.year} to {pairs.year + 1}" in on:
        yield f"Those include PY{pairs.year} to {pairs.year + 1}: this is no test on years it has not seen."
    yield (
        "A twin's open panel stays what it was, so its second year says the same of all ACOs but for luck; that is "
        "shown, and not carried over, because the nation's growth holds it already."
    )
    yield (
        "The intervals of stable lists are conditional on the list staying within a fifth, which is known only "
        "afterwards; those of all lists hold whatever the list does."
    )
    assumed = sum(bool(each.assumed) for each in ahead)
    yield f"{assumed} of {len(ahead)} rows have blank cells, filled for the twin; a blank figure is not tested."


def provenance(pairs: Pairs, draws: int, people: int | None) -> dict:
    """What the test must carry to be repeated: version, seeds, files with their digests, digest of the evidence."""
    return {
        "vbc_twin": version("vbc-twin"),
        "from_file": _file(pairs.from_file),
        "to_file": _file(pairs.to_file),
        "from_year": pairs.year,
        "to_year": pairs.year + 1,
        "panel_seed": DEFAULT_SEED,
        "seed": SEED,
        "bootstrap_seed": BOOTSTRAP_SEED,
        "bootstraps": BOOTSTRAPS,
        "draws": draws,
        "people": people or "full panel",
        "evidence_digest": library.digest(),
    }


def _file(path: Path) -> dict[str, str]:
    return {"name": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()[:16]}
