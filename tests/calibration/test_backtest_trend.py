"""The nation's growth, and what of it was known when."""

import pytest

from vbc_twin.calibration.backtest_trend import levels, national_figures, national_trend
from vbc_twin.evidence import EvidenceError


def test_growth_into_the_second_year_is_labelled_hindsight():
    trend = national_trend(2021)

    assert trend.is_hindsight and "known only after 2022 (hindsight)" in trend.said
    assert trend.of("spending") == pytest.approx(12023 / 11659)


def test_without_hindsight_growth_is_the_mean_of_the_years_before():
    trend = national_trend(2021, hindsight=False)

    assert not trend.is_hindsight and "no hindsight" in trend.said
    assert trend.of("spending") ** 3 == pytest.approx(11659 / 10681)


def test_what_has_no_national_figure_does_not_move():
    assert national_trend(2021).of("") == 1
    assert "skilled nursing" in national_trend(2021).said


def test_every_year_has_every_figure():
    assert set(levels()) == set(range(2014, 2025))
    assert national_figures() == ["spending", "admissions", "ed_visits"]
    assert all(value > 0 for row in levels().values() for value in row.values())


@pytest.mark.parametrize(("year", "hindsight", "words"), [(2024, True, "no year 2025"), (2016, False, "no year 2013")])
def test_a_year_beyond_the_table_is_told_with_what_there_is(year, hindsight, words):
    with pytest.raises(EvidenceError, match=f"{words}.* 2014 to 2024"):
        national_trend(year, hindsight)
