"""Scores by look-up are the sums of the model, person by person; how the figures of recording are read."""

import numpy as np
import pytest

import vbc_twin as vt
from vbc_twin.evidence import EvidenceError
from vbc_twin.panel.hcc.people import FULL, NONE

CARRIED = vt.hcc.Carried.load()
TABLES = vt.hcc.score_tables(CARRIED.stages)
PEOPLE = 5000


@pytest.fixture(scope="module")
def crowd() -> dict:
    """People of all kinds, with any record at any stage."""
    luck = np.random.default_rng(8)
    stage = np.column_stack([luck.integers(0, len(each), PEOPLE) for each in CARRIED.stages.values()]).astype(np.int8)
    return {
        "stage": stage,
        "captured": (luck.random(stage.shape) < luck.random((PEOPLE, 1))) & (stage > 0),
        "ids": np.arange(PEOPLE, dtype=np.uint64),
        "who": (
            luck.integers(20, 105, PEOPLE),
            luck.random(PEOPLE) < 0.5,
            luck.random(PEOPLE) < 0.3,
            luck.random(PEOPLE) < 0.2,
        ),
    }


def coded(crowd: dict) -> np.ndarray:
    return TABLES.coded(crowd["captured"], crowd["stage"], TABLES.ways(crowd["ids"]))


def by_the_model(crowd: dict, model: str) -> np.ndarray:
    age, female, dual, institution = crowd["who"]
    who = vt.hcc.Enrolment.of(age, female, dual=np.where(dual, FULL, NONE), institutional=institution)
    chosen, lots = vt.hcc.Model.load(model), vt.hcc.coding_lots(crowd["ids"], CARRIED.columns)
    recorded = np.where(crowd["captured"], 0, -1)
    return vt.hcc.raw_scores(who, CARRIED.present(recorded, crowd["stage"], 0, lots, chosen.diagnoses), chosen)


@pytest.mark.parametrize("model", ["V24", "V28", "ESRD_V24"])
def test_a_look_up_gives_everybody_the_model_s_own_sum(crowd, model):
    cell, added = TABLES.version(model).parts_of(coded(crowd), *crowd["who"])

    np.testing.assert_allclose(cell + added, by_the_model(crowd, model), rtol=0, atol=1e-12)
    assert (cell[~crowd["captured"].any(axis=1)] > 0).all()
    assert not added[~crowd["captured"].any(axis=1)].any()


def test_conditions_that_meet_in_an_interaction_or_a_hierarchy_are_tabled_together():
    groups = {tuple(TABLES.columns[place] for place in each.columns) for each in TABLES.version("V28").parts}

    assert ("diabetes", "ckd", "heart_failure", "copd", "atrial_fibrillation", "asthma") in groups
    assert ("dementia",) in groups


def test_people_with_kidney_failure_are_scored_by_their_own_model_and_the_unlisted_is_added(crowd):
    failing = np.arange(PEOPLE) % 7 == 0

    score = TABLES.score("V28", coded(crowd), crowd["who"], failing)

    for model, rows in (("V28", ~failing), ("ESRD_V24", failing)):
        cell, added = TABLES.version(model).parts_of(coded(crowd), *crowd["who"])
        more = 1 + vt.hcc.recording().unlisted[model].value
        np.testing.assert_allclose(score[rows], (cell + more * added)[rows])


def test_how_a_condition_is_coded_is_a_person_s_own_whoever_else_is_there(crowd):
    np.testing.assert_array_equal(TABLES.ways(crowd["ids"][::3]), TABLES.ways(crowd["ids"])[::3])


def test_the_blend_of_models_goes_from_v24_to_v28_and_stays():
    versions = vt.hcc.recording().versions

    assert versions(2019) == versions(2023) == {"V24": 1.0}
    assert versions(2024) == {"V24": pytest.approx(0.67), "V28": 0.33}
    assert versions(2026) == versions(2040) == {"V28": 1.0}


def test_every_fault_of_the_figures_of_recording_is_told_at_once(monkeypatch):
    import sys

    source = sys.modules["vbc_twin.panel.hcc.recording"]
    broken = source.library.Document("recording", "data/hcc/recording.toml", {"recapture": {"value": "many"}})
    monkeypatch.setattr(source.library, "read", lambda *place: broken)

    with pytest.raises(EvidenceError) as told:
        source.recording.__wrapped__()

    for part in ("recapture", "stay_visits", "severity", "unlisted.v24", "unlisted.v28", "unlisted.esrd_v24", "blend"):
        assert f"data/hcc/recording.toml, {part}" in str(told.value)
