"""The fit of the joint table: what made the counts is found again, and judged pairs join as judged."""

from itertools import combinations

import numpy as np
import polars as pl
import pytest

from vbc_twin import panel
from vbc_twin.calibration import co_occurrence
from vbc_twin.evidence import EvidenceError

THREE = ("diabetes", "ckd", "heart_failure")
FIVE = ("diabetes", "ckd", "heart_failure", "copd", "stroke")
PAIRS_OF_FIVE = co_occurrence.square(np.array([1.0, 0.6, 0.1, 0.4, 1.4, 0.2, 0.5, 1.1, 0.3, 0.2]), 5)


def counts_of(model: panel.JointModel, people: float) -> dict[tuple, np.ndarray]:
    """People by cell in the four strata under 65, each with prevalences of its own."""
    n = len(model.conditions)
    keys = [("lt65", sex, dual) for sex in panel.SEXES for dual in (0, 1)]
    targets = np.array([[0.1 + 0.03 * stratum + 0.02 * place for place in range(n)] for stratum in range(4)])
    _, share = panel.rake(model.association, model.pairs, targets)
    return {key: people * (1 + stratum) * share[stratum] for stratum, key in enumerate(keys)}


def test_the_model_that_made_the_counts_is_found_again():
    made = panel.JointModel(FIVE, PAIRS_OF_FIVE, FIVE, none=0.5, triple=-0.1, quadruple=0.03)

    found = co_occurrence.fit(counts_of(made, 1e6), "lt65", FIVE)

    np.testing.assert_allclose(found.pairs, PAIRS_OF_FIVE, atol=1e-4)
    np.testing.assert_allclose(found.count_terms, (0.5, -0.1, 0.03), atol=1e-4)
    np.testing.assert_allclose(found.fitted, found.counts, rtol=1e-3)
    assert found.deviance < 1e-3 * found.deviance_of_independence


def test_masked_cells_are_filled_with_what_the_model_expects_under_the_mask():
    made = panel.JointModel(FIVE, PAIRS_OF_FIVE, FIVE)
    whole = {key: np.round(cells) for key, cells in counts_of(made, 2_000).items()}
    masked = {key: np.where(cells < 30, np.nan, cells) for key, cells in whole.items()}

    found = co_occurrence.fit(masked, "lt65", FIVE)

    hidden = np.isnan(np.stack(list(masked.values())))
    assert hidden.mean() > 0.1
    assert found.counts[hidden].max() < 30
    assert found.counts[hidden].sum() == pytest.approx(np.stack(list(whole.values()))[hidden].sum(), rel=0.1)
    np.testing.assert_allclose(found.pairs, PAIRS_OF_FIVE, atol=0.1)


def test_a_count_known_to_lie_under_the_mask_is_less_than_its_mean():
    filled = co_occurrence.expected_under_mask(np.array([0.5, 20.0, 29.0, 400.0]))

    np.testing.assert_allclose(filled[0], 0.5)
    assert filled[1] < 20
    assert (filled <= 29).all()


def test_odds_ratios_are_pooled_over_strata_by_mantel_and_haenszel():
    share = np.array([[0.4, 0.2, 0.1, 0.3], [0.6, 0.2, 0.1, 0.1]])  # neither, second, first, both
    people = np.array([100.0, 300.0])

    ratio = co_occurrence.odds_ratios(share, people)

    assert ratio[0, 1] == pytest.approx((100 * 0.3 * 0.4 + 300 * 0.1 * 0.6) / (100 * 0.1 * 0.2 + 300 * 0.1 * 0.2))


