"""National prevalence carried over to a panel with its own share of duals and its own five-year ages.

Published prevalence by age band and sex is that of all fee-for-service beneficiaries. An ACO of whom nearly all are
dual is sicker at the same age, one with few is healthier: each stratum keeps its national prevalence, and the strata
are weighted by the people of the panel.
"""

import numpy as np
import polars as pl

from vbc_twin.panel.columns import AGE_BANDS, CONDITIONS, SEXES
from vbc_twin.panel.demography import expected_heads
from vbc_twin.panel.illness import CELL_OF_STRATUM
from vbc_twin.panel.margins import Margins
from vbc_twin.panel.prevalence import by_stratum, present_prevalence, reference_people, wanted


def prevalence_for(margins: Margins, national: pl.DataFrame | None = None) -> pl.DataFrame:
    """Recorded prevalence by condition, age band and sex to expect in a panel with these margins.

    `national` (condition, age_band, sex, prevalence) is today's where left out. Hand the result to `draw`.
    """
    targets = wanted(present_prevalence() if national is None else national)
    by = by_stratum(targets, reference_people())
    people = expected_heads(margins).sum(axis=0).ravel()
    rows = []
    for cell in range(len(AGE_BANDS) * len(SEXES)):
        here = cell == CELL_OF_STRATUM
        weight = people[here] if people[here].sum() > 0 else reference_people()[here]
        mean = np.average(by[here], axis=0, weights=weight)
        age_band, sex = AGE_BANDS[cell // len(SEXES)], SEXES[cell % len(SEXES)]
        rows += [(condition, age_band, sex, float(mean[place])) for place, condition in enumerate(CONDITIONS)]
    frame = pl.DataFrame(rows, schema=("condition", "age_band", "sex", "prevalence"), orient="row")
    return frame.sort(pl.col("condition").cast(pl.Enum(CONDITIONS)), maintain_order=True)
