"""The last parts of every report: what the result rests on, and how to live it again."""

from vbc_twin.evidence import library
from vbc_twin.experiments import Comparison
from vbc_twin.reporting import tables
from vbc_twin.reporting.html import folded, paragraph, section, table, text
from vbc_twin.twin import Run, Twin


def assumptions(result: Comparison | Run) -> str:
    """What the result rests on."""
    register = tables.assumptions(result)
    marks = tables.marks(result)
    assumed = marks["assumed_intervals"].sum()
    said = (
        f"{register.height} figures of the evidence, {assumed} of them with an assumed interval. Marks say "
        "how surely each is known."
    )
    columns = ["name", "value", "low_95", "high_95", "unit", "mark", "interval", "title", "at"]
    listed = register.select(columns).rename({"title": "source", "at": "where"})
    search = (
        '<p class="search"><label for="find">Search the register</label> <input id="find" type="search" '
        'placeholder="for example heart_failure or recalled"> <output id="found"></output></p>'
    )
    return section(
        "assumptions",
        "What this rests on",
        paragraph(said),
        table(marks, "Figures by mark"),
        table(tables.assumed(result), "Assumed of the published row and of the contract"),
        folded(
            f"Register of assumptions: all {register.height} figures",
            search,
            table(listed, "Register of assumptions", "register"),
        ),
    )


def closing(result: Comparison | Run) -> str:
    """Provenance, and what the page is not."""
    items = "".join(
        f"<div><dt>{text(name.replace('_', ' '))}</dt><dd>{text(value)}</dd></div>"
        for name, value in tables.provenance(result).items()
    )
    row = twin_of(result).row
    said = (
        "A synthetic panel drawn from published totals; no patient's row is in this page, and counts of fewer "
        "than 11 people are "
        "hidden. A model's estimate for a decision, not a forecast of a settlement, and no advice about any patient."
    )
    source = library.sources().get(row.source)
    origin = f"The ACO's own figures: {source.title if source else row.source}, {row.at}." if row.source else ""
    words = paragraph(said) + (paragraph(origin) if origin else "")
    return f'<footer id="provenance"><h2>Provenance</h2><dl>{items}</dl>{words}</footer>'


def twin_of(result: Comparison | Run) -> Twin:
    """The twin that lived the result."""
    return result.twin if isinstance(result, Run) else result.base.twin


def who_line(twin: Twin) -> str:
    """Whom the page is about, in a line."""
    row = twin.row
    track = "ENHANCED" if row.track == "EN" else f"BASIC level {row.track}"
    return (
        f"{row.name} ({row.aco_id}), performance year {row.performance_year}, Shared Savings Program {track}, "
        f"{row.assigned_beneficiaries:,} assigned people"
    )
