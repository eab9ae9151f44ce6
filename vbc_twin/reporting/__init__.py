"""What does the reader see?

Tables, figures and one report of a `Comparison`, in the words of the field.
"""

from vbc_twin.reporting import figures, tables
from vbc_twin.reporting.report import report
from vbc_twin.reporting.save import save

__all__ = ["figures", "report", "save", "tables"]
