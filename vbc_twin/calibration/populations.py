"""Whom calibration targets are measured on: closed panels of no ACO, as `data/calibration/populations.toml` says."""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import polars as pl

from vbc_twin import panel as panels
from vbc_twin.calibration.year_end import a_year_before
from vbc_twin.evidence import EvidenceError, Faults, Parameter, PublishedRow, library, parse_parameter
from vbc_twin.twin import Content, Groundwork, Lives, Scenario, Twin, live_closely

FILE, PLACE = "populations", "data/calibration/populations.toml"
YEARS, SEED = 3, 2017
# A national year begins the closed life; its prices are those of this year.
YEAR = 2022
TABLES = ("heads_by_type", "age", "race", "shares")


@dataclass(frozen=True)
class LivedPopulation:
    """A population that was lived: `table`, a row a person (the panel's columns and what each did, year by year), and
    `cents` (months, people) in the order of its rows."""

    table: pl.DataFrame
    lives: Lives


def population_names() -> tuple[str, ...]:
    """The populations of the library."""
    return tuple(name for name in _raw() if name != "groups")


def population_label(name: str) -> str:
    """A population as a reader would say it."""
    return _raw()[name]["label"]


def population_parameters() -> list[Parameter]:
    """The figures of the populations that give their own."""
    return [each for name in population_names() for table in _own(name).values() for each in table.values()]


def live_population(name: str, replication: int, content: Content, people: int | None = None) -> LivedPopulation:
    """Live a population once: other people and other luck in each replication, nobody leaving or joining.

    Use and prices are those of the evidence, without any scale. Raises EvidenceError for an unknown name.
    """
    if name not in population_names():
        raise EvidenceError([f'{PLACE}: there is no population "{name}"; there are {", ".join(population_names())}'])
    number = people or _raw()[name]["people"]
    twin = _twin(name, number, SEED + replication, content)
    ground = Groundwork(
        twin, (Scenario("closed", years=YEARS - 1, seed=SEED + replication, closed=True),), scaled=False
    )
    lives = live_closely(ground, replication)
    return LivedPopulation(_table(twin, lives), lives)


@cache
def _raw() -> dict:
    return library.read("calibration", FILE).raw


@cache
def _own(name: str) -> dict[str, dict[str, Parameter]]:
    """The tables of shares that a population gives itself."""
    raw, faults = _raw()[name], Faults()
    found = {
        table: {
            key: parse_parameter(each, f"{name}.{table}.{key}", f"{PLACE}, {name}.{table}.{key}", sources, faults)
            for key, each in raw.get(table, {}).items()
        }
        for sources in (library.sources(),)
        for table in TABLES
    } if raw["people_of"] == "own" else {}  # fmt: skip
    faults.raise_if_any()
    return found


def _shares(name: str) -> dict[str, dict[str, float]]:
    """Heads by type, age, race and single shares of a population, each as shares."""
    how = _raw()[name]["people_of"]
    if how == "national":
        return panels.national_shares()
    if how == "2010":
        return panels.national_shares() | _of_2010()
    return {table: {key: each.value for key, each in rows.items()} for table, rows in _own(name).items()}


def _of_2010() -> dict[str, dict[str, float]]:
    """People as the public table of 2010 counts them; races and institutions as nationally."""
    people = dict(zip(panels.STRATA, panels.reference_people(), strict=True))
    total = sum(people.values())

    def share(holds) -> float:
        return float(sum(count for stratum, count in people.items() if holds(stratum)) / total)

    disabled = share(lambda each: each.age == "lt65")
    dual = share(lambda each: each.age != "lt65" and each.dual)
    return {
        "heads_by_type": {"esrd": 0, "disabled": disabled, "aged_dual": dual, "aged_non_dual": 1 - disabled - dual},
        "age": {name: share(lambda each, band=band: each.band == band) for band, name in enumerate(panels.AGE_BANDS)},
        "shares": {
            "female": share(lambda each: each.sex == "female"),
            "dual": share(lambda each: each.dual),
            "long_term_institution": panels.national_shares()["shares"]["long_term_institution"],
        },
    }


def _twin(name: str, people: int, seed: int, content: Content) -> Twin:
    shares = _shares(name)
    heads = {key: float(round(people * share)) for key, share in shares["heads_by_type"].items()}
    on_record = panels.prevalence_of_2010() if _raw()[name]["prevalence"] == "2010" else None
    twin = Twin(name, _row(name, heads, shares), heads, 0.0, seed, None, (), content, on_record)
    return replace(twin, on_record=a_year_before(twin, seed)) if _counts_at_the_end(name) else twin


def _counts_at_the_end(name: str) -> bool:
    """Whether a population's public table says what claims had shown by the end of its year."""
    return _raw()[name].get("counted") == "end"


