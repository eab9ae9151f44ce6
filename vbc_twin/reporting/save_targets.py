"""Calibration targets as files: one page that opens without a network, the table as JSON and as Parquet."""

import json
from html import escape
from pathlib import Path

from vbc_twin.calibration import Targets
from vbc_twin.evidence import library
from vbc_twin.reporting import html, tables
from vbc_twin.reporting.save_validation import PAGE


def save_targets(targets: Targets, folder: Path | str) -> Path:
    """Write `targets.html` (whose path is returned), `targets.json` (as `Targets.document`) and `targets.parquet`."""
    folder = Path(folder)
    library.write(folder / "targets.json", json.dumps(targets.document(), indent=2, allow_nan=False))
    targets.table.write_parquet(folder / "targets.parquet")
    shown = [
        (group.replace("_", " ").capitalize(), tables.target_rows(targets.compared.filter(group=group)))
        for group in targets.table["group"].unique(maintain_order=True)
    ]
    shown += [
        ("Outside the range, and why", tables.target_reasons(targets.misses)),
        ("Not modelled yet", tables.target_reasons(targets.not_modelled)),
    ]
    parts = [html.paragraph(tables.targets_finding(targets))]
    parts += [html.table(frame, caption) for caption, frame in shown if frame.height]
    parts.append(html.paragraph(", ".join(f"{key} {value}" for key, value in targets.provenance.items())))
    page = PAGE.format(title=escape("Calibration targets, published beside simulated"), parts="\n".join(parts))
    library.write(folder / "targets.html", page)
    return folder / "targets.html"