def test_observed_and_judged_odds_ratios_hold_together_in_the_joined_model():
    made = panel.JointModel(FIVE, PAIRS_OF_FIVE, FIVE)
    found = co_occurrence.fit(counts_of(made, 1e6), "lt65", FIVE)
    known = {frozenset(pair) for pair in combinations(FIVE, 2)}
    judged = {frozenset(pair): 1.3 for pair in combinations(panel.JOINT_CONDITIONS, 2) if frozenset(pair) not in known}
    judged[frozenset(("asthma", "stroke"))] = 5.0

    joined = co_occurrence.join(found, judged)

    targets = panel.by_stratum(panel.wanted(panel.present_prevalence()), panel.reference_people())[
        :4, : len(panel.JOINT_CONDITIONS)
    ]
    people = found.counts.sum(axis=1)
    places = [panel.JOINT_CONDITIONS.index(each) for each in FIVE]
    targets[:, places] = panel.prevalences(found.counts / people[:, None])[0]
    ratio = co_occurrence.odds_ratios(panel.rake(joined.association, joined.pairs, targets)[1], people)
    observed = co_occurrence.odds_ratios(found.counts / people[:, None], people)
    np.testing.assert_allclose(ratio[np.ix_(places, places)], observed, rtol=1e-3)
    assert ratio[panel.JOINT_CONDITIONS.index("asthma"), panel.JOINT_CONDITIONS.index("stroke")] == pytest.approx(
        5.0, rel=1e-3
    )
    assert ratio[panel.JOINT_CONDITIONS.index("cancer"), panel.JOINT_CONDITIONS.index("stroke")] == pytest.approx(
        1.3, rel=1e-3
    )


def test_digits_are_read_as_text_and_missing_cells_are_masked(tmp_path):
    file = tmp_path / "joint.csv"
    file.write_text("age_band,sex,dual,conditions,n\nlt65,male,0,000,90\nlt65,male,0,011,40\n")

    counts = co_occurrence.read_counts(file, THREE)

    cells = counts["lt65", "male", 0]
    assert (cells[0], cells[3]) == (90, 40)
    assert np.isnan(cells[[1, 2, 4, 5, 6, 7]]).all()


def test_a_file_of_another_form_is_refused_with_what_it_lacks(tmp_path):
    file = tmp_path / "joint.csv"
    file.write_text("age,sex,conditions\nlt65,male,000\n")

    with pytest.raises(EvidenceError) as raised:
        co_occurrence.read_counts(file, THREE)

    assert len(raised.value.faults) == 3
    assert "lacks the column age_band" in str(raised.value)


def test_digits_that_lost_their_leading_zeros_are_refused(tmp_path):
    file = tmp_path / "joint.csv"
    file.write_text("age_band,sex,dual,conditions,n\nlt65,male,0,11,90\n")

    with pytest.raises(EvidenceError, match="1 rows do not have 3 digits; keep leading zeros"):
        co_occurrence.read_counts(file, THREE)


def test_every_pair_of_conditions_is_in_the_carried_coefficients():
    frame = pl.read_csv(panel_file())

    for group in co_occurrence.GROUPS:
        here = frame.filter(group=group)
        assert here.filter(term="pair").height == 105
        assert here.filter(mark="fitted").height == 55 + 3
        assert set(here.filter(mark="judged")["source"]) == {"judgement"}


def panel_file() -> str:
    from vbc_twin.evidence import library

    return str(library.path("panels", "co_occurrence.csv"))


@pytest.mark.statistics
def test_the_carried_coefficients_come_out_of_the_public_file(root, tmp_path):
    public = root.parent / "shared" / "reference" / "parameters" / "chronic_conditions_joint_ffs_2010.csv.gz"
    if not public.exists():
        pytest.skip("the public joint table of chronic conditions is not beside this checkout")

    co_occurrence.main(str(public), str(tmp_path / "again.csv"))

    again, carried = pl.read_csv(tmp_path / "again.csv"), pl.read_csv(panel_file())
    assert again.drop("log_odds", "standard_error").equals(carried.drop("log_odds", "standard_error"))
    np.testing.assert_allclose(again["log_odds"], carried["log_odds"], atol=2e-3)
