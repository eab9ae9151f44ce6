"""Who are the patients?

A `Panel` is a table of patients, one row each, checked on entry and sorted by id; `columns.py` says what every column
means and whether an organisation can see it. Without any patient data, `draw` makes one that holds what an ACO's
published row says (`Margins`):

1. People: enrolment type x age x sex x dual status, raked from the public counts of 2010 to the row (`demography`).
2. Records: fifteen conditions drawn together from a log-linear model with pairs, whose main effects are raked so that
   prevalence by age band and sex holds, log p(x) = sum a_i x_i + sum c_ij x_i x_j + count(k) (`joint`, `illness`);
   then eight further ones, each given those before it (`further`).
3. Truth: who is ill without a record, true = recorded / (1 - undiagnosed), and at which stage (`course`).
4. What is measured, albumin in urine among it (`albuminuria`), who lives in an institution, and the risk score, scaled
   to the published means.
5. How they live: deprivation of the area, rurality, living alone, food and transport, which go together (`social`).

Sources: CMS Chronic Conditions Public Use File 2010 (co-occurrence; fit in `calibration/co_occurrence.py`), Chronic
Conditions Data Warehouse 2019 (prevalence), CMS-HCC V24 (relative factors); the rest is judged or recalled and marked.
Left out: stages do not depend on age, incomes are not drawn, areas only by their fifth, scores carry no hierarchies
outside the twenty-three conditions but by chance, and the co-occurrence of four conditions rests on judged odds ratios.
"""

from vbc_twin.panel import hcc
from vbc_twin.panel.ageing import (
    kidney_bounds,
    kidney_slope,
    kidney_spread,
    mean_shift,
    per_year,
    quitting,
    sugar_spread,
)
from vbc_twin.panel.albuminuria import albumin_growth
from vbc_twin.panel.assumptions import assumptions
from vbc_twin.panel.biomarkers import NEVER_QUIT
from vbc_twin.panel.co_occurrence import judged_pairs
from vbc_twin.panel.cohort_copula import impossible
from vbc_twin.panel.cohort_draw import CohortDraw
from vbc_twin.panel.cohort_text import CohortText, LastStay, check_condition, read_cohort_text
from vbc_twin.panel.columns import (
    AGE_BANDS,
    COLUMNS,
    CONDITIONS,
    ENROLMENT_TYPES,
    FURTHER_CONDITIONS,
    JOINT_CONDITIONS,
    RACES,
    SEXES,
    UNCONFIRMED,
    ColumnDefinition,
    definitions,
)
from vbc_twin.panel.draw import draw
from vbc_twin.panel.illness import KIDNEY_REPLACED
from vbc_twin.panel.joint import JointModel, cells, prevalences, rake
from vbc_twin.panel.margins import Margins
from vbc_twin.panel.national import national_parameters, national_shares
from vbc_twin.panel.panel import Panel
from vbc_twin.panel.prevalence import (
    STRATA,
    by_stratum,
    present_prevalence,
    prevalence_of_2010,
    reference_people,
    wanted,
)
from vbc_twin.panel.standard import prevalence_for
from vbc_twin.panel.treatment import Treatment, kept, treatments

__all__ = [
    "AGE_BANDS",
    "COLUMNS",
    "CONDITIONS",
    "ENROLMENT_TYPES",
    "FURTHER_CONDITIONS",
    "JOINT_CONDITIONS",
    "KIDNEY_REPLACED",
    "NEVER_QUIT",
    "RACES",
    "SEXES",
    "STRATA",
    "UNCONFIRMED",
    "CohortDraw",
    "CohortText",
    "ColumnDefinition",
    "JointModel",
    "LastStay",
    "Margins",
    "Panel",
    "Treatment",
    "albumin_growth",
    "assumptions",
    "by_stratum",
    "cells",
    "check_condition",
    "definitions",
    "draw",
    "hcc",
    "impossible",
    "judged_pairs",
    "kept",
    "kidney_bounds",
    "kidney_slope",
    "kidney_spread",
    "mean_shift",
    "national_parameters",
    "national_shares",
    "per_year",
    "present_prevalence",
    "prevalence_for",
    "prevalence_of_2010",
    "prevalences",
    "quitting",
    "rake",
    "read_cohort_text",
    "reference_people",
    "sugar_spread",
    "treatments",
    "wanted",
]
