"""A synthetic panel, drawn step by step: people, their records, the truth behind them, what is measured, their scores.

Each step has its own random numbers, keyed by seed, stream and first id: the same call gives the same panel, and
another `stream` or `first_id` gives other people of the same kind.
"""

from functools import partial

import numpy as np
import polars as pl

from vbc_twin.panel import apportion
from vbc_twin.panel.albuminuria import albuminuria
from vbc_twin.panel.biomarkers import measure
from vbc_twin.panel.columns import (
    AGE_BANDS,
    COLUMNS,
    CONDITIONS,
    ENROLMENT_TYPES,
    NEVER_RECORDED,
    RACES,
    RECORDED_AT_START,
    SEXES,
)
from vbc_twin.panel.course import stages_of, true_stages
from vbc_twin.panel.demography import People
from vbc_twin.panel.demography import people as draw_people
from vbc_twin.panel.ejection import ejection_fraction
from vbc_twin.panel.illness import recorded
from vbc_twin.panel.margins import Margins
from vbc_twin.panel.panel import Panel
from vbc_twin.panel.prevalence import BAND_OF_FINE_AGE, wanted
from vbc_twin.panel.references import figures
from vbc_twin.panel.risk_score import scores
from vbc_twin.panel.social import hba1c_shift, social
from vbc_twin.panel.tables import check_tables
from vbc_twin.panel.treatment import treat


def draw(
    margins: Margins,
    prevalence: pl.DataFrame,
    course: pl.DataFrame,
    seed: int,
    people: int | None = None,
    first_id: int = 0,
    stream: int = 0,
) -> Panel:
    """A panel that holds the margins, with the co-occurrence of conditions of real people.

    prevalence: condition, age_band, sex, prevalence [share on record]; course: condition, stage (1, 2, ...), share
    [of all who have it], undiagnosed [share of that stage]. `people` rows stand for all heads, with one weight for each
    enrolment type (`stratum`); left out, everybody is one row. Ids count up from `first_id`.
    Raises EvidenceError with every fault of the tables at once.
    """
    check_tables(prevalence, course, people)
    luck = partial(apportion.luck, seed, stream, first_id)
    who = draw_people(margins, people, luck)
    frailty = luck("frailty").standard_normal(len(who.age))
    on_record = recorded(who, wanted(prevalence), frailty, luck)
    truth = true_stages(who, on_record, stages_of(course), luck)
    institution = institutionalised(margins, who, on_record.has, luck)
    published = np.array([margins.risk_score_by_type[each] for each in ENROLMENT_TYPES])
    living = social(who, institution, luck)
    measured = measure(who, on_record.has, truth, luck)
    shift = hba1c_shift(living["food_insecure"], truth, who.weight)
    measured["hba1c"] = np.clip(measured["hba1c"] + shift, *_bounds("hba1c"))
    ejection = ejection_fraction(who.age, who.sex == SEXES.index("female"), luck("ejection fraction"))
    columns = {
        **living,
        "hcc_score": scores(who, institution, on_record.has, truth, published, luck, first_id),
        "frailty": frailty,
        "ejection_fraction": ejection,
        "exacerbation_tendency": luck("exacerbation tendency").standard_normal(len(who.age)),
        **measured,
        "uacr": albuminuria(truth, who.weight, luck("albuminuria")),
        **treat({**measured, "ejection_fraction": ejection}, on_record.has, luck),
        **{name: truth[:, place] for place, name in enumerate(CONDITIONS)},
        **{f"{name}_recorded": _recorded_month(on_record.has[:, place]) for place, name in enumerate(CONDITIONS)},
    }
    return Panel(pl.DataFrame({**_identity(who, first_id), "long_term_institution": institution, **columns}))


def _identity(who: People, first_id: int) -> dict:
    enrolment_type = pl.Series(ENROLMENT_TYPES).gather(who.enrolment_type)
    return {
        "id": np.arange(first_id, first_id + len(who.age), dtype=np.uint64),
        "enrolment_type": enrolment_type,
        "age": who.age,
        "female": who.sex == SEXES.index("female"),
        "dual": who.dual,
        "race": pl.Series(RACES).gather(who.race),
        "weight": who.weight,
        "stratum": enrolment_type,
    }


def _bounds(name: str) -> tuple[float, float]:
    """What a column allows."""
    return next((each.least, each.most) for each in COLUMNS if each.name == name)


def _recorded_month(has: np.ndarray) -> np.ndarray:
    return np.where(has, RECORDED_AT_START, NEVER_RECORDED).astype(np.int16)


def institutionalised(margins: Margins, who: People, has: np.ndarray, luck) -> np.ndarray:
    """Who lives in a long-term institution: the published share; likelier if old, dual or with dementia."""
    odds = {name: np.log(each.value) for name, each in figures("demography")["institution_odds"].items()}
    bands = np.array([odds[f"age_{band}"] for band in AGE_BANDS])[np.array(BAND_OF_FINE_AGE)]
    log_odds = bands[who.fine_age] + odds["dual"] * who.dual
    for name in ("dementia", "stroke"):
        log_odds = log_odds + odds[name] * has[:, CONDITIONS.index(name)]
    chance = apportion.to_total(log_odds, who.weight, margins.long_term_institution_share * who.weight.sum())
    return apportion.chosen(chance, np.argsort(who.enrolment_type, kind="stable"), luck("institution"))
