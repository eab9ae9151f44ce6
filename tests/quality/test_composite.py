"""Composite scores of other models: weights, volumes, ladders, gates, and what is wrong with a file or a figure."""

import tomllib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vbc_twin.evidence import Document, EvidenceError
from vbc_twin.quality import Composite

FIGURE = 'unit = "x", source = "judgement", at = "here", mark = "judged"'
LADDER = f"""
label = "A ladder"
takes = "attainment"
most = 100
[weight]
control = {{ value = 3, {FIGURE} }}
screening = {{ value = 1, {FIGURE} }}
[missing]
value = 0
unit = "share"
source = "judgement"
at = "here"
mark = "judged"
[ladder]
50 = {{ value = 0.5, {FIGURE} }}
90 = {{ value = 1.0, {FIGURE} }}
"""


def composite(text: str) -> Composite:
    return Composite.from_document(Document("mine", "data/quality/mine.toml", tomllib.loads(text)))


def test_a_ladder_pays_the_highest_rung_reached():
    score = composite(LADDER).score({"control": np.array([49.9, 50.0, 90.0]), "screening": 50.0})

    assert score.quality_score == pytest.approx([0.125, 0.5, 0.875])


def test_team_weighs_percentiles_by_the_episodes_they_stand_for_and_is_neutral_without_data():
    team = Composite.load("team")
    volumes = {
        "hybrid readmission": 300.0,
        "patient safety indicator 90": 300.0,
        "hip and knee patient-reported outcome": 100.0,
    }

    known = team.score({"hybrid readmission": 80.0, "patient safety indicator 90": 60.0}, volumes)

    assert known.quality_score == pytest.approx((300 * 0.8 + 300 * 0.6 + 100 * 0.5) / 700)
    assert team.score({}).quality_score == 0.5


def test_reach_halves_the_score_without_improvement():
    reach = Composite.load("reach")
    figures = dict.fromkeys(reach.weights, 80.0)

    assert reach.score(figures).quality_score == pytest.approx(0.8)
    assert reach.score(figures, gate_met=np.array([True, False])).quality_score == pytest.approx([0.8, 0.4])


def test_what_is_not_verified_says_so():
    marks = {
        name: {line.mark for line in Composite.load(name).score({}).lines} - {""}
        for name in ("reach", "team", "commercial_ladder")
    }

    assert marks == {"reach": {"recalled", "secondary"}, "team": {"recalled"}, "commercial_ladder": {"judged"}}


@given(one=st.floats(0, 100), other=st.floats(0, 100))
def test_attaining_more_never_scores_less(one, other):
    scores = [composite(LADDER).score({"control": each}).quality_score for each in sorted((one, other))]

    assert 0 <= scores[0] <= scores[1] <= 1


def test_every_fault_of_figures_is_told_at_once():
    with pytest.raises(EvidenceError) as told:
        composite(LADDER).score({"controll": 50.0, "control": "x", "screening": 101.0}, {"control": -1.0})

    assert len(told.value.faults) == 4
    assert 'Did you mean "control"' in told.value.faults[0]


def test_every_fault_of_a_file_is_told_at_once():
    wrong = LADDER.replace("value = 0.5", "value = 1.5").replace("value = 3", "value = -3") + "\n[gates]\nvalue = 1\n"

    with pytest.raises(EvidenceError) as told:
        composite(wrong)

    assert [line.split(":")[0] for line in told.value.faults] == [
        "data/quality/mine.toml, gates",
        "data/quality/mine.toml, ladder",
        "data/quality/mine.toml, weight",
        "data/quality/mine.toml, ladder.50.0",
    ]


def test_an_unknown_composite_names_those_that_exist():
    with pytest.raises(EvidenceError, match='no composite is called "teem"'):
        Composite.load("teem")
