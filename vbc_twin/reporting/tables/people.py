"""The people: how ill they are over the years, who was enrolled, and what before-after spending would have claimed."""

import numpy as np
import polars as pl

from vbc_twin.experiments import Comparison, Estimate
from vbc_twin.reporting.small_cells import hide, hide_parts, is_small
from vbc_twin.twin import Run


def burden(comparison: Comparison) -> pl.DataFrame:
    """People with each condition, at any stage, per 1,000 alive at the year's end: year 0 and the last year of each
    arm.

    The difference is alternative minus base in the last year, with its 90 % interval.
    """
    base, other = (_per_1000(run) for run in (comparison.base, comparison.alternative))
    people = np.minimum(
        _people(comparison.base)[:, [0, -1]].mean(axis=0).min(axis=0),
        _people(comparison.alternative)[:, -1].mean(axis=0),
    )
    rows = []
    for place, condition in enumerate(comparison.base.twin.content.conditions):
        first, last, instead = base[:, 0, place], base[:, -1, place], other[:, -1, place]
        change = Estimate.of(instead - last)
        rows.append(
            (condition.label, people[place], first.mean(), last.mean(), instead.mean(), *change.as_dict().values())
        )
    begin, end = comparison.base.calendar_years[0], comparison.years[-1]
    figures = [f"base_{begin}_per_1000", f"base_{end}_per_1000", f"alternative_{end}_per_1000", "difference_per_1000"]
    figures += ["low_per_1000", "high_per_1000"]
    frame = pl.DataFrame(rows, schema=["condition", "people", *figures], orient="row")
    return hide(frame, figures, "people").drop("people")


def burden_by_year(comparison: Comparison) -> pl.DataFrame:
    """People with each condition, at any stage, per 1,000 alive at the year's end, by year and arm, year 0 first."""
    arms = {"base": comparison.base, "alternative": comparison.alternative}
    rates, people = ({name: each(run) for name, run in arms.items()} for each in (_per_1000, _people))
    fewest = np.minimum(*(each.mean(axis=0) for each in people.values()))
    rows = [
        (
            condition.label,
            year,
            fewest[at, place],
            rates["base"][:, at, place].mean(),
            rates["alternative"][:, at, place].mean(),
        )
        for place, condition in enumerate(comparison.base.twin.content.conditions)
        for at, year in enumerate(comparison.base.calendar_years)
    ]
    figures = ["base_per_1000", "alternative_per_1000"]
    frame = pl.DataFrame(rows, schema=["condition", "year", "people", *figures], orient="row")
    return hide(frame, figures, "people").drop("people")


def burden_by_stage(run: Run) -> pl.DataFrame:
    """People at each stage of each condition per 1,000 alive at the year's end; small cells are null."""
    alive = run.outcome.burden.sum(axis=-1).mean(axis=0)
    names = [condition.name for condition in run.twin.content.conditions]
    heads = pl.DataFrame(
        [
            (year, name, alive[at, place])
            for at, year in enumerate(run.calendar_years)
            for place, name in enumerate(names)
        ],
        schema=["year", "condition", "alive"],
        orient="row",
    )
    frame = run.burden.join(heads, on=["year", "condition"], how="left", maintain_order="left")
    frame = frame.with_columns(people=pl.col("per_1000") * pl.col("alive") / 1000)
    return hide_parts(frame, ["per_1000"], "people", ["year", "condition"]).drop("people", "alive")


