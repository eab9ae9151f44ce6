"""A panel in figures, small cells hidden."""

import polars as pl
import pytest

from vbc_twin import panel


def figure(frame: pl.DataFrame, group: str, name: str) -> dict:
    return frame.filter(group=group, figure=name).row(0, named=True)


def test_shares_are_weighted(margins, course):
    frame = panel.draw(margins, panel.present_prevalence(), course, seed=1, people=2000).describe()

    everyone, disabled = figure(frame, "panel", "everyone"), figure(frame, "enrolment type", "disabled")
    assert (everyone["patients"], everyone["people"]) == (2000, pytest.approx(6000))
    assert disabled["share"] == pytest.approx(500 / 6000)
    assert figure(frame, "mean", "age")["mean"] == pytest.approx(73.3, abs=0.6)


def test_fewer_than_eleven_patients_are_not_shown(drawn):
    ten = drawn.where(pl.col("race") == "native").patients.head(10)
    rest = drawn.patients.filter(pl.col("race") == "white").head(400)

    frame = panel.Panel(pl.concat([ten, rest])).describe()

    assert figure(frame, "race", "native") == {
        "group": "race", "figure": "native", "patients": None, "people": None, "share": None, "mean": None,
    }  # fmt: skip
    assert figure(frame, "race", "white")["patients"] is None
    assert figure(frame, "panel", "everyone")["patients"] == 410
