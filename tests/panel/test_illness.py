"""Recorded conditions: prevalence holds, and they keep the company that they keep in real people."""

import numpy as np
import polars as pl
import pytest
from scipy.special import expit, logit

from vbc_twin import panel
from vbc_twin.panel.co_occurrence import joint_model
from vbc_twin.panel.prevalence import reference_logits
from vbc_twin.panel.references import table

OUTSIDE_THE_PUBLIC_TABLE = ("hypertension", "hyperlipidaemia", "atrial_fibrillation", "asthma")
ELEVEN = [place for place, each in enumerate(panel.JOINT_CONDITIONS) if each not in OUTSIDE_THE_PUBLIC_TABLE]
FROM_65 = [place for place, each in enumerate(panel.STRATA) if each.group == "65plus"]
# Recorded prevalence of all fee-for-service beneficiaries in 2010 (chartbook, 2012 edition), recalled.
CHARTBOOK_2010 = {
    "hypertension": 0.58, "hyperlipidaemia": 0.45, "coronary_disease": 0.31, "arthritis": 0.29, "diabetes": 0.28,
    "heart_failure": 0.16, "ckd": 0.15, "depression": 0.14, "copd": 0.12, "dementia": 0.11, "atrial_fibrillation": 0.08,
    "cancer": 0.08, "osteoporosis": 0.07, "asthma": 0.05, "stroke": 0.04,
}  # fmt: skip


def has_recorded(drawn: panel.Panel) -> np.ndarray:
    return np.stack([drawn.patients[f"{each}_recorded"].to_numpy() >= 0 for each in panel.JOINT_CONDITIONS], axis=1)


def cells_of(drawn: panel.Panel) -> np.ndarray:
    """Age band and sex of each patient as one number, sex innermost."""
    band = np.digitize(drawn.patients["age"].to_numpy(), [65, 75, 85])
    return band * 2 + ~drawn.patients["female"].to_numpy()


def prevalence_2010() -> np.ndarray:
    """Targets (condition, age band, sex): the public table's, and today's for the conditions outside it."""
    people, found = panel.reference_people(), panel.wanted(panel.present_prevalence())
    by_stratum = expit(reference_logits())
    for place in ELEVEN:
        for band in range(4):
            for sex, name in enumerate(panel.SEXES):
                here = [at for at, each in enumerate(panel.STRATA) if each.band == band and each.sex == name]
                found[place, band, sex] = np.average(by_stratum[here, place], weights=people[here])
    return found


def as_frame(targets: np.ndarray) -> pl.DataFrame:
    rows = [
        (condition, band, sex, float(targets[c, b, s]))
        for c, condition in enumerate(panel.CONDITIONS)
        for b, band in enumerate(panel.AGE_BANDS)
        for s, sex in enumerate(panel.SEXES)
    ]
    return pl.DataFrame(rows, schema=["condition", "age_band", "sex", "prevalence"], orient="row")


def at_level(targets: np.ndarray, levels: dict[str, float]) -> np.ndarray:
    """Targets shifted on the logit scale so that all people of 2010 together have the given prevalence."""
    people = np.zeros((len(panel.AGE_BANDS), len(panel.SEXES)))
    for stratum, count in zip(panel.STRATA, panel.reference_people(), strict=True):
        people[stratum.band, panel.SEXES.index(stratum.sex)] += count
    found = targets.copy()
    for place, condition in enumerate(panel.JOINT_CONDITIONS):
        low, high = -5.0, 5.0
        for _ in range(60):
            found[place] = expit(logit(targets[place]) + (low + high) / 2)
            above = np.average(found[place], weights=people) > levels[condition]
            low, high = (low, (low + high) / 2) if above else ((low + high) / 2, high)
    return found


@pytest.fixture(scope="module")
def nation_2010(national, course) -> panel.Panel:
    """120,000 people at the prevalences of the public table."""
    return panel.draw(national, as_frame(prevalence_2010()), course, seed=10)


@pytest.fixture(scope="module")
def of_2010(nation_2010) -> np.ndarray:
    """What they have on record."""
    return has_recorded(nation_2010)


def test_prevalence_by_age_band_and_sex_is_the_wanted_one_in_a_panel_of_six_thousand(drawn):
    has, cell = has_recorded(drawn), cells_of(drawn)
    targets = panel.wanted(panel.present_prevalence()).reshape(len(panel.CONDITIONS), -1)[: has.shape[1]]

    for each in range(8):
        people = cell == each
        assert np.abs(has[people].mean(axis=0) - targets[:, each]).max() < 2.5 / people.sum()


def test_everybody_with_esrd_is_on_dialysis_or_lives_with_a_transplant_and_on_record(drawn):
    esrd = drawn.patients.filter(enrolment_type="esrd")

    # Of the test's course, dialysis is twice as common as a transplant: 20 and 10 of 30 people.
    assert (esrd["ckd"] == 5).sum() == 20 and (esrd["ckd"] == 6).sum() == 10
    assert (esrd["ckd_recorded"] == 0).all()
    assert (drawn.patients.filter(pl.col("enrolment_type") != "esrd")["ckd"] < 5).all()


