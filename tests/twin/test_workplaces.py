"""Practices: more work means more burnout, more departures and longer waiting, and no programme means none of it."""

import numpy as np
import pytest

from vbc_twin.care import practice_figures
from vbc_twin.twin.workplaces import MOST_CLINICIANS, Workplaces

PRACTICES = 60


@pytest.fixture(scope="module")
def places() -> Workplaces:
    figures = {name: each.value for name, each in practice_figures().items()}
    return Workplaces(PRACTICES, 5, figures | {"clinicians": 2.25})


def mean(places: Workplaces, figure: np.ndarray) -> float:
    return float(places.clinicians @ figure / places.clinicians.sum())


def test_burnout_is_calibrated_to_its_share_where_there_is_no_programme(places):
    year = places.year(0.0)

    assert mean(places, year.burnout) == pytest.approx(places.figures["burnout.share"], abs=1e-9)
    assert mean(places, year.after_hours) == pytest.approx(places.figures["after_hours.typical"], abs=1e-9)


def test_workload_is_hours_demanded_over_hours_available():
    figures = {name: each.value for name, each in practice_figures().items()} | {"clinicians": 2.0}
    figures |= {"workload.panel_spread": 0.0, "workload.panel": 1000, "workload.visits": 4, "workload.weeks": 40}
    figures |= {"workload.visit_minutes": 20, "workload.documentation_minutes": 10, "workload.inbox_hours": 1}
    figures |= {"workload.delegated": 0.25, "workload.hours": 50}

    # 100 visits of half an hour and 10 hours of inbox, of which a quarter is delegated; then an hour from programmes.
    assert Workplaces(3, 1, figures).year(0).workload == pytest.approx(np.full(3, 45 / 50))
    assert Workplaces(3, 1, figures).year(60).workload == pytest.approx(np.full(3, 46 / 50))


def test_minutes_of_programmes_move_every_figure_the_same_way(places):
    without, more = places.year(0.0), places.year(30.0)

    for figure in ("workload", "after_hours", "burnout", "turnover", "wait"):
        assert (getattr(more, figure) > getattr(without, figure)).all(), figure


def test_turnover_lies_between_that_of_the_well_and_of_the_burned_out(places):
    year, at = places.year(0.0), places.figures

    assert year.turnover == pytest.approx(at["turnover.well"] + year.burnout * 0.045)
    assert (year.turnover > at["turnover.well"]).all() and (year.turnover < at["turnover.burned_out"]).all()


def test_as_many_leave_as_turnover_says_and_nobody_is_kept_by_more_work(places):
    without, more = places.year(0.0), places.year(600.0)
    gone = np.array([places.left(replication, 12, without) for replication in range(60)])

    assert gone.mean() == pytest.approx(without.turnover.mean(), abs=4 * np.sqrt(0.086 / gone.size))
    for replication in range(5):
        stayed = ~places.left(replication, 12, more)
        assert not (places.left(replication, 12, without) & stayed).any()


def test_practices_have_two_or_three_clinicians_and_only_those_are_counted(places):
    assert set(places.clinicians) == {2, 3}
    everybody = np.ones(PRACTICES * MOST_CLINICIANS, bool)

    assert places.share_of_clinicians(everybody) == 1
    assert places.share_of_clinicians(~everybody) == 0
