"""A comparison, a run, or settlements under every contract as files, each written whole or not at all.

Every table is tidy, a row a figure; `arm` is "base" or "alternative" ("run" for a single run). USD are undiscounted.
Figures that rest on fewer than eleven people are null in a table and "<11" in the summary.

months.parquet       arm, year, month, service, members [people], usd [USD in the month], pmpm_usd
years.parquet        arm, year, figure, unit, mean, low, high           (90 % interval over draws)
settlements.parquet  arm, year, step, unit, mean, low, high, rule, citation
burden.parquet       arm, year, condition, stage, per_1000              (people alive at the year's end)
savings.parquet      split (service, enrolment_type, year), part, mean_usd, low_usd, high_usd    (gross savings)
contracts.parquet    contract, label, level, family, holder, payer, is_own, year, person_years, benchmark_usd,
                     expenditure_usd, earned_usd, low_usd, high_usd, paid_usd, quarterly_usd, chance_of_clearing,
                     chance_of_limit, chance_of_owing                   (the same years under every contract)
carriers.parquet     contract, label, level, year (null: all), role, party, share, low, high
cash.parquet         contract, label, year, quarter, earliest, latest, item, from, to, usd, low_usd, high_usd
not_settled.parquet  contract, label, level, years, needs, why
assumptions.parquet  name, value, low_95, high_95, unit, mark, interval, source, title, at, shape

summary.json         schema; finding, verdict, notes; twin, base, alternative, years, draws; the headline figures
                     gross_savings_usd, programme_cost_usd, contract_alone_usd, payer_net_usd {mean, low, high},
                     net_savings_usd {mean, low, high, probability_above_zero}, settlement_usd [{year, base,
                     alternative, difference}], is_clear_saver; bridge, scorecard, experience (scores of the survey),
                     equity (by dual status and deprivation), enrolment, before_after, marks, assumed (lists of
                     rows); every_contract {finding, years, draws, over_all_years, carriers, not_settled,
                     assumptions}; provenance. Of a run: twin, scenario, years, draws, settlements,
                     figures, marks, assumed, every_contract, provenance. Of settlements alone: what every_contract
                     holds, by_year, position and provenance.
report.html          the page of `report`; none of settlements alone
"""

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from vbc_twin.experiments import Comparison, Settlements, Validation
from vbc_twin.panel import ENROLMENT_TYPES
from vbc_twin.reporting import tables
from vbc_twin.reporting.contract_sections import settled_for
from vbc_twin.reporting.report import report
from vbc_twin.reporting.small_cells import hide
from vbc_twin.twin import Run

SPLITS = ("service", "enrolment_type", "year")


def save(result: Comparison | Run | Settlements, folder: str | Path, validation: Validation | None = None) -> Path:
    """Write everything into a folder and give the folder back; a `validation` of the same evidence gets its part of the
    report. An interruption leaves no half-written file."""
    is_alone = isinstance(result, Settlements)
    settled = result if is_alone else settled_for(result)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".unfinished-", dir=folder) as unfinished:
        for name, frame in (_contracts(settled) if is_alone else _tables(result) | _contracts(settled)).items():
            frame.write_parquet(Path(unfinished) / name)
        summary = tables.settlements_summary(settled) if is_alone else tables.summary(result, settled)
        said = json.dumps(summary, indent=2, ensure_ascii=False, allow_nan=False)
        (Path(unfinished) / "summary.json").write_text(said + "\n", encoding="utf-8")
        if not is_alone:
            (Path(unfinished) / "report.html").write_text(report(result, settled, validation).html, encoding="utf-8")
        for file in sorted(Path(unfinished).iterdir()):
            _sync(file)
            file.replace(folder / file.name)
    return folder


def _tables(result: Comparison | Run) -> dict[str, pl.DataFrame]:
    arms = {"run": result} if isinstance(result, Run) else {"base": result.base, "alternative": result.alternative}
    found = {
        "months.parquet": _by_arm({arm: _months(run) for arm, run in arms.items()}),
        "years.parquet": _by_arm({arm: tables.run_years(run) for arm, run in arms.items()}),
        "settlements.parquet": _by_arm({arm: _settlements(run) for arm, run in arms.items()}),
        "burden.parquet": _by_arm({arm: tables.burden_by_stage(run) for arm, run in arms.items()}),
        "assumptions.parquet": tables.assumptions(result),
    }
    return found if isinstance(result, Run) else found | {"savings.parquet": _savings(result)}


def _contracts(settled: Settlements) -> dict[str, pl.DataFrame]:
    return {
        "contracts.parquet": settled.years,
        "carriers.parquet": settled.carriers,
        "cash.parquet": settled.cash,
        "not_settled.parquet": settled.missing,
    }


def _by_arm(frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(frame.select(pl.lit(arm).alias("arm"), pl.all()) for arm, frame in frames.items())


def _months(run: Run) -> pl.DataFrame:
    return hide(run.months, ["usd", "pmpm_usd", "members"], "members")


def _settlements(run: Run) -> pl.DataFrame:
    years = [run.settlement(year).explain().select(pl.lit(year).alias("year"), pl.all()) for year in run.calendar_years]
    return (
        pl.concat(years)
        .rename({"amount": "mean"})
        .select("year", "step", "unit", "mean", "low", "high", "rule", "citation")
    )


def _savings(comparison: Comparison) -> pl.DataFrame:
    frames = []
    for split in SPLITS:
        part = comparison.by(split).rename({split: "part", "mean": "mean_usd", "low": "low_usd", "high": "high_usd"})
        frames.append(
            part.select(pl.lit(split).alias("split"), pl.col("part").cast(pl.String), "mean_usd", "low_usd", "high_usd")
        )
    whole = pl.concat(frames)
    heads = comparison.base.outcome.person_years().mean(axis=(0, 1))
    people = pl.col("part").replace_strict(
        dict(zip(ENROLMENT_TYPES, heads.tolist(), strict=True)), default=float("inf"), return_dtype=pl.Float64
    )
    return hide(whole.with_columns(people=people), ["mean_usd", "low_usd", "high_usd"], "people").drop("people")


def _sync(file: Path) -> None:
    with file.open("rb+") as handle:
        os.fsync(handle.fileno())
