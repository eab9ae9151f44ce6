"""Tables of the same years under every contract: what each earns, at whose risk, when, and which are not settled."""

import polars as pl

from vbc_twin.contracts import ways_to_give
from vbc_twin.experiments import Estimate, Settlements
from vbc_twin.reporting.words import about, between, contract_said, span

YEAR_END = "Q4"
# Contracts that come to the same but for rounding are told together.
ALIKE_USD = 1


def every_contract(settled: Settlements) -> pl.DataFrame:
    """One row a contract over its settled years: earned (+) or owed (-) with its interval, and chances in %.

    Chances are means over the years; what a contract has no rule for is empty.
    """
    chances = settled.years.group_by("label").agg(
        (100 * pl.col("chance_of_clearing").mean()).alias("clears_minimum_rate_percent"),
        (100 * pl.col("chance_of_limit").mean()).alias("reaches_a_limit_percent"),
        (100 * pl.col("chance_of_owing").mean()).alias("owes_percent"),
    )
    return settled.over_all_years.join(chances, on="label", how="left", maintain_order="left").select(
        _said("label").alias("contract"),
        pl.col("holder").alias("paid_to"),
        "years",
        "earned_usd",
        "low_usd",
        "high_usd",
        (pl.col("earned_usd") / pl.col("person_years")).alias("earned_per_person_year_usd"),
        "clears_minimum_rate_percent",
        "reaches_a_limit_percent",
        "owes_percent",
    )


def earned_by_year(settled: Settlements) -> pl.DataFrame:
    """Earned (+) or owed (-) per person-year [USD]: one row a contract, a column a year; empty where not settled."""
    years = settled.years.select(
        _said("label").alias("contract"), "year", (pl.col("earned_usd") / pl.col("person_years")).alias("usd")
    )
    wide = years.pivot("year", index="contract", values="usd", sort_columns=False, maintain_order=True)
    shown = [str(year) for year in settled.calendar_years if str(year) in wide.columns]
    return wide.select("contract", *(pl.col(year).alias(f"{year}_usd") for year in shown))


def carried(settled: Settlements) -> pl.DataFrame:
    """Who bears a dollar of unexpected spending over all years, in cents: a row a contract, the holder's interval."""
    rows = settled.carriers.filter(pl.col("year").is_null())
    cents = {
        role: dict(rows.filter(role=role).select("label", "share").iter_rows())
        for role in ("payer", "holder", "beneficiaries")
    }
    ends = {
        label: (low, high) for label, low, high in rows.filter(role="holder").select("label", "low", "high").iter_rows()
    }
    parties = dict(rows.filter(role="holder").select("label", "party").iter_rows())
    payers = dict(rows.filter(role="payer").select("label", "party").iter_rows())
    found = [
        (
            contract_said(label),
            payers[label],
            _cents(cents["payer"][label]),
            parties[label],
            _cents(cents["holder"][label]),
            *(_cents(end) for end in ends[label]),
            _cents(cents["beneficiaries"].get(label)),
        )
        for label in cents["holder"]
    ]
    names = ("payer", "payer_cents", "holder", "holder_cents", "low_cents", "high_cents", "part_b_premium_cents")
    types = (pl.String, pl.Float64, pl.String, *[pl.Float64] * 4)
    return pl.DataFrame(found, schema={"contract": pl.String} | dict(zip(names, types, strict=True)), orient="row")


def cash_by_year_end(settled: Settlements) -> pl.DataFrame:
    """What each contract has brought its holder by the end of each year, and in the end, beside claims [USD]."""
    ends = settled.position.filter(pl.col("quarter").str.ends_with(YEAR_END))
    last = settled.position.group_by("label", maintain_order=True).agg(
        pl.col("quarter").last().alias("last_paid"), pl.col("holder_usd").last().alias("in_all_usd")
    )
    if ends.is_empty():
        return pl.DataFrame(schema={"contract": pl.String})
    named = ends.with_columns(end=pl.format("end_of_{}_usd", pl.col("quarter").str.slice(0, 4)))
    wide = named.pivot("end", index="label", values="holder_usd", maintain_order=True)
    wide = wide.select("label", *sorted(wide.columns[1:])).join(last, on="label", maintain_order="left")
    return wide.select(_said("label").alias("contract"), pl.exclude("label"))


def cash_of(settled: Settlements, label: str) -> pl.DataFrame:
    """Every payment under one contract, by quarter: what, from whom, to whom, with its interval [USD]."""
    rows = settled.cash.filter(label=label).sort("quarter", maintain_order=True, nulls_last=True)
    return rows.select(
        pl.col("quarter").fill_null("not said"),
        "item",
        "from",
        "to",
        "usd",
        "low_usd",
        "high_usd",
        "earliest",
        "latest",
    ).rename({"usd": "mean_usd"})