def _row(name: str, heads: dict, shares: dict) -> PublishedRow:
    """A row that says who the people are; nothing is fitted to it, so what it would be settled on is left at zero."""
    own, people = shares["shares"], sum(heads.values())
    none = dict.fromkeys(heads, 0.0)
    said = {
        "performance_year": YEAR, "aco_id": name, "name": _raw()[name]["label"], "track": "E",
        "agreement_start": None, "agreement_period": None, "assignment": "", "risk_model": "", "revenue_category": "",
        "assigned_beneficiaries": round(people), "person_years": people, "person_years_by_type": heads,
        "risk_score_by_type": dict.fromkeys(heads, 1.0),
        "historical_risk_score_by_type": dict.fromkeys(heads, 1.0),
        "age": {key: people * share for key, share in shares["age"].items()},
        "sex": {"female": people * own["female"], "male": people * (1 - own["female"])},
        "race": {key: people * share for key, share in shares["race"].items()},
        "dual_share": own["dual"], "long_term_institution_share": own["long_term_institution"],
        "source": "cms_mssp_results_2022", "at": PLACE, "assumed": (), "quality_standard_met": True,
        "alternative_standard_met": False, "guardrail_applied": False, "minimum_savings_rate": 0.02,
    }  # fmt: skip
    by_type = ("spending_by_type", "historical_person_years_by_type", "historical_spending_by_type")
    said |= dict.fromkeys(by_type, none) | {"spending_by_category": {}}
    rest = {each: 0.0 for each in PublishedRow.__dataclass_fields__ if each not in said}
    return PublishedRow(**said | rest)


def _table(twin: Twin, lives: Lives) -> pl.DataFrame:
    """A row a person: the panel, how many conditions are on record, and what each did, year by year.

    On record is what was so at the start; where a population counts at the end, by the end of the first year.

    Figures of the first year carry their own names, later ones end with _2 and _3: counts, `stays_<cause>`, `stays`,
    `stays_through_ed` (expected of each cause), `usd_<category>`, `usd`, `person_years`, `everybody` (1 of whoever was
    there) and `alive_end` (1 of whoever lived through the year); `leaving` is the share that leaves each January,
    `usd_in_part_a` and `usd_in_part_b` the first year's parts, `usd_of_2010` their sum at the mix that a population's
    file gives.
    """
    patients, groups = twin.panel.patients, _raw()["groups"]
    if _counts_at_the_end(twin.name):
        names = [each.name for each in twin.content.conditions]
        ends = {
            f"{name}_recorded": pl.Series(shown - 1) for name, shown in zip(names, lives.on_record.T * 1, strict=True)
        }
        patients = patients.with_columns(**ends)
    columns = {
        name: sum((pl.col(f"{each}_recorded") >= 0).cast(pl.Int64) for each in counted)
        for name, counted in groups.items()
    }
    frame = patients.with_columns(**columns, leaving=pl.lit(twin.content.movement["leaving"].value))
    inpatient = twin.content.services["inpatient"]
    through_ed = {each.name: each.from_emergency.value for each in inpatient.causes}
    later = {}
    for year in range(len(lives.amounts)):
        end = "" if year == 0 else f"_{year + 1}"
        rows = {f"{name.replace(' ', '_')}{end}": lives.of(name, year) for name in lives.figures}
        stays = {cause: rows[f"stays_{cause}{end}"] for cause in lives.causes}
        here = rows[f"members{end}"] > 0
        rows[f"stays{end}"] = sum(stays.values())
        rows[f"stays_through_ed{end}"] = sum(through_ed[cause] * each for cause, each in stays.items())
        rows[f"usd{end}"] = sum(each for name, each in rows.items() if name.startswith("usd_"))
        rows[f"person_years{end}"] = rows[f"members{end}"] / 12
        rows[f"everybody{end}"] = here.astype(float)
        rows[f"alive_end{end}"] = (here & (rows[f"deaths{end}"] == 0)).astype(float)
        later |= rows
    later |= _by_part(later, _payments(twin.name))
    return frame.with_columns(**{name: pl.Series(values) for name, values in later.items()})


def _payments(name: str) -> dict[str, float]:
    """What a population's people cost on average by part of Medicare [USD], where its year had another mix."""
    return {part: each["value"] for part, each in _raw()[name].get("payments", {}).items()}


def _by_part(figures: dict, payments: dict[str, float]) -> dict[str, np.ndarray]:
    """Everybody's spending in the first year by part of Medicare, and with parts whose means over those who lived
    through it are these payments, where a population gives them."""
    part_b = library.parse_toml(library.path("medicare.toml"), "data/medicare.toml")["part_b"]
    lived, found = figures["alive_end"] == 1, {}
    for part in ("part_a", "part_b"):
        shares = {name: each["value"] if part == "part_b" else 1 - each["value"] for name, each in part_b.items()}
        found[f"usd_in_{part}"] = sum(share * figures[f"usd_{name}"] for name, share in shares.items())
    if payments:
        scale = {part: mean / found[f"usd_in_{part}"][lived].mean() for part, mean in payments.items()}
        found["usd_of_2010"] = sum(found[f"usd_in_{part}"] * each for part, each in scale.items())
    return found
