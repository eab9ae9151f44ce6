"""What do we know, from whom, how surely?

The ground floor. A `Parameter` is one figure with its unit, 95 % interval, source and mark; an `Effect` changes one
`Target` in one circumstance; the `library` reads the content files and the bibliography; `register` lists every figure
that a result rests on. Marks are carried over from the dossiers that the figures were read in: checked (re-read in a
source or computed from a public file), secondary, partly, judged, recalled, derived, fitted. A figure without an
interval gets a stated default and says so. Every fault of a file is told at once.
"""

from vbc_twin.evidence import library
from vbc_twin.evidence.effect import (
    Column,
    Effect,
    Enrolled,
    Equals,
    HasCondition,
    Since,
    When,
    check_target,
    parse_effect,
    parse_effects,
)
from vbc_twin.evidence.faults import EvidenceError, Faults, suggestion
from vbc_twin.evidence.library import Document, Source
from vbc_twin.evidence.lines import explained, plain
from vbc_twin.evidence.parameter import MARKS, Parameter, parse_parameter
from vbc_twin.evidence.published import PublishedRow, published_row, read_results
from vbc_twin.evidence.published_columns import infer_year, read_tracks
from vbc_twin.evidence.published_results import decoded
from vbc_twin.evidence.register import marks, register
from vbc_twin.evidence.target import EXCESS, FurtherConditions, Target

__all__ = [
    "EXCESS",
    "MARKS",
    "Column",
    "Document",
    "Effect",
    "Enrolled",
    "Equals",
    "EvidenceError",
    "Faults",
    "FurtherConditions",
    "HasCondition",
    "Parameter",
    "PublishedRow",
    "Since",
    "Source",
    "Target",
    "When",
    "check_target",
    "decoded",
    "explained",
    "infer_year",
    "library",
    "marks",
    "parse_effect",
    "parse_effects",
    "parse_parameter",
    "plain",
    "published_row",
    "read_results",
    "read_tracks",
    "register",
    "suggestion",
]
