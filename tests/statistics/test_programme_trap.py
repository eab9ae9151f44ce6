"""Fifteen trials of care coordination: a significant reduction in a few of them is what next to no effect looks like.

Of the fifteen programmes of Medicare's demonstration two reduced admissions. Were the prior on the programme's card
right, fifteen trials of 1,000 people an arm should show 0 to 3 significant reductions, nearly always.

A trial is drawn, not lived: both arms are people drawn without replacement from large pools of lived person-years, one
pool of usual care and one for each of some equally likely sizes of effect. Lives in a pool are independent draws from
the same population, so any people drawn from it are a fresh randomised arm; the arms of a trial never share a person,
because both are drawn at once. Trials share some people (an arm is a fiftieth of the pool), which leaves the chance of
each trial what it is.
"""

import numpy as np
import pytest
from scipy.stats import t as student

from vbc_twin.evidence import Effect, Enrolled, Parameter
from vbc_twin.investments import Investment
from vbc_twin.twin import Cohort, StudyArm, live_cohort

pytestmark = pytest.mark.statistics
PROGRAMMES, AN_ARM, REPETITIONS, SIZES = 15, 1000, 200, 10
PEOPLE, TWO_SIDED, SEED = 50_000, 0.05, 15
# People as the demonstration enrolled them: of 65 and over, with an illness for which many are admitted.
WHO = {
    "label": "Medicare members with heart failure, coronary disease or chronic lung disease",
    "source": "peikes_2009",
    "mark": "judged",
    "population": "medicare",
    "follow_up_years": 1,
    "include": ["age >= 65", "heart_failure > 0 or coronary_disease > 0 or copd > 0"],
}


def effect_sizes(scale: float = 1.0) -> np.ndarray:
    """Equally likely ratios on admissions, from the interval on the programme's card, all times `scale`."""
    effects = Investment.load("complex_care_management").effects
    (card,) = (each.size for each in effects if each.target == "use.inpatient")
    return scale * card.quantile((np.arange(SIZES) + 0.5) / SIZES)


def arm(name: str, ratio: float) -> StudyArm:
    """People who are in the programme from the first month."""
    size = Parameter(name, ratio, ratio, ratio, "ratio", "fixed", "judgement", "drawn", "judged", "none")
    return StudyArm(name, name, (Effect("use.inpatient", Enrolled(name), "ratio", size),))


def pools(ratios: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Admissions in a year of everybody under usual care (people,), and with an effect of each size (sizes, people)."""
    cohort = Cohort.read(WHO, "demonstration", "the test", ("peikes_2009",))
    study = Cohort(cohort.text, (StudyArm("usual"), *(arm(f"size_{n}", each) for n, each in enumerate(ratios))),
                   cohort.national)  # fmt: skip
    _, lived = live_cohort(study, PEOPLE, SEED, years=1)
    stays = [kind for kind in lived[0].kinds if kind.startswith("stay ")]
    counts = []
    for events in lived:
        person, _, amount = events.of(*stays)
        counts.append(np.bincount(person, amount, PEOPLE))
    return counts[0], np.array(counts[1:])


def reductions(usual: np.ndarray, treated: np.ndarray, seed: int) -> np.ndarray:
    """How many of the fifteen programmes of each repetition show a significant reduction (repetitions,)."""
    luck, found = np.random.default_rng(seed), np.zeros(REPETITIONS, int)
    critical = student.ppf(1 - TWO_SIDED / 2, 2 * AN_ARM - 2)
    for repetition in range(REPETITIONS):
        for _ in range(PROGRAMMES):
            one, other = luck.choice(PEOPLE, (2, AN_ARM), replace=False)
            with_it, without = treated[luck.integers(len(treated)), one], usual[other]
            error = np.sqrt((with_it.var(ddof=1) + without.var(ddof=1)) / AN_ARM)
            found[repetition] += (with_it.mean() - without.mean()) / error < -critical
    return found


@pytest.fixture(scope="module")
def lived() -> tuple[np.ndarray, np.ndarray]:
    return pools(effect_sizes())


def test_fifteen_programmes_nearly_always_show_none_to_three_significant_reductions(lived):
    found = reductions(*lived, SEED)

    assert (found <= 3).mean() >= 0.95, np.bincount(found)


def test_now_and_then_one_of_them_does_though_it_hardly_works(lived):
    found = reductions(*lived, SEED + 1)

    assert (found >= 1).mean() > 0.25, np.bincount(found)


def test_without_any_effect_one_in_forty_would_show_a_reduction(lived):
    usual, _ = lived
    found = reductions(usual, usual[None], SEED + 2)

    trials = PROGRAMMES * REPETITIONS
    assert abs(found.sum() - trials * TWO_SIDED / 2) < 4 * np.sqrt(trials * TWO_SIDED / 2)


def test_programmes_that_halve_admissions_would_be_found_out():
    usual, treated = pools(effect_sizes(0.5)[:1])

    assert (reductions(usual, treated, SEED) > 10).mean() > 0.95
