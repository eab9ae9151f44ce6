"""Enrolment type, age, sex, dual status and race of every person, so that all published totals hold together.

A table of enrolment type x five-year age x sex x dual status starts from the public counts of 2010 and is raked
(iterative proportional fitting) to the margins. People of the aged types are 65 and over and those of the disabled type
under 65, but for those who turn 65 within the year: a published row counts ages once and enrolment types by months, so
where it has more people under 65 than disabled and ESRD account for, the rest are 64 and of an aged type; where it
has fewer, some of the disabled are 65.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from vbc_twin.panel import apportion
from vbc_twin.panel.columns import AGE_BANDS, ENROLMENT_TYPES, RACES
from vbc_twin.panel.margins import Margins
from vbc_twin.panel.prevalence import BAND_OF_FINE_AGE, FINE_AGES, STARTS, reference_people
from vbc_twin.panel.references import figures, table

ESRD, DISABLED, AGED_DUAL, AGED_NON_DUAL = range(len(ENROLMENT_TYPES))
RAKING_ROUNDS, CLOSE_ENOUGH = 2000, 1e-9
TURNING = 64, 65


@dataclass(frozen=True)
class People:
    """One entry a person, in random order: places in ENROLMENT_TYPES, FINE_AGES, SEXES, RACES; age [years]; weight."""

    enrolment_type: np.ndarray
    fine_age: np.ndarray
    sex: np.ndarray
    dual: np.ndarray
    age: np.ndarray
    race: np.ndarray
    weight: np.ndarray

    @cached_property
    def stratum(self) -> np.ndarray:
        """Place in STRATA."""
        return ((self.fine_age * 2 + self.sex) * 2 + self.dual).astype(np.int8)

    @cached_property
    def by_stratum(self) -> np.ndarray:
        """Everybody's place, strata one after the other."""
        return np.argsort(self.stratum, kind="stable")


def people(margins: Margins, number: int | None, luck) -> People:
    """Draw everybody's enrolment type, age, sex, dual status and race; luck(purpose) gives random numbers."""
    expected = expected_heads(margins)
    heads = np.round(expected.sum(axis=(1, 2, 3)))
    sampled = sample_sizes(heads, number)
    rng = luck("demography")
    drawn = [apportion.in_turn(cells.ravel(), size, rng) for cells, size in zip(expected, sampled, strict=True) if size]
    place = np.repeat(np.arange(len(sampled)), sampled) * expected[0].size + np.concatenate(drawn)
    code = luck("order").permutation(place)
    enrolment_type, fine_age, sex, dual = np.unravel_index(code, expected.shape)
    age = single_years(enrolment_type, fine_age, luck("age"))
    race = races(margins, expected.sum(axis=(0, 1, 2)), enrolment_type, dual, luck("race"))
    weight = (heads / np.maximum(sampled, 1))[enrolment_type]
    return People(enrolment_type, fine_age, sex, dual.astype(bool), age, race, weight)


def sample_sizes(heads: np.ndarray, number: int | None) -> np.ndarray:
    """Rows by enrolment type: all heads, or `number` in proportion, with a least share for a small type."""
    if number is None or number == heads.sum():
        return heads.astype(int)
    least = figures("demography")["least_sample_share"]["share"].value * number
    wanted = number * heads / heads.sum()
    small = (heads > 0) & (wanted < np.minimum(heads, least))
    wanted[small] = np.minimum(heads, least)[small]
    large = ~small & (heads > 0)
    if large.any():
        wanted[large] *= (number - wanted[small].sum()) / wanted[large].sum()
    return apportion.largest_remainder(wanted, number)


def expected_heads(margins: Margins) -> np.ndarray:
    """Expected people by (enrolment type, five-year age, sex, dual), raked to the margins."""
    heads = np.array([float(round(margins.heads_by_type[each])) for each in ENROLMENT_TYPES])
    bands = np.array([float(margins.age[each]) for each in AGE_BANDS])
    bands *= heads.sum() / bands.sum()
    young = under_65(heads, bands[0])
    ages = np.append(young.sum(), _five_year_ages(bands[1:] * (heads - young).sum() / max(bands[1:].sum(), 1e-12)))
    cells = _possible(heads, young)
    duals = np.clip(heads.sum() * margins.dual_share - heads[AGED_DUAL], 0, heads[:AGED_DUAL].sum())
    halves = np.stack([young, heads - young], axis=1)
    sexes = heads.sum() * np.array([margins.female_share, 1 - margins.female_share])
    for _ in range(RAKING_ROUNDS):
        before = cells.copy()
        cells *= _ratio(ages, cells.sum(axis=(0, 2, 3)))[None, :, None, None]
        cells *= _ratio(sexes, cells.sum(axis=(0, 1, 3)))[None, None, :, None]
        free = cells[:AGED_DUAL]
        free *= _ratio(np.array([heads[:AGED_DUAL].sum() - duals, duals]), free.sum(axis=(0, 1, 2)))
        for part, where in ((0, slice(0, 1)), (1, slice(1, None))):
            cells[:, where] *= _ratio(halves[:, part], cells[:, where].sum(axis=(1, 2, 3)))[:, None, None, None]
        if np.abs(cells - before).max() < CLOSE_ENOUGH * heads.sum():
            break
    return cells


