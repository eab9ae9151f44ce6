"""What patients meet and what they would say of it: waiting, continuity, and the survey's summary scores."""

import numpy as np
import polars as pl
from scipy.special import ndtri

from vbc_twin.experiments import Comparison
from vbc_twin.reporting.tables.paired import paired

WORDS = ("lower", "higher")
UPPER = 0.95
SCORES = "points of 100"


def experience_rows(comparison: Comparison) -> list[tuple]:
    """Rows of the scorecard: the mean of the nine scores, days to an appointment, the usual-provider index."""
    base, other = _scores(comparison)
    kept, arms = len(comparison.years), (comparison.base, comparison.alternative)
    rows = [
        (
            "Survey of patients, mean of nine scores",
            SCORES,
            *paired(base.mean(axis=1), other.mean(axis=1), False, WORDS),
        )
    ]
    for figure, measure, unit, words in (
        ("wait", "Third next available appointment", "days", ("sooner", "later")),
        ("continuity", "Visits with the usual physician", "index", ("fewer", "more")),
    ):
        means = [run.outcome.practice(figure)[:, -kept:].mean(axis=1) for run in arms]
        rows.append((measure, unit, *paired(*means, False, words)))
    return rows


def experience(comparison: Comparison) -> pl.DataFrame:
    """One row a summary score of the survey, mean over the horizon [points of 100].

    `survey` is how far the score of one survey lies from it by the luck of who answers, at either end of a 90 %
    interval.
    """
    model = comparison.base.twin.content.experience
    base, other = _scores(comparison)
    of_one_survey = float(ndtri(UPPER)) * model.sample["person_deviation"].value / model.sample["answers"].value ** 0.5
    rows = [
        (title, SCORES, *paired(base[:, place], other[:, place], False, WORDS)[:-1], of_one_survey)
        for place, title in enumerate(model.parts.values())
    ]
    figures = ("base", "alternative", "difference", "low", "high", "survey")
    schema = {"summary_score": pl.String, "unit": pl.String} | dict.fromkeys(figures, pl.Float64)
    return pl.DataFrame(rows, schema=schema, orient="row")


def _scores(comparison: Comparison) -> tuple[np.ndarray, np.ndarray]:
    """Scores of both arms, mean over the horizon (draws, parts)."""
    kept = len(comparison.years)
    return tuple(run.outcome.experience[:, -kept:].mean(axis=1) for run in (comparison.base, comparison.alternative))
