"""Who are the patients?"""

from vbc_twin.panel.co_occurrence import judged_pairs
from vbc_twin.panel.columns import (
    AGE_BANDS,
    COLUMNS,
    CONDITIONS,
    ENROLMENT_TYPES,
    RACES,
    SEXES,
    ColumnDefinition,
    definitions,
)
from vbc_twin.panel.draw import draw
from vbc_twin.panel.joint import JointModel, cells, prevalences, rake
from vbc_twin.panel.margins import Margins
from vbc_twin.panel.panel import Panel
from vbc_twin.panel.prevalence import STRATA, by_stratum, present_prevalence, reference_people, wanted

__all__ = [
    "AGE_BANDS",
    "COLUMNS",
    "CONDITIONS",
    "ENROLMENT_TYPES",
    "RACES",
    "SEXES",
    "STRATA",
    "ColumnDefinition",
    "JointModel",
    "Margins",
    "Panel",
    "by_stratum",
    "cells",
    "definitions",
    "draw",
    "judged_pairs",
    "present_prevalence",
    "prevalences",
    "rake",
    "reference_people",
    "wanted",
]
