"""A validation as files: one page that opens without a network, the cases as JSON, and the table as Parquet."""

import json
from html import escape
from pathlib import Path

from vbc_twin.evidence import library
from vbc_twin.experiments import Validation
from vbc_twin.reporting import figures, html, tables

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font-family: system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #1b2330; }}
table {{ border-collapse: collapse; font-size: 0.9rem; }}
th, td {{ padding: 0.25rem 0.6rem; text-align: left; border-bottom: 1px solid #d9dee6; vertical-align: top; }}
caption {{ text-align: left; font-weight: 600; padding: 1rem 0 0.5rem; }}
</style></head><body>
<h1>{title}</h1>
{parts}
</body></html>
"""


def save_validation(validation: Validation, folder: Path | str) -> Path:
    """Write `validation.html` (whose path is returned), `validation.json` and `validation.parquet`."""
    folder = Path(folder)
    text = json.dumps(tables.validation_records(validation), indent=2, allow_nan=False)
    library.write(folder / "validation.json", text)
    validation.table.write_parquet(folder / "validation.parquet")
    library.write(folder / "validation.html", page(validation))
    return folder / "validation.html"


def page(validation: Validation) -> str:
    """The page: the finding, the figure, and every case."""
    figure = figures.validation(validation)
    figure.update_layout(title_text="", margin_t=24)  # the page says it above
    shown = [
        ("Published outcomes that nothing was tuned to", tables.validation_cases(validation.compared)),
        ("Outcomes whose figures went into the model", tables.validation_cases(validation.calibrated)),
        ("Outside the band, and why", tables.validation_reasons(validation.misses)),
        ("Not modelled yet", tables.validation_reasons(validation.not_modelled)),
        ("Refused, with every fault", tables.validation_reasons(validation.refused)),
    ]
    said = ", ".join(f"{key} {value}" for key, value in validation.provenance.items())
    parts = [
        html.paragraph(tables.validation_finding(validation)),
        figure.to_html(full_html=False, include_plotlyjs=True),
        *(html.table(frame, caption) for caption, frame in shown if frame.height),
        html.paragraph(said),
    ]
    return PAGE.format(title=escape("The twin against published outcomes"), parts="\n".join(parts))
