"""One self-contained page of a comparison: it opens without a network, prints, and follows the reader's light
or dark."""

from dataclasses import dataclass
from pathlib import Path

from vbc_twin.evidence import library
from vbc_twin.experiments import Comparison, Settlements, Validation
from vbc_twin.reporting import contract_sections, figures, run_sections, sections, tables, validation_section
from vbc_twin.reporting.closing import closing
from vbc_twin.reporting.html import as_json, text
from vbc_twin.twin import Run

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


def report(
    result: Comparison | Run, settled: Settlements | None = None, validation: Validation | None = None
) -> Report:
    """The report of a comparison, or of a single run.

    `settled` are its years under every contract, worked out anew where they are not given; `validation` is told where
    it is given. Raises EvidenceError if that was made with other evidence.
    """
    validation_section.check(validation)
    if isinstance(result, Run):
        title, opening, parts = tables.label(result), run_sections.opening(result), run_sections.PARTS
    else:
        title = " against ".join(tables.label(run) for run in (result.alternative, result.base))
        opening, parts = sections.opening(result), sections.PARTS
    told = [(anchor, word, part(result)) for anchor, (word, part) in parts.items()]
    every = contract_sections.every_contract(settled or contract_sections.settled_for(result))
    after = 1 + list(parts).index("settlement")
    told.insert(after, (contract_sections.ANCHOR, contract_sections.WORD, every))
    before = [anchor for anchor, _, _ in told].index("assumptions")
    told.insert(before, (validation_section.ANCHOR, validation_section.WORD, validation_section.part(validation)))
    links = "".join(f'<a href="#{anchor}">{text(word)}</a>' for anchor, word, _ in told)
    body = "".join(part for _, _, part in told)
    templates = as_json(figures.templates())
    scripts = (
        f"<script>{figures.script()}</script><script>const TEMPLATES = {templates};\n{_beside('page.js')}</script>"
    )
    return Report(
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark">'
        f"<title>{text(title)}</title><style>{_beside('page.css')}</style></head><body><main>"
        f'{opening}<nav aria-label="Parts of this page">{links}</nav>'
        f"<noscript><p>Charts need scripts; every chart's figures stand in the table below it.</p></noscript>"
        f"{body}{closing(result)}</main>{scripts}</body></html>\n"
    )


def _beside(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")
