"""The part of a report in which the same years are settled under every contract."""

from vbc_twin.experiments import Comparison, Settlements, settle_all
from vbc_twin.reporting import figures, tables
from vbc_twin.reporting.html import chart, folded, paragraph, section, table
from vbc_twin.reporting.words import contract_said, span
from vbc_twin.twin import Run

ANCHOR, WORD = "contracts", "Every contract"


def settled_for(result: Comparison | Run) -> Settlements:
    """The years of a run, or those that a comparison's alternative chooses for, under every contract."""
    return settle_all(result.alternative, years=result.years) if isinstance(result, Comparison) else settle_all(result)


def every_contract(settled: Settlements) -> str:
    """What each contract earns, who carries the risk, the cash, and what is not settled."""
    years = span(settled.calendar_years)
    parts = [
        paragraph(tables.every_contract_finding(settled)),
        paragraph(
            f"The years {years} as they were lived, spending and people unchanged, settled under each contract of the "
            "library that they can supply. Nothing is made up: a contract that needs what they do not tell is listed "
            "with what is missing.",
            "method",
        ),
        chart(figures.every_contract(settled), figures.every_contract(settled, upright=False)),
        table(tables.every_contract(settled), f"Earned (+) or owed (−) over {years}, with its 90 % interval; chances"),
        folded("By year", table(tables.earned_by_year(settled), "Earned (+) or owed (−) per person-year")),
    ]
    if not settled.carriers.is_empty():
        parts += [
            chart(figures.carried(settled), figures.carried(settled, upright=False)),
            table(tables.carried(settled), "Who bears a dollar of unexpected spending, all years together"),
        ]
    if not settled.position.is_empty():
        parts += [
            chart(figures.cash(settled), figures.cash(settled, upright=False)),
            table(
                tables.cash_by_year_end(settled), "Received by the holder beside claims, cumulative, mean over draws"
            ),
        ]
        label = settled.labels[0]
        listed = table(tables.cash_of(settled, label), f"Payments under {contract_said(label)}, by quarter")
        parts.append(folded(f"Every quarter under {contract_said(label)}", listed))
    missing = tables.not_settled(settled)
    if not missing.is_empty():
        parts.append(
            folded(f"Not settled, and why ({missing.height})", table(missing, "Contracts that are not settled"))
        )
    said = settled.assumptions.unique(maintain_order=True)
    parts.append(folded("What this assumes of each contract", table(said, "Assumed of the contracts, risk and cash")))
    return section(ANCHOR, "The same years under every contract", *parts)
