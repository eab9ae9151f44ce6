"""Prevalence of today by stratum, and national prevalence carried to a panel's own duals."""

from dataclasses import replace

import numpy as np
import polars as pl

from vbc_twin import panel
from vbc_twin.panel.illness import CELL_OF_STRATUM


def test_prevalence_of_today_is_complete_and_marked():
    frame = panel.present_prevalence()

    assert frame.height == len(panel.CONDITIONS) * len(panel.AGE_BANDS) * len(panel.SEXES)
    assert set(frame["mark"]) <= {"checked", "partly", "recalled"}
    assert frame["prevalence"].is_between(0, 1).all()


def test_strata_average_to_the_prevalence_of_their_band_and_sex():
    targets = panel.wanted(panel.present_prevalence())
    people = panel.reference_people()

    found = panel.by_stratum(targets, people)

    for cell in range(8):
        here = cell == CELL_OF_STRATUM
        mean = np.average(found[here], axis=0, weights=people[here])
        np.testing.assert_allclose(mean, targets[:, cell // 2, cell % 2])


def test_duals_have_more_heart_failure_than_others_of_their_age_and_sex():
    found = panel.by_stratum(panel.wanted(panel.present_prevalence()), panel.reference_people())
    heart_failure = found[:, panel.CONDITIONS.index("heart_failure")]

    for place in range(0, len(panel.STRATA), 2):
        assert heart_failure[place + 1] > heart_failure[place]


def test_a_panel_of_national_mix_has_national_prevalence(national):
    found = panel.prevalence_for(national)

    table = panel.present_prevalence().join(found, on=["condition", "age_band", "sex"], suffix="_found")
    assert (table["prevalence"] - table["prevalence_found"]).abs().max() < 0.012


def test_a_panel_of_duals_is_sicker_at_the_same_age(margins):
    few, many = (
        replace(margins, heads_by_type={"esrd": 0, "disabled": 600, **aged}, dual_share=float(dual))
        for dual, aged in enumerate(({"aged_dual": 0, "aged_non_dual": 5400}, {"aged_dual": 5400, "aged_non_dual": 0}))
    )
    old = (pl.col("age_band") == "75_84") & (pl.col("condition") == "heart_failure")

    means = [panel.prevalence_for(each).filter(old)["prevalence"].mean() for each in (few, many)]

    national = panel.present_prevalence().filter(old)["prevalence"].mean()
    assert means[0] < national < 1.5 * national < means[1]
