"""Scores of the twin's people from what is on record: recapture, coding, shares, kidney failure, and speed."""

import time

import numpy as np
import polars as pl
import pytest

import vbc_twin as vt
from vbc_twin import conditions, panel
from vbc_twin.evidence import EvidenceError
from vbc_twin.panel.hcc import recorded as source

CARRIED = vt.hcc.Carried.load()
STAGES = {each.name: each.stages for each in conditions.load_all() if each.name in panel.CONDITIONS}


def scores(months: dict[str, int], stages: dict[str, str], month: int, model: str = "V28", lot: float = 0.5) -> float:
    """The raw score of a woman of 72 with the conditions named, recorded in these months."""
    recorded = np.full((1, len(CARRIED.columns)), -1)
    stage = np.zeros((1, len(CARRIED.columns)), int)
    for name, when in months.items():
        recorded[0, CARRIED.columns.index(name)] = when
    for name, at in stages.items():
        stage[0, CARRIED.columns.index(name)] = CARRIED.stages[name].index(at)
    who = vt.hcc.Enrolment.of([72], [True])
    return vt.hcc.recorded_scores(recorded, stage, month, who, np.full(stage.shape, lot), CARRIED, model)[0]


def test_a_recorded_condition_carries_its_categories_and_their_interaction():
    ill = {"heart_failure": "nyha_1_2", "diabetes": "complicated"}

    # V28: cell 0.395 + 226 0.360 + 37 0.166 + both 0.112; V24: cell 0.386 + 85 0.331 + 18 0.302 + both 0.121
    assert scores(dict.fromkeys(ill, 5), ill, 12) == pytest.approx(1.033)
    assert scores(dict.fromkeys(ill, 5), ill, 12, "V24") == pytest.approx(1.140)


def test_a_condition_counts_for_the_year_after_its_record_and_no_longer():
    ill = {"heart_failure": "nyha_1_2"}
    by_month = [scores({"heart_failure": 7}, ill, month) for month in (0, 12, 24)]

    assert by_month == [0.395, pytest.approx(0.755), 0.395]


def test_a_record_of_the_payment_year_itself_does_not_count_yet():
    assert scores({"heart_failure": 12}, {"heart_failure": "nyha_1_2"}, 12) == 0.395


def test_what_was_on_record_at_the_start_counts_for_year_0():
    assert scores({"heart_failure": 0}, {"heart_failure": "nyha_1_2"}, 0) == pytest.approx(0.755)


def test_disease_that_nobody_recorded_carries_nothing():
    assert scores({}, {"heart_failure": "advanced"}, 12) == 0.395


def test_a_lot_says_how_a_condition_is_coded():
    ways = [scores({"cancer": 3}, {"cancer": "local"}, 12, lot=lot) for lot in (0.1, 0.8, 0.95)]

    # breast or prostate (23) 0.186, colorectal (22) 0.363, lung (20) 1.136
    assert ways == [pytest.approx(0.581), pytest.approx(0.758), pytest.approx(1.531)]


def test_every_stage_named_is_one_of_the_conditions_files_and_none_is_forgotten():
    assert vt.hcc.Carried.load(STAGES).entries == CARRIED.entries


def test_shares_stay_within_one_and_are_told_as_figures():
    totals = {}
    for each in CARRIED.entries:
        totals[each.condition, each.stage] = totals.get((each.condition, each.stage), 0) + each.share.value

    assert max(totals.values()) <= 1 + 1e-9
    assert len({figure.name for figure in CARRIED.parameters()}) == len(CARRIED.entries)


def test_lots_belong_to_a_person_whoever_else_is_there():
    ids = np.arange(50_000, dtype=np.uint64)
    lots = vt.hcc.coding_lots(ids, ["diabetes", "ckd"])

    np.testing.assert_array_equal(vt.hcc.coding_lots(ids[::7], ["ckd"])[:, 0], lots[::7, 1])
    assert abs(lots.mean() - 0.5) < 0.01
    assert abs(np.corrcoef(lots.T)[0, 1]) < 0.02


def test_recording_what_is_hidden_raises_scores_and_forgetting_lowers_them_to_age_and_sex(drawn):
    frame = drawn.patients
    names = [f"{name}_recorded" for name in panel.CONDITIONS]
    hidden = [pl.when(pl.col(name.removesuffix("_recorded")) > 0).then(0).otherwise(-1) for name in names]
    found = frame.with_columns(each.cast(pl.Int16).alias(name) for each, name in zip(hidden, names, strict=True))
    forgotten = frame.with_columns(pl.lit(-1, pl.Int16).alias(name) for name in names)

    as_is, all_found, none = (vt.hcc.panel_scores(each, "V28") for each in map(panel.Panel, (frame, found, forgotten)))

    # Hidden kidney failure of people on dialysis is not scored: a category may change nothing, but never lowers here.
    assert (all_found >= as_is - 1e-12).all()
    assert (as_is >= none - 1e-12).all()
    assert all_found.mean() > 1.05 * as_is.mean()


def test_people_with_kidney_failure_are_scored_by_their_own_model(drawn):
    failing = (drawn.patients["enrolment_type"] == "esrd").to_numpy()
    forgotten = drawn.patients.with_columns(pl.lit(-1, pl.Int16).alias(f"{name}_recorded") for name in panel.CONDITIONS)
    alone = panel.Panel(forgotten.with_columns(dual=pl.lit(False), long_term_institution=pl.lit(False)))

    cells = set(vt.hcc.panel_scores(alone)[failing].round(3))

    kidney = vt.hcc.Model.load("ESRD_V24")
    assert cells <= {figures[0] for name, figures in kidney.factors.items() if name[0] in "FM" and name[1].isdigit()}


def test_a_hundred_thousand_people_are_scored_in_a_tenth_of_a_second(drawn):
    people, frame = 100_000, drawn.patients
    rows = np.arange(people) % frame.height
    columns = [[frame[name].to_numpy()[rows] for name in CARRIED.columns]]
    columns += [[frame[f"{name}_recorded"].to_numpy()[rows] for name in CARRIED.columns]]
    stage, recorded = map(np.column_stack, columns)
    who = vt.hcc.Enrolment.of(frame["age"].to_numpy()[rows], frame["female"].to_numpy()[rows])
    lots = vt.hcc.coding_lots(np.arange(people), CARRIED.columns)

    spent = []
    for _ in range(3):
        start = time.process_time()
        vt.hcc.recorded_scores(recorded, stage, 0, who, lots, CARRIED, "V28")
        spent.append(time.process_time() - start)

    assert min(spent) < 0.1


def test_every_fault_of_what_records_carry_is_told_at_once(monkeypatch):
    share = {"value": 0.7, "unit": "share", "shape": "fixed", "source": "judgement", "at": "x", "mark": "judged"}
    entries = [
        {"condition": "diabetis", "stage": "complicated", "v24": [18], "v28": [37], "share": share},
        {"condition": "diabetes", "stage": "complicated", "v24": [999], "v28": [37], "share": share},
        {"condition": "diabetes", "stage": "complicated", "v24": [18], "v28": [37], "share": share, "color": 1},
    ]
    document = source.library.Document("conditions", "data/hcc/conditions.toml", {"carries": entries})
    read = source.library.read
    monkeypatch.setattr(
        source.library, "read", lambda *place: document if place == ("hcc", "conditions") else read(*place)
    )

    with pytest.raises(EvidenceError) as told:
        vt.hcc.Carried.load()

    for part in ('"diabetis"', '"999"', '"color"', "more than 1", '"uncomplicated" is forgotten'):
        assert part in str(told.value)
    assert len(told.value.faults) == 5
