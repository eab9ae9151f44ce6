"""What does the reader see?

`tables` are polars frames that an actuary can print; `figures` are Plotly figures whose titles are their findings, each
with one sentence for those who cannot see it; `report` is one page that opens without a network; `save` writes tables,
`summary.json` (its schema stands in `save`'s module) and the page, each whole or not at all.

A comparison is shown as the field reads it: gross savings, what the payer keeps, the settlement, the programme's cost
and the net, with

    net of the ACO = settlement difference - programme cost,    net of the payer = gross savings - settlement difference

means over draws and 90 % intervals throughout. "Not a clear saver": the interval of gross savings covers zero and a
net gain is less than 90 % probable. Before-after spending of the enrolled stands beside the true effect; the
difference is regression to the mean, ageing and dying. The same years are settled under every contract that they can
supply, and the others listed with what is missing. A measure that nothing moved is "no difference", exactly. Figures
that rest on fewer than eleven people are hidden (`small_cells`). Every figure of the evidence is listed with its
mark.
"""

from vbc_twin.reporting import figures, tables
from vbc_twin.reporting.report import report
from vbc_twin.reporting.save import save
from vbc_twin.reporting.save_targets import save_targets
from vbc_twin.reporting.save_validation import read_validation, save_validation, validation_document

__all__ = [
    "figures",
    "read_validation",
    "report",
    "save",
    "save_targets",
    "save_validation",
    "tables",
    "validation_document",
]
