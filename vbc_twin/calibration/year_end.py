"""People whom claims show, at the end of a year, as a public table of that year has them.

Such a table counts what the claims of the year have shown by its end, of those who lived through it: whoever was ill
unseen and had a stay counts as ill. People are drawn as they are at the year's start, so they are drawn with as much
less on record as a year of a first life adds, by condition and age band.
"""

import numpy as np
import polars as pl

from vbc_twin.panel import AGE_BANDS
from vbc_twin.twin import Groundwork, Lives, Scenario, Twin, live_closely


def a_year_before(twin: Twin, seed: int) -> pl.DataFrame:
    """What to draw on record (condition, age_band, sex, prevalence), so that a year later it is what `twin` is drawn
    with; its people are lived for a year, closed, with the evidence as it stands."""
    ground = Groundwork(twin, (Scenario("a year before", years=1, seed=seed, closed=True),), scaled=False)
    lives = live_closely(ground, 0, only_year_zero=True)
    growth = _growth(twin, lives)
    drawn = twin.on_record.join(growth, on=["condition", "age_band"], how="left", maintain_order="left")
    return drawn.with_columns(pl.col("prevalence") / pl.col("growth")).drop("growth")


def _growth(twin: Twin, lives: Lives) -> pl.DataFrame:
    """How prevalence at the end, among those who lived through the year, compares with that of the start (condition,
    age_band, growth); 1 where nobody has it."""
    people, lived = lives.people, lives.of("deaths") == 0
    band = np.searchsorted((65, 75, 85), people.age, side="right")
    rows = []
    for place, condition in enumerate(twin.content.conditions):
        for number, name in enumerate(AGE_BANDS):
            here = band == number
            before, after = people.recorded[here, place] >= 0, lives.on_record[here & lived, place]
            known = before.any() and after.any()
            rows.append((condition.name, name, after.mean() / before.mean() if known else 1.0))
    return pl.DataFrame(rows, schema=["condition", "age_band", "growth"], orient="row")
