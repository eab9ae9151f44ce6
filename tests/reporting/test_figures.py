"""Every figure says its finding in its title, and its result in a sentence for those who cannot see it."""

import json

import plotly.io as pio
import pytest

from vbc_twin.reporting import figures, tables

FIGURES = ("bridge", "fan", "settlement", "pmpm", "burden", "illusion")


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_has_a_finding_and_a_sentence(comparison, name):
    figure = getattr(figures, name)(comparison)

    title, said = figure.layout.meta["title"], figures.said(figure)
    assert len(title.split()) > 5
    assert said.endswith(".")
    assert "nan" not in (title + said).lower()
    assert figure.layout.title.text.replace("<br>", " ").replace("&#36;", "$") == title


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_can_be_drawn_where_nothing_differs(same, name):
    figure = getattr(figures, name)(same)

    json.dumps(figure.to_plotly_json(), allow_nan=False)


def test_the_bridge_draws_the_amounts_of_its_table(comparison):
    steps = tables.bridge(comparison)

    (fall,) = figures.bridge(comparison).data

    assert fall.measure == ("absolute", "relative", "total", "relative", "total")
    assert fall.y[1] == pytest.approx(steps["change_usd"][1], abs=0.01)
    assert fall.y[-1] == pytest.approx(comparison.net_savings().mean(), abs=0.01)


def test_a_bridge_lying_down_holds_the_same_amounts(comparison):
    (upright,), (lying,) = figures.bridge(comparison).data, figures.bridge(comparison, upright=False).data

    assert upright.y == lying.x


def test_services_are_drawn_with_what_cms_published(comparison):
    figure = figures.pmpm(comparison)

    published = [trace for trace in figure.data if trace.name == "Published, 2022"]
    row = comparison.base.twin.row
    assert [trace.y[0] for trace in published] == [round(usd / 12, 2) for usd in row.spending_by_category.values()]


def test_before_after_says_which_part_is_regression_to_the_mean(comparison):
    figure = figures.illusion(comparison)

    assert "regression to the mean" in figures.said(figure)
    row = tables.illusion(comparison).row(0, named=True)
    assert list(figure.data[0].x) == [round(row[f"{name}_pmpm_usd"], 2) for name in ("apparent", "anyway", "effect")]


def test_without_anybody_enrolled_there_is_nothing_to_compare(same):
    assert "no before-after comparison" in figures.illusion(same).layout.meta["title"]


def test_a_null_effect_is_titled_as_one(null):
    assert figures.pmpm(null).layout.meta["title"] == "No service's spending per member changes"
    assert "do not change how many people are ill" in figures.burden(null).layout.meta["title"]
    assert "the true effect is $0, not clear of zero" in figures.illusion(null).layout.meta["title"]


def test_both_forms_of_the_template_are_registered():
    assert {"vbc_twin", "vbc_twin_dark"} <= set(pio.templates)
    light, dark = (figures.templates()[form]["layout"]["font"]["color"] for form in ("light", "dark"))
    assert light != dark
