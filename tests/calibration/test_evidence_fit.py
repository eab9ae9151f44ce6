"""What is free is fitted to its targets, within bounds and by layers, and written without touching anything else."""

import numpy as np
import pytest
import tomlkit

from vbc_twin.calibration.believed import believing, moved
from vbc_twin.calibration.by_number import discount
from vbc_twin.calibration.evidence_fit import fit_layer
from vbc_twin.calibration.free import CALIBRATED, LAYERS, Free, Place, load_free, rewritten, write
from vbc_twin.calibration.target_text import CalibrationTarget, load_targets
from vbc_twin.evidence import EvidenceError, Parameter, library
from vbc_twin.twin import Content

PLACE = Place("care/ed", "base")


def target(name: str, value: float) -> CalibrationTarget:
    published = Parameter(name, value, value, value, "ratio", "fixed", "judgement", "here", "checked", "none")
    return CalibrationTarget(name, "here", name, "national", "ratio", published, 0.9 * value, 1.1 * value)


def free(method: str, *targets: CalibrationTarget, least: float = 0.5, most: float = 2.0) -> Free:
    return Free("visits", "use", "Visits", method, "", (PLACE,), targets, least, most)


# --- what is free -----------------------------------------------------------------------------------------------------


def test_everything_free_names_figures_of_the_evidence_and_targets_that_are_modelled():
    content = Content.load()
    known = {each.name for each in (*content.parameters(), *library.rules())}
    listed = load_free(load_targets())

    assert {place.name for each in listed for place in each.figures} <= known
    assert all(each.targets and not any(one.not_modelled for one in each.targets) for each in listed)
    assert [each.layer for each in listed] == sorted((each.layer for each in listed), key=LAYERS.index)
    places = [place for each in listed for place in each.figures]
    assert len(places) == len(set(places))


def test_no_price_is_fitted_to_a_rate_and_no_rate_to_a_price():
    for each in load_free(load_targets()):
        if each.method == "level":
            (one,) = each.targets
            is_price = any("price" in place.key or place.key == "severity" for place in each.figures)
            assert is_price == ("usd" in one.name), each.name


def test_the_spreads_that_are_fitted_together_are_one_and_marked_so():
    content = Content.load()
    figures = {each.name: each for each in content.parameters()}
    (spread,) = [each for each in load_free(load_targets()) if each.name == "spread_of_visits"]

    found = [figures[place.name] for place in spread.figures]

    assert len(found) == 2 and len({each.value for each in found}) == 1
    assert {each.mark for each in found} == {"fitted"}


# --- the methods ------------------------------------------------------------------------------------------------------


def test_a_level_is_multiplied_until_its_target_is_met_though_only_a_part_answers_to_it():
    # Of 10 visits 4 come without the figure: simulated = 4 + 6 x ratio, published 13, so the ratio is 1.5.
    on_file, believed, notes = {PLACE.name: 2.0}, {}, []

    def lived(targets, trial):
        return {each.name: 4 + 6 * trial.get(PLACE.name, 2.0) / 2 for each in targets}

    fit_layer([free("level", target("x", 13.0))], on_file, believed, lived, notes)

    assert believed[PLACE.name] == pytest.approx(3.0, rel=0.02)
    assert notes == []


def test_a_level_that_would_leave_its_bounds_stays_at_them_and_says_so():
    on_file, believed, notes = {PLACE.name: 2.0}, {}, []

    def lived(targets, trial):
        return {each.name: trial.get(PLACE.name, 2.0) for each in targets}

    fit_layer([free("level", target("x", 9.0))], on_file, believed, lived, notes)

    assert believed[PLACE.name] == 4.0
    assert "visits" in notes[0]


def test_a_search_ends_between_two_targets_that_disagree():
    # One target asks for a ratio of 1.0, the other for 1.2, with equal ranges: the best is between.
    on_file, believed, notes = {PLACE.name: 2.0}, {}, []

    def lived(targets, trial):
        ratio = trial.get(PLACE.name, 2.0) / 2
        return {"one": 10 * ratio, "other": 10 * (ratio - 0.2)}

    fit_layer([free("search", target("one", 10.0), target("other", 10.0))], on_file, believed, lived, notes)

    assert believed[PLACE.name] == pytest.approx(2.2, abs=0.03)


