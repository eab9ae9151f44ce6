"""The risk score of each person: relative factors of age, sex and recorded conditions, scaled to the published means.

Until diagnoses are modelled, a score is the sum of the CMS-HCC (V24) factors of a person's segment, age and sex,
recorded conditions and their interactions with heart failure, times what other hierarchies add by chance; then each
enrolment type is scaled so that its mean is the published one.
"""

from functools import cache

import numpy as np

from vbc_twin.panel.columns import CONDITIONS, SEXES
from vbc_twin.panel.demography import People
from vbc_twin.panel.references import figures, table

SEGMENTS = (
    "community_aged", "community_aged_dual", "community_disabled", "community_disabled_dual", "institutional",
)  # fmt: skip
INSTITUTIONAL = SEGMENTS.index("institutional")
HEART_FAILURE = CONDITIONS.index("heart_failure")
PARTNERS = ("diabetes", "copd", "ckd", "atrial_fibrillation")
OLDEST = 120


@cache
def factors() -> dict[tuple[str, str], float]:
    """Relative factor [1 = national mean] by (segment, item)."""
    frame = table("risk_factors").select("segment", "item", "factor")
    return {(segment, item): value for segment, item, value in frame.iter_rows()}


@cache
def by_age() -> np.ndarray:
    """Factor by (segment, sex, age); a segment that lacks an age carries its nearest."""
    found = np.full((len(SEGMENTS), len(SEXES), OLDEST + 1), np.nan)
    for (segment, item), value in factors().items():
        sex, _, start = item.partition("_from_")
        if start:
            found[SEGMENTS.index(segment), SEXES.index(sex), int(start) :] = np.nan
            found[SEGMENTS.index(segment), SEXES.index(sex), int(start)] = value
    for line in found.reshape(-1, OLDEST + 1):
        filled = np.flatnonzero(~np.isnan(line))
        line[:] = line[filled[np.maximum(np.searchsorted(filled, np.arange(OLDEST + 1), side="right") - 1, 0)]]
    return found


def by_stage(stages: list[int]) -> list[np.ndarray]:
    """For each condition the factor by (segment, stage); stage 0 is nothing, a later stage carries the last given."""
    carried = [np.zeros((len(SEGMENTS), count + 1)) for count in stages]
    for condition, block in zip(CONDITIONS, carried, strict=True):
        entries = [each for each in figures("risk_score")["carries"] if each["condition"] == condition]
        for stage in sorted({each["stage"] for each in entries}):
            if stage < block.shape[1]:
                here = [each for each in entries if each["stage"] == stage]
                for row, segment in enumerate(SEGMENTS):
                    carried_here = (each["share"].value * factors()[segment, each["hierarchy"]] for each in here)
                    block[row, stage:] = sum(carried_here)
    return carried


def scores(people: People, institution: np.ndarray, has: np.ndarray, truth: np.ndarray, published, luck) -> np.ndarray:
    """HCC score of each person [1 = national mean] whose weighted mean by enrolment type is `published` (types,)."""
    segment = np.where(institution, INSTITUTIONAL, 2 * (people.age < 65) + people.dual)
    score = by_age()[segment, people.sex, people.age]
    for place, block in enumerate(by_stage([int(most) for most in truth.max(axis=0)])):
        score += block[segment, np.where(has[:, place], truth[:, place], 0)]
    for partner in PARTNERS:
        both = has[:, HEART_FAILURE] & has[:, CONDITIONS.index(partner)]
        extra = np.array([factors().get((each, f"{partner}_with_heart_failure"), 0.0) for each in SEGMENTS])
        score += both * extra[segment]
    deviation = figures("risk_score")["residual"]["deviation"].value
    score *= np.exp(deviation * luck("risk score").standard_normal(len(score)) - deviation**2 / 2)
    return score * _scale(people, score, published)[people.enrolment_type]


def _scale(people: People, score: np.ndarray, published: np.ndarray) -> np.ndarray:
    """What brings the mean of each enrolment type to the published one; 1 where none is published."""
    total = np.bincount(people.enrolment_type, people.weight * score, minlength=len(published))
    heads = np.bincount(people.enrolment_type, people.weight, minlength=len(published))
    return np.divide(published * heads, total, out=np.ones(len(published)), where=(total > 0) & (published > 0))
