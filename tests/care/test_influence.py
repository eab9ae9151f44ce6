"""Effects that belong to no single service: the causal table of blood pressure, and who accepts a programme."""

import numpy as np
import pytest

from vbc_twin.care import lags, national_trend, shared_effects
from vbc_twin.evidence import Column, EvidenceError, library

PER_TEN_MMHG = Column("systolic_change", 0.0, -10.0)


def test_ten_mmhg_less_change_events_as_the_causal_table_says():
    # Ettehad et al., Lancet 2016;387:957: relative risks per 10 mmHg systolic.
    found = {effect.target: effect.size.value for effect in shared_effects() if effect.when == PER_TEN_MMHG}

    assert found == {
        "use.inpatient.stroke": 0.73,
        "use.inpatient.coronary": 0.83,
        "coronary_disease.none_to_stable": 0.83,
        "use.inpatient.heart_failure": 0.72,
        "heart_failure.none_to_unconfirmed": 0.72,
        "death": 0.87,
        "ckd.g5_to_dialysis": 0.95,
    }


def test_a_recalled_figure_of_the_causal_table_is_not_called_checked():
    marks = {effect.target: effect.size.mark for effect in shared_effects() if effect.when == PER_TEN_MMHG}

    assert {marks["death"], marks["ckd.g5_to_dialysis"]} == {"recalled"}
    assert marks["use.inpatient.stroke"] == "checked"


@pytest.mark.parametrize(
    ("when", "target", "ratio"),
    [
        (Column("ldl_felt", 0.0, -38.67), "use.inpatient.coronary", 0.73),  # 0.77 in five years (CTT 2005)
        (Column("ldl_felt", 0.0, -38.67), "death", 0.88),  # 0.90 in five years (CTT 2010)
        (Column("hba1c_felt", 0.0, -1.0), "diabetes.uncomplicated_to_complicated", 0.75),
        (Column("hba1c_change", 0.0, -1.0), "use.inpatient.coronary", 0.85),
        (Column("sglt2_change", 0.0, 1.0), "ckd.g4_to_g5", 0.63),  # Lancet 2022;400:1788
        (Column("sglt2_change", 0.0, 1.0), "use.inpatient.heart_failure", 0.77),
        (Column("sglt2_change", 0.0, 1.0), "use.inpatient.kidney", 0.77),
        (Column("anticoagulant_change", 0.0, 1.0), "use.inpatient.stroke", 0.33),
    ],
)
def test_a_change_acts_as_the_causal_table_says(when, target, ratio):
    (found,) = [effect for effect in shared_effects() if (effect.when, effect.target) == (when, target)]

    assert found.size.value == ratio


def test_lower_sugar_has_no_effect_on_death_beside_what_it_prevents():
    by_sugar = [each for each in shared_effects() if getattr(each.when, "column", "").startswith("hba1c")]

    assert by_sugar and not [each for each in by_sugar if each.target.startswith("death")]


def test_the_risk_equations_gradients_hang_on_levels_and_never_on_their_change():
    # Khan et al., Circulation 2024;149:430, log odds of stroke per 20 mmHg over 110 at age 55, and per decade more.
    women, men = 0.3665217 - 1.5 * 0.1191213, 0.3474634 - 1.5 * 0.1155391

    (stroke,) = [
        each
        for each in shared_effects()
        if getattr(each.when, "column", "") == "systolic" and each.target == "use.inpatient.stroke"
    ]

    assert stroke.size.value == pytest.approx(np.exp((women + men) / 2), abs=0.005)
    assert (stroke.when.step, stroke.when.least) == (20.0, 110.0)


def test_levels_felt_late_say_how_late():
    assert {name: (lag.at_once.value, lag.years.value) for name, lag in lags().items()} == {
        "ldl": (0.38, 1.0),
        "hba1c": (0.0, 8.0),
        "smoking": (0.2, 10.0),
    }


def test_a_faulty_file_of_lags_is_told_with_its_place(tmp_path, monkeypatch):
    (tmp_path / "care").mkdir()
    (tmp_path / "care" / "levels.toml").write_text("[ldll]\nat_onc = 1\n")
    sources, targets = library.sources(), library.targets()
    monkeypatch.setattr(library, "root", lambda: tmp_path)
    monkeypatch.setattr(library, "sources", lambda: sources)
    monkeypatch.setattr(library, "targets", lambda: targets)

    with pytest.raises(EvidenceError) as error:
        lags()

    assert any(
        'data/care/levels.toml, ldll: no level in data/targets.toml is called "ldll"' in line
        for line in error.value.faults
    )
    assert any("data/care/levels.toml, ldll.at_onc" in line for line in error.value.faults)


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