@pytest.mark.parametrize("family", ["poisson", "gamma"])
def test_the_two_factors_of_a_rule_come_back_from_figures_made_with_them(family):
    number, people = np.arange(9), np.full(9, 0.1)
    expected = np.array([0.1, 0.5, 0.9, 1.7, 2.8, 4.4, 6.2, 8.3, 10.8])
    published = 1.3 * expected * 0.9 ** np.maximum(number - 1, 0) * 1.1 ** np.maximum(number - 4, 0)

    found = discount(number, published, expected, people, family)

    assert (found.further, found.after_fourth) == pytest.approx((0.9, 1.1), rel=1e-4)


# --- trials -----------------------------------------------------------------------------------------------------------


def test_for_a_trial_figures_and_rules_are_others_and_then_as_before():
    content = Content.load()
    before = library.targets()["use.inpatient"]
    rule = before.conditions.further

    with believing(content, {"ed.base": 0.5, rule.name: 0.4}) as trial:
        assert trial.services["ed"].base.value == 0.5
        assert trial.services["snf"] is content.services["snf"]
        assert library.targets()["use.inpatient"].conditions.further.value == 0.4

    assert library.targets()["use.inpatient"] is before
    assert content.services["ed"].base.value != 0.5


def test_a_figure_that_does_not_exist_is_refused():
    with pytest.raises(EvidenceError, match=r"ed\.bass"), believing(Content.load(), {"ed.bass": 1.0}):
        pass


def test_a_moved_figure_keeps_its_relative_interval_and_a_share_stays_below_one():
    rate = Parameter("x", 2.0, 1.0, 4.0, "", "lognormal", "judgement", "", "judged", "published")
    share = Parameter("x", 0.8, 0.7, 0.95, "", "logit_normal", "judgement", "", "judged", "published")

    assert (moved(rate, 3.0).low, moved(rate, 3.0).high) == (1.5, 6.0)
    assert moved(share, 0.9).high == pytest.approx(0.95)


# --- files ------------------------------------------------------------------------------------------------------------

FILE = """# A head.

label = "Visits"  # kept
base = { value = 0.2, low = 0.1, high = 0.3, unit = "visits", shape = "lognormal", source = "peikes_2009", at = "table 2", mark = "checked" }
price = { value = 7, unit = "USD", source = "peikes_2009", at = "table 3", mark = "checked" }

[[cause]]
name = "falls"
price = { value = 10, low = 8, high = 12, unit = "USD", source = "peikes_2009", at = "table 4", mark = "checked" }
"""  # noqa: E501


def test_only_what_was_fitted_changes_in_a_file_and_says_what_it_was_fitted_to():
    after = rewritten(FILE, {"base": 0.30004, "cause.falls.price": 11}, {"base": "to x", "cause.falls.price": "to y"})
    base, falls = tomlkit.parse(after)["base"], tomlkit.parse(after)["cause"][0]["price"]

    assert (base["value"], base["low"], base["high"], base["mark"]) == (0.3, 0.15, 0.4501, "fitted")
    assert base["at"] == f"table 2{CALIBRATED}to x"
    assert (falls["value"], falls["at"]) == (11, f"table 4{CALIBRATED}to y")
    assert [line for line in after.splitlines() if "value" not in line] == [
        line for line in FILE.splitlines() if "value" not in line
    ]
    assert FILE.splitlines()[4] in after


def test_fitting_again_replaces_what_was_said_before_and_no_change_leaves_the_file_alone():
    once = rewritten(FILE, {"base": 0.3}, {"base": "to x"})

    assert tomlkit.parse(rewritten(once, {"base": 0.4}, {"base": "to z"}))["base"]["at"] == f"table 2{CALIBRATED}to z"
    assert rewritten(FILE, {"base": 0.2}, {"base": "to x"}) == FILE


def test_files_are_written_where_the_library_is_and_those_that_changed_are_told(tmp_path, monkeypatch):
    (tmp_path / "care").mkdir()
    (tmp_path / "care" / "ed.toml").write_text(FILE)
    monkeypatch.setattr(library, "path", lambda *parts: tmp_path.joinpath(*parts))

    assert write({PLACE: 0.5}, {PLACE: "to x"}) == ["data/care/ed.toml"]
    assert write({PLACE: 0.5}, {PLACE: "to x"}) == []
    assert "value = 0.5" in (tmp_path / "care" / "ed.toml").read_text()
