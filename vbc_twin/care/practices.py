"""The figures by which practices work: workload, after-hours charting, burnout, turnover, access and continuity."""

from vbc_twin.care.service import ROOM
from vbc_twin.evidence import Faults, Parameter, library, parse_parameter

FIGURES = {
    "workload": (
        "panel",
        "panel_spread",
        "visits",
        "weeks",
        "visit_minutes",
        "documentation_minutes",
        "inbox_hours",
        "delegated",
        "hours",
    ),
    "after_hours": ("typical", "overflow", "spread", "few"),
    "burnout": ("share", "of_workload", "of_few_hours"),
    "turnover": ("well", "burned_out", "patients_per_clinician"),
    "access": ("wait", "wait_spread", "wait_of_workload", "continuity", "continuity_spread", "continuity_lost"),
}


def practice_figures() -> dict[str, Parameter]:
    """The figures of `data/care/practices.toml` as "<table>.<figure>"; each Parameter is named "practices.<...>".

    Raises EvidenceError that lists every figure that is missing, unknown or not whole.
    """
    document, faults, found = library.read(ROOM, "practices"), Faults(), {}
    for table in document.raw:
        if table not in FIGURES:
            faults.unknown(f"{document.file}, {table}", "table of the practices", table, FIGURES)
    for table, names in FIGURES.items():
        given, place = document.raw.get(table, {}), f"{document.file}, {table}"
        for name in given:
            if name not in names:
                faults.unknown(f"{place}.{name}", f"figure of {table}", name, names)
        for name in names:
            key = f"{table}.{name}"
            found[key] = parse_parameter(
                given.get(name), f"practices.{key}", f"{place}.{name}", library.sources(), faults
            )
    faults.raise_if_any()
    return found