def enrolment(comparison: Comparison) -> pl.DataFrame:
    """What each investment of the alternative did: people taken on, people in it at a time, cost [USD] over
    the horizon."""
    programmes, sampled = comparison.alternative.outcome.programmes, _sampled(comparison)
    months = 12 * len(comparison.years)
    rows = []
    for number, investment in added(comparison):
        in_it, taken_on, cents = programmes[:, -months:, number].mean(axis=0).T
        lived = in_it[in_it > 0]
        counts = (float(taken_on.sum()), float(lived.mean()) if len(lived) else 0.0)
        kept = (None if is_small(count * sampled) else count for count in counts)
        rows.append((investment.label, *kept, cents.sum() / 100))
    schema = {"investment": pl.String, "taken_on": pl.Float64, "enrolled_at_a_time": pl.Float64, "cost_usd": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def illusion(comparison: Comparison) -> pl.DataFrame:
    """Spending of the enrolled, USD per member-month of claims: the year before, the year from enrolment on with the
    investment, and the same year of the same people without it.

    `apparent` is what before-after would claim. It is the sum of `anyway`, what would have come without the investment
    (regression to the mean, ageing and dying), and the true effect, shown with its 90 % interval over draws. Hidden
    where fewer than eleven people, or rows of a smaller panel, were followed.
    """
    seen, rows, rests_on = comparison.illusion, [], []
    for number, investment in added(comparison):
        before, after, without = seen.pmpm_usd(number)
        cents, months = seen.spent[:, number, 1:].transpose(2, 0, 1)
        lived = (months > 0).all(axis=1)
        effect = np.diff(cents[lived] / months[lived])[:, 0] / -100 + 0.0 if lived.any() else np.full(1, np.nan)
        low, high = np.quantile(effect, (0.05, 0.95))
        people = float(seen.people[:, number].mean())
        moved = (after - before, without - before, after - without)
        rests_on.append(people * _sampled(comparison))
        rows.append((investment.label, people, before, after, without, *moved, low, high))
    names = ("before", "after_with", "after_without", "apparent", "anyway", "effect", "low", "high")
    figures = [f"{name}_pmpm_usd" for name in names]
    schema = {"investment": pl.String, "people": pl.Float64} | dict.fromkeys(figures, pl.Float64)
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_columns(rests_on=pl.Series(rests_on, dtype=pl.Float64))
    return hide(frame, [*figures, "people"], "rests_on").drop("rests_on").fill_nan(None)


def illusion_lines(comparison: Comparison) -> pl.DataFrame:
    """The same as lines: each investment's three windows, what before-after would claim, and its two parts."""
    lines = (
        ("Year before enrolment", "before"),
        ("Year after, with the investment", "after_with"),
        ("Year after, without it", "after_without"),
        ("Before-after would claim", "apparent"),
        ("of it regression to the mean, ageing, dying", "anyway"),
        ("of it the true effect", "effect"),
    )
    rows = []
    for row in illusion(comparison).iter_rows(named=True):
        for line, name in lines:
            ends = (row["low_pmpm_usd"], row["high_pmpm_usd"]) if name == "effect" else (None, None)
            rows.append((row["investment"], row["people"], line, row[f"{name}_pmpm_usd"], *ends))
    names = ("mean_pmpm_usd", "low_pmpm_usd", "high_pmpm_usd")
    schema = {"investment": pl.String, "people": pl.Float64, "line": pl.String} | dict.fromkeys(names, pl.Float64)
    return pl.DataFrame(rows, schema=schema, orient="row")


def added(comparison: Comparison) -> list:
    """The investments that only the alternative has, each with its number: those of either arm count, the
    base's first."""
    base, other = comparison.base.scenario.investments, comparison.alternative.scenario.investments
    both = dict.fromkeys((*base, *other))
    return [(number, each) for number, each in enumerate(both) if each not in base]


def _sampled(comparison: Comparison) -> float:
    """How many rows of the panel there are for each person of the ACO: 1, or less for a smaller panel."""
    twin = comparison.base.twin
    return min(1.0, twin.people / twin.row.assigned_beneficiaries) if twin.people else 1.0


def _people(run: Run) -> np.ndarray:
    """People who have each condition at any stage (draws, years, conditions)."""
    return run.outcome.burden[..., 1:].sum(axis=-1)


def _per_1000(run: Run) -> np.ndarray:
    alive = run.outcome.burden.sum(axis=-1)
    return 1000 * np.divide(_people(run), alive, out=np.zeros_like(alive), where=alive > 0)