def test_pairs_from_65_have_the_odds_ratios_of_the_public_table():
    # The public table masks cells under 30 people, and its odds ratios leave them out; here they are left out too.
    people = panel.reference_people()[FROM_65]
    targets = panel.by_stratum(prevalence_2010(), panel.reference_people())[FROM_65, : len(panel.JOINT_CONDITIONS)]
    model = joint_model("65plus")
    _, share = panel.rake(model.association, model.pairs, targets)
    others = tuple(1 + place for place in range(len(panel.JOINT_CONDITIONS)) if place not in ELEVEN)
    counts = (
        share.reshape(-1, *[2] * len(panel.JOINT_CONDITIONS)).sum(axis=others).reshape(len(people), -1)
        * people[:, None]
    )
    counts[counts < 30] = 0

    shown = counts.sum(axis=1)
    single, both = panel.prevalences(counts / shown[:, None])
    first, second = single[:, :, None], single[:, None, :]
    agree = np.einsum("s,sij->ij", shown, both * (1 - first - second + both))
    differ = np.einsum("s,sij->ij", shown, (first - both) * (second - both))

    names = [panel.JOINT_CONDITIONS[place] for place in ELEVEN]
    for a, b, published in table("pairs_2010").select("condition_a", "condition_b", "odds_ratio_65plus").iter_rows():
        i, j = names.index(a), names.index(b)
        assert agree[i, j] / differ[i, j] == pytest.approx(published, rel=0.04), f"{a} with {b}"


def test_pairs_in_a_drawn_panel_are_as_common_as_in_the_public_table(of_2010):
    for a, b, published in table("pairs_2010").select("condition_a", "condition_b", "joint_prevalence").iter_rows():
        together = of_2010[:, panel.JOINT_CONDITIONS.index(a)] & of_2010[:, panel.JOINT_CONDITIONS.index(b)]
        assert together.mean() == pytest.approx(published, abs=0.0015), f"{a} with {b}"


def test_conditions_are_counted_as_in_the_public_table(of_2010):
    number = of_2010[:, ELEVEN].sum(axis=1)

    published = table("condition_counts_2010")["share"].to_list()
    for count in range(8):
        assert (number == count).mean() == pytest.approx(published[count], abs=0.004), f"{count} conditions"
    assert (number >= 8).mean() == pytest.approx(published[8], abs=0.001)


def test_older_people_have_more_conditions_as_in_the_public_table(nation_2010, of_2010):
    number = of_2010[:, ELEVEN].sum(axis=1)
    age = nation_2010.patients["age"].to_numpy()

    published = {(0, 64): 1.15, (65, 69): 0.98, (70, 74): 1.32, (75, 79): 1.66, (80, 84): 1.97, (85, 120): 2.24}
    for (least, most), mean in published.items():
        assert number[(age >= least) & (age <= most)].mean() == pytest.approx(mean, abs=0.03)


def test_heart_failure_is_seldom_alone_and_diabetes_often(of_2010):
    number = of_2010[:, ELEVEN].sum(axis=1)
    heart_failure = number[of_2010[:, panel.JOINT_CONDITIONS.index("heart_failure")]]
    diabetes = number[of_2010[:, panel.JOINT_CONDITIONS.index("diabetes")]]

    assert (heart_failure == 1).mean() == pytest.approx(0.05, abs=0.01)
    assert heart_failure.mean() == pytest.approx(3.8, abs=0.1)
    assert (diabetes == 1).mean() == pytest.approx(0.22, abs=0.01)
    assert diabetes.mean() == pytest.approx(2.8, abs=0.1)


def test_two_or_more_and_four_or_more_of_fifteen_are_as_published_for_2010(national, course):
    # Published: 68.4 and 36.4 % (Lochner and Cox 2013). The levels of 2010 are recalled, and four conditions join by
    # judged odds ratios, so a point and a half is what can be asked.
    targets = at_level(prevalence_2010(), CHARTBOOK_2010)

    number = has_recorded(panel.draw(national, as_frame(targets), course, seed=12)).sum(axis=1)

    assert (number >= 2).mean() == pytest.approx(0.684, abs=0.015)
    assert (number >= 4).mean() == pytest.approx(0.364, abs=0.015)


def test_independent_draws_would_miss_the_published_counts(national):
    # What the pairs are for: the same prevalences drawn apart give far fewer people with many conditions.
    people = panel.reference_people() / panel.reference_people().sum()
    apart = panel.by_stratum(at_level(prevalence_2010(), CHARTBOOK_2010), panel.reference_people())
    apart = apart[:, : len(panel.JOINT_CONDITIONS)]
    nothing = panel.JointModel(panel.JOINT_CONDITIONS, np.zeros((15, 15)), ())
    _, share = panel.rake(nothing.association, nothing.pairs, apart)
    number = np.array([cell.bit_count() for cell in range(2**15)])

    four_or_more = (people @ share)[number >= 4].sum()

    assert four_or_more < 0.34
