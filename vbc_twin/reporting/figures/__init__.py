"""Figures of a comparison, or of settlements under many contracts: the only Plotly. Each title is the finding in plain
words.

`said(figure)` is the figure's result in one sentence, for those who cannot see it. Importing registers the templates
"vbc_twin" and "vbc_twin_dark".
"""

from plotly.offline import get_plotlyjs

from vbc_twin.reporting.figures.contracts import carried, cash, every_contract
from vbc_twin.reporting.figures.frame import said
from vbc_twin.reporting.figures.money import bridge, fan, pmpm, settlement
from vbc_twin.reporting.figures.people import burden, illusion
from vbc_twin.reporting.figures.template import templates
from vbc_twin.reporting.figures.validation import validation


def script() -> str:
    """Plotly's own script, so that a page can draw figures without a network."""
    return get_plotlyjs()


__all__ = [
    "bridge",
    "burden",
    "carried",
    "cash",
    "every_contract",
    "fan",
    "illusion",
    "pmpm",
    "said",
    "script",
    "settlement",
    "templates",
    "validation",
]
