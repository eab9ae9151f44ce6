"""Effects that belong to no single service: the causal table of blood pressure, and who accepts a programme."""

import pytest

from vbc_twin.care import national_trend, shared_effects
from vbc_twin.evidence import Column, EvidenceError, library

PER_TEN_MMHG = Column("systolic_change", 0.0, -10.0)


def test_ten_mmhg_less_change_events_as_the_causal_table_says():
    # Ettehad et al., Lancet 2016;387:957: relative risks per 10 mmHg systolic.
    found = {effect.target: effect.size.value for effect in shared_effects() if effect.when == PER_TEN_MMHG}

    assert found == {
        "use.inpatient.stroke": 0.73,
        "use.inpatient.coronary": 0.83,
        "coronary_disease.none_to_stable": 0.83,
        "coronary_disease.stable_to_post_infarction": 0.83,
        "use.inpatient.heart_failure": 0.72,
        "heart_failure.none_to_stable": 0.72,
        "death": 0.87,
        "ckd.severe_to_failure": 0.95,
    }


def test_a_recalled_figure_of_the_causal_table_is_not_called_checked():
    marks = {effect.target: effect.size.mark for effect in shared_effects() if effect.when == PER_TEN_MMHG}

    assert {marks["death"], marks["ckd.severe_to_failure"]} == {"recalled"}
    assert marks["use.inpatient.stroke"] == "checked"


def test_the_level_of_pressure_itself_moves_nothing():
    # Only the change does: a level would count the same millimetres twice.
    columns = [getattr(effect.when, "column", "") for effect in shared_effects()]

    assert "systolic" not in columns


def test_the_frail_accept_a_programme_less_often():
    (frailty,) = [
        effect for effect in shared_effects() if effect.target == "uptake.accepted" and effect.when.column == "frailty"
    ]

    assert frailty.operator == "odds_ratio"
    assert frailty.size.value < 1


def test_the_trend_is_four_per_cent_a_year():
    trend = national_trend()

    assert (trend.name, trend.value, trend.low, trend.high, trend.mark) == (
        "trend.national",
        0.04,
        0.03,
        0.055,
        "checked",
    )


def test_a_faulty_file_of_effects_is_told_with_its_place(tmp_path, monkeypatch):
    (tmp_path / "care").mkdir()
    (tmp_path / "care" / "noise.toml").write_text('labell = "Noise"\n[[effect]]\ntarget = "use.edd"\n')
    sources, targets = library.sources(), library.targets()
    monkeypatch.setattr(library, "root", lambda: tmp_path)
    monkeypatch.setattr(library, "sources", lambda: sources)
    monkeypatch.setattr(library, "targets", lambda: targets)

    with pytest.raises(EvidenceError) as error:
        shared_effects()

    assert any("data/care/noise.toml, labell" in line for line in error.value.faults)
    assert any("data/care/noise.toml, effect 1.target: no target" in line for line in error.value.faults)