def under_65(heads: np.ndarray, published: float) -> np.ndarray:
    """People under 65 of each enrolment type, adding up to the published count as far as types allow."""
    young = np.array([heads[ESRD] * figures("demography")["esrd_under_65"]["share"].value, heads[DISABLED], 0.0, 0.0])
    more = published - young.sum()
    aged = heads[AGED_DUAL] + heads[AGED_NON_DUAL]
    if more > 0 and aged > 0:
        young[AGED_DUAL:] = heads[AGED_DUAL:] / aged * min(more, aged)
    for each in (DISABLED, ESRD):
        less = min(young[each], max(0.0, young.sum() - published))
        young[each] -= less
    return young


def _possible(heads: np.ndarray, young: np.ndarray) -> np.ndarray:
    """The public counts of 2010 for each enrolment type, nothing where a type cannot be."""
    cells = np.tile(reference_people().reshape(len(FINE_AGES), 2, 2), (len(heads), 1, 1, 1))
    cells[DISABLED, 2:] = 0
    cells[AGED_DUAL, :, :, 0] = 0
    cells[AGED_NON_DUAL, :, :, 1] = 0
    cells[young <= 0, 0] = 0
    cells[heads - young <= 0, 1:] = 0
    return cells


def _five_year_ages(bands: np.ndarray) -> np.ndarray:
    """People by five-year age from 65, from people by published band, split as single years are weighted."""
    weight = np.add.reduceat(_single_year_weights()[65:], [0, 5, 10, 15, 20])
    band = np.array(BAND_OF_FINE_AGE[1:]) - 1
    return bands[band] * weight / np.bincount(band, weight)[band]


def _ratio(wanted: np.ndarray, found: np.ndarray) -> np.ndarray:
    return np.divide(wanted, found, out=np.ones_like(found), where=found > 0)


def _single_year_weights() -> np.ndarray:
    frame = table("ages")
    weight = np.zeros(frame["age"].max() + 1)
    weight[frame["age"].to_numpy()] = frame["weight"]
    return weight


def single_years(enrolment_type: np.ndarray, fine_age: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Age [years] of each person within their five-year age."""
    weight = _single_year_weights()
    ends = (*STARTS[1:], len(weight))
    age = np.empty(len(fine_age), dtype=np.int16)
    for place, (start, end) in enumerate(zip(STARTS, ends, strict=True)):
        here = np.flatnonzero(fine_age == place)
        if len(here):
            age[here] = start + apportion.at_random(weight[start:end], len(here), rng)
    age[(enrolment_type >= AGED_DUAL) & (fine_age == 0)] = TURNING[0]
    age[(enrolment_type == DISABLED) & (fine_age > 0)] = TURNING[1]
    return age


def races(margins: Margins, heads_by_dual: np.ndarray, enrolment_type, dual, rng) -> np.ndarray:
    """Place in RACES of each person: totals as published, minorities more often dual as judged."""
    total = np.array([float(margins.race[each]) for each in RACES])
    odds = figures("demography")["race_odds_of_dual"]
    cells = np.stack([np.ones(len(RACES)), [odds[each].value if each in odds else 1.0 for each in RACES]]) * total
    for _ in range(RAKING_ROUNDS):
        cells *= _ratio(heads_by_dual, cells.sum(axis=1))[:, None]
        step = _ratio(total * heads_by_dual.sum() / total.sum(), cells.sum(axis=0))
        cells *= step
        if np.abs(step - 1).max() < CLOSE_ENOUGH:
            break
    race = np.empty(len(dual), dtype=np.int8)
    for value in (0, 1):
        for each in range(len(ENROLMENT_TYPES)):
            here = np.flatnonzero((dual == value) & (enrolment_type == each))
            if len(here):
                race[here] = apportion.at_random(cells[value], len(here), rng)
    return race
