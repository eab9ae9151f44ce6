"""The part of a report that tells how the twin stands against published outcomes, where a validation is at hand."""

from vbc_twin.evidence import EvidenceError, library
from vbc_twin.experiments import Validation
from vbc_twin.reporting import figures, tables
from vbc_twin.reporting.html import chart, folded, paragraph, section, table

ANCHOR, WORD = "validation", "Validation"
HOW = (
    "This report was made without a validation. To hold the same evidence against published outcomes and have the "
    "result here: vbc-twin validate --out results/validation, then the same command again with --validation "
    "results/validation/validation.json."
)
METHOD = (
    "The same evidence, without an ACO, lives the people of published cohorts and trials; a figure is inside where it "
    "lies in the band that was set for it. An ACO's own row says nothing about these outcomes."
)


def check(validation: Validation | None) -> None:
    """Raises EvidenceError if a validation was made with other evidence than this report's."""
    if validation is None:
        return
    own, its = library.digest(), validation.provenance.get("evidence_digest")
    if its != own:
        said = f"validation: was made with other evidence ({its}, this is {own}); run vbc-twin validate --out again"
        raise EvidenceError([said])


def part(validation: Validation | None) -> str:
    """The section; without a validation, how to make one."""
    if validation is None:
        return section(ANCHOR, "Against published outcomes", paragraph(HOW, "method"))
    said = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in validation.provenance.items())
    return section(
        ANCHOR,
        "Against published outcomes",
        paragraph(METHOD),
        chart(figures.validation(validation), figures.validation(validation, 1)),
        *(
            folded(f"{caption}: {frame.height}", table(frame, caption))
            for caption, frame in tables.validation_parts(validation)
        ),
        paragraph(f"Lived by: {said}.", "method"),
    )