def not_settled(settled: Settlements) -> pl.DataFrame:
    """Contracts, and years of them, that were not settled: which years, and the figures that are missing or why.

    Levels of one contract that lack the same are told together.
    """
    lacking: dict[tuple, list[str]] = {}
    for (contract, label), rows in settled.missing.group_by("contract", "label", maintain_order=True):
        years = [(row["years"], row["needs"], row["why"]) for row in rows.iter_rows(named=True)]
        when = tuple(sorted(year for each, _, _ in years for year in each))
        closed = tuple(sorted(year for each, _, why in years if "in force" in why for year in each))
        needs = tuple(dict.fromkeys(name for _, each, _ in years for name in each))
        others = "; ".join(dict.fromkeys(why for _, each, why in years if not each and "in force" not in why))
        lacking.setdefault((contract, when, closed, needs, others), []).append(label)
    named = [frame.select("contract", "label") for frame in (settled.missing, settled.over_all_years)]
    levels = dict(pl.concat(named).group_by("contract").agg(pl.col("label").n_unique()).iter_rows())
    found = []
    for (contract, when, closed, needs, others), labels in lacking.items():
        why = [f"needs {', '.join(map(ways_to_give, needs))}"] if needs else []
        why += [f"no rule of it is in force{'' if closed == when else f' in {span(closed)}'}"] if closed else []
        why += [others] if others else []
        name = _stem(labels) if len(labels) == levels[contract] else ""
        years = "all" if when == settled.calendar_years else span(when)
        found.append((contract_said(name or _together(labels)), years, "; ".join(why)))
    return pl.DataFrame(found, schema={"contract": pl.String, "years": pl.String, "why": pl.String}, orient="row")


def every_contract_finding(settled: Settlements) -> str:
    """Which contract would have earned most, which lays most of the risk on its holder, and what is held now."""
    whole = settled.over_all_years.filter(years=len(settled.calendar_years))
    if whole.is_empty():
        return "None of the contracts can be settled on what these years tell; the table says what each needs."
    kind, number = "published" if settled.draws == 1 else "lived", len(settled.calendar_years)
    when = f"Under the same {kind} year{'s' * (number > 1)} {span(settled.calendar_years)}"
    best = whole.sort("earned_usd", descending=True, maintain_order=True).row(0, named=True)
    if best["earned_usd"] <= 0:
        said = f"{when}, no contract would have earned anything on average"
    else:
        interval = f" ({between(_estimate(best))})" if best["low_usd"] < best["high_usd"] else ""
        alike = whole.filter((pl.col("earned_usd") - best["earned_usd"]).abs() < ALIKE_USD)["label"].to_list()
        names = contract_said(_together(alike))
        said = f"{when}, {names} would have earned most, {about(best['earned_usd'])}{interval}"
    own = whole.filter("is_own")
    if (
        not own.is_empty()
        and own["label"].item() != best["label"]
        and own["earned_usd"].item() < best["earned_usd"] - 1
    ):
        earned = own["earned_usd"].item()
        words = f"earns {about(earned)}" if earned >= 0 else f"owes {about(-earned)}"
        said += f"; {contract_said(own['label'].item())}, which is held, {words}"
    # Of so few draws that there is no interval, nothing is said.
    told = pl.col("year").is_null() & pl.col("low").is_not_null()
    risk = settled.carriers.filter((pl.col("role") == "holder") & told)
    if not risk.is_empty():
        most = risk.sort("share", descending=True, maintain_order=True).row(0, named=True)
        said += (
            f". {contract_said(most['label'])} lays most of the risk on its holder: {100 * most['share']:.0f} cents of "
            f"each dollar of unexpected spending fall on the {most['party']}"
        )
    return f"{said}."


def _together(labels: list[str]) -> str:
    """Labels that begin alike, as one: "ACO REACH, Global, standard and high needs"."""
    if len(labels) == 1:
        return labels[0]
    stem = _stem(labels)
    ends = [each.removeprefix(f"{stem}, ") for each in labels] if stem else labels
    listed = f"{', '.join(ends[:-1])} and {ends[-1]}"
    return f"{stem}, {listed}" if stem else listed


def _stem(labels: list[str]) -> str:
    """What levels of one contract have in common before their last comma; nothing if they have not."""
    stem = labels[0].rpartition(", ")[0]
    return stem if len(labels) > 1 and all(each.startswith(f"{stem}, ") for each in labels) else ""


def _said(column: str) -> pl.Expr:
    return pl.col(column).map_elements(contract_said, return_dtype=pl.String)


def _cents(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _estimate(row: dict) -> Estimate:
    return Estimate(row["earned_usd"], row["low_usd"], row["high_usd"])
