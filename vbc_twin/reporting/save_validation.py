"""A validation as files: one page that opens without a network, its figures as JSON, and the table as Parquet.

validation.json: schema, finding, correlation (of logarithms), share_inside, provenance {vbc_twin, seed, people, cases,
read, accepted, refused, evidence_digest}, and `cases`, a list of the rows of `Validation.table`.
"""

import json
import math
from html import escape
from pathlib import Path

import polars as pl

from vbc_twin.evidence import EvidenceError, library
from vbc_twin.experiments import VALIDATION_SCHEMA, Validation
from vbc_twin.reporting import figures, html, tables

SCHEMA = "vbc_twin validation 1"
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
    text = json.dumps(validation_document(validation), indent=2, ensure_ascii=False, allow_nan=False)
    library.write(folder / "validation.json", text + "\n")
    validation.table.write_parquet(folder / "validation.parquet")
    library.write(folder / "validation.html", page(validation))
    return folder / "validation.html"


def validation_document(validation: Validation) -> dict:
    """What validation.json holds."""
    figures_ = {"correlation": validation.correlation, "share_inside": validation.share_inside}
    return {
        "schema": SCHEMA,
        "finding": tables.validation_finding(validation),
        **{name: each if math.isfinite(each) else None for name, each in figures_.items()},
        "provenance": validation.provenance,
        "cases": tables.validation_records(validation),
    }


def read_validation(file: Path | str) -> Validation:
    """A validation from its validation.json. Raises EvidenceError if the file is none."""
    file = Path(file)
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
        if raw["schema"] != SCHEMA:
            raise ValueError(f'its schema is not "{SCHEMA}"')
        rows = [tuple(each[name] for name in VALIDATION_SCHEMA) for each in raw["cases"]]
        return Validation(pl.DataFrame(rows, schema=VALIDATION_SCHEMA, orient="row"), dict(raw["provenance"]))
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError) as error:
        said = f"{file}: is no result of a validation ({error}); make one with vbc-twin validate --out FOLDER"
        raise EvidenceError([said]) from None


def page(validation: Validation) -> str:
    """The page: the finding, the figure, and every case."""
    figure = figures.validation(validation)
    figure.update_layout(title_text="", margin_t=24)  # the page says it above
    said = ", ".join(f"{key} {value}" for key, value in validation.provenance.items())
    parts = [
        html.paragraph(tables.validation_finding(validation)),
        figure.to_html(full_html=False, include_plotlyjs=True),
        *(html.table(frame, caption) for caption, frame in tables.validation_parts(validation)),
        html.paragraph(said),
    ]
    return PAGE.format(title=escape("The twin against published outcomes"), parts="\n".join(parts))
