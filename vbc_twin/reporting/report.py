"""One self-contained page of a comparison: it opens without a network, prints, and follows the reader's light or dark."""

import json
from dataclasses import dataclass
from pathlib import Path

from vbc_twin.evidence import library
from vbc_twin.experiments import Comparison
from vbc_twin.reporting import figures, sections, tables
from vbc_twin.reporting.html import text

HERE = Path(__file__).parent
# The page may run what it holds and load nothing at all.
POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"


@dataclass(frozen=True)
class Report:
    """A page as text: `html`."""

    html: str

    def save(self, path: str | Path) -> None:
        """Write the page, whole or not at all."""
        library.write(Path(path), self.html)


def report(comparison: Comparison) -> Report:
    """The report of a comparison."""
    names = [text(tables.label(run)) for run in (comparison.alternative, comparison.base)]
    links = "".join(f'<a href="#{anchor}">{text(word)}</a>' for anchor, (word, _) in sections.PARTS.items())
    parts = "".join(part(comparison) for _, part in sections.PARTS.values())
    templates = json.dumps(figures.templates()).replace("</", "<\\/")
    return Report(
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">'
        f"<title>{names[0]} against {names[1]}</title><style>{_beside('page.css')}</style></head><body><main>"
        f'{sections.opening(comparison)}<nav aria-label="Parts of this page">{links}</nav>'
        f"<noscript><p>Charts need scripts; every chart's figures stand in the table below it.</p></noscript>"
        f"{parts}{sections.closing(comparison)}</main>"
        f"<script>{figures.script()}</script><script>const TEMPLATES = {templates};\n{_beside('page.js')}</script></body></html>\n"
    )


def _beside(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")
