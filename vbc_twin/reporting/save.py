"""A comparison as files."""

import json
from pathlib import Path

from vbc_twin.evidence import library
from vbc_twin.experiments import Comparison
from vbc_twin.reporting.report import report


def save(comparison: Comparison, folder: str | Path) -> None:
    """Write `summary.json` and `report.html` into a folder, each whole or not at all."""
    library.write(Path(folder) / "summary.json", json.dumps(comparison.headline(), indent=2))
    report(comparison).save(Path(folder) / "report.html")
