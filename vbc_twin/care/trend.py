"""How spending per person grows over the years, where nothing else changes."""

from vbc_twin.care.service import ROOM
from vbc_twin.evidence import Faults, Parameter, library, parse_parameter


def national_trend() -> Parameter:
    """Yearly growth [share] of national spending per person; it moves prices and benchmark alike.

    Named "trend.national". Raises EvidenceError if `data/care/trend.toml` is faulty.
    """
    document, faults = library.read(ROOM, "trend"), Faults()
    trend = parse_parameter(
        document.raw.get("national"), "trend.national", f"{document.file}, national", library.sources(), faults
    )
    faults.raise_if_any()
    return trend
