"""Risk scores of a year: from what was claimed, on the scale of the published means."""

import numpy as np
import pytest

from vbc_twin.panel import ENROLMENT_TYPES
from vbc_twin.twin import Arm, Groundwork, Simulation
from vbc_twin.twin.scoring import MODELS, Scoring, expected_months, on_record, raw, tables_of

AGED = ENROLMENT_TYPES.index("aged_non_dual")


@pytest.fixture
def scored(closed, people) -> Scoring:
    tables = tables_of(closed.published.physics.plan)
    return Scoring.fitted(people, np.ones(len(people)), on_record(people), tables, 2022)


def mean(people, score) -> np.ndarray:
    """The weighted mean by enrolment type."""
    kind, weight = people.enrolment_type, people.weight
    return np.bincount(kind, weight * score, 4) / np.bincount(kind, weight, 4)


@pytest.mark.parametrize("month", [0, 24, 48])
def test_by_whichever_model_the_published_means_come_out(people, scored, month, closed):
    # 2022 is scored by V24, 2024 by both, 2026 by V28.
    published = mean(people, people.hcc_score)

    scored.write(people, month, on_record(people))

    np.testing.assert_allclose(mean(people, people.hcc_score), published)


def test_a_score_is_scale_times_own_times_the_raw_score_in_whole_millionths(people, scored):
    captured = people.recorded >= 0
    captured[::2] = False

    scored.write(people, 0, captured)

    by_hand = scored.scale["V24"][people.enrolment_type] * people.own * raw(people, captured, scored.tables, "V24")
    np.testing.assert_allclose(people.hcc_score, by_hand)
    assert people.score.tolist() == np.rint(by_hand * 1e6).tolist()


def test_who_is_not_claimed_for_is_scored_by_age_and_sex_alone(people, scored):
    nothing = np.zeros_like(people.captured)

    score = raw(people, nothing, scored.tables, "V24")

    aged = (people.enrolment_type == AGED) & ~people.long_term_institution & ~people.dual & people.female
    assert score[aged & (people.age >= 70) & (people.age < 75)] == pytest.approx(0.386)


def test_claims_of_a_year_make_the_score_of_the_next(opened: Groundwork):
    figures = opened.published
    lives = Simulation(opened.population, Arm(figures.physics), opened.seed, 0, 24, figures.trend).live(12)
    before, scoring = lives.state.copy(), lives.scoring
    after = lives.turned()
    lives.close()

    stayed, same = np.isin(after.id, before.id), np.isin(before.id, after.id)
    np.testing.assert_array_equal(after.captured[stayed], before.captured[same])
    by_hand = scoring.scale["V24"][after.enrolment_type] * after.own * raw(after, after.captured, scoring.tables, "V24")
    np.testing.assert_allclose(after.hcc_score, by_hand)
    assert (after.hcc_score[stayed] != before.hcc_score[same]).any()


def test_year_0_returns_the_published_scores_but_for_who_happens_to_die(everyone, larger):
    figures, scores = everyone.published, []
    for replication in range(3):
        lives = Simulation(everyone.population, Arm(figures.physics), everyone.seed, replication, 12, 0.0).live()
        ledger = lives.ledger
        of_type = ledger.totals.reshape(12, 4, 4, -1).sum(axis=(0, 1))
        scores.append(of_type[:, -1] / 1e6 / of_type[:, 0])
        lives.close()

    published = [larger.row.risk_score_by_type[name] for name in ENROLMENT_TYPES]
    assert np.mean(scores, axis=0)[AGED] == pytest.approx(published[AGED], rel=0.005)
    np.testing.assert_allclose(np.mean(scores, axis=0), published, rtol=0.04)


def test_months_that_people_are_expected_to_be_there_follow_a_constant_chance_to_die():
    months = expected_months(np.array([0, 0, 6, 12]), np.array([0.0, 0.1, 0.1, 0.1]))

    assert months.tolist() == pytest.approx([12, sum(0.9**n for n in range(12)), sum(0.9**n for n in range(6)), 0])


def test_the_models_scored_by_are_those_that_are_blended():
    assert MODELS == ("V24", "V28")
