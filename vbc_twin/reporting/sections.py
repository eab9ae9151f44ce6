"""The parts of a report, in the order in which they are read."""

from collections.abc import Callable

from vbc_twin.experiments import Comparison
from vbc_twin.reporting import figures, tables
from vbc_twin.reporting.closing import assumptions, who_line
from vbc_twin.reporting.html import bullets, chart, folded, paragraph, section, table, text
from vbc_twin.reporting.tables.catalogue import bought_said
from vbc_twin.reporting.words import about, in_draws, span, usd, years_said

NARROW = 2


def opening(comparison: Comparison) -> str:
    """Who, what, the finding in one sentence, and the headline figures."""
    names = [tables.label(run) for run in (comparison.alternative, comparison.base)]
    return (
        f'<header><p class="who">{text(who_line(comparison.base.twin))}</p>'
        f"<h1>{text(names[0])} <span>against {text(names[1])}</span></h1>"
        f'<p class="verdict">{text(tables.verdict(comparison))}</p>'
        f'<p class="finding">{text(tables.finding(comparison))}</p>'
        f"{bullets(tables.notes(comparison))}</header>{_cards(comparison)}{_choice(comparison)}"
    )


def _cards(comparison: Comparison) -> str:
    cards = []
    for name, figure, mean, low, high, pmpm in tables.headline(comparison).iter_rows():
        if name == "contract_alone_usd":
            continue  # it is a part of the settlement's change; the notes and the table below tell it
        chance = ""
        if name == "net_savings_usd":
            chance = f"<p>a gain {text(in_draws(comparison.probability_above_zero(), comparison.draws))}</p>"
        kind = "card net" if name == "net_savings_usd" else "card"
        cards.append(
            f'<div class="{kind}"><h3>{text(figure)}</h3><p class="amount">{text(about(mean))}</p>'
            f"<p>90 % interval {text(about(low))} to {text(about(high))}</p><p>{text(usd(pmpm, 2))} "
            f"PMPM</p>{chance}</div>"
        )
    return f'<div class="cards">{"".join(cards)}</div>'


def _choice(comparison: Comparison) -> str:
    said = []
    for word, run in (("Base", comparison.base), ("Alternative", comparison.alternative)):
        bought = ", ".join(bought_said(each) for each in run.scenario.investments) or "no investment"
        said.append(f"{word}: {tables.label(run)}; {bought}; {run.contract.label}.")
    said.append(
        f"Both are lived by the same people with the same luck over {span(comparison.years)}, in "
        f"{comparison.draws} paired "
        "draws; means over draws, 90 % intervals from the 5th to the 95th percentile. USD, undiscounted, on "
        "programme basis."
    )
    return "".join(paragraph(each, "method") for each in said)


def scorecard(comparison: Comparison) -> str:
    """The Quadruple Aim."""
    frame = tables.scorecard(comparison)
    caption = f"Alternative against base over {span(comparison.years)}; difference with its 90 % interval"
    parts = [table(frame, caption, "aims")]
    parts.append(
        folded("What patients would say", table(tables.experience(comparison), "Summary scores of the survey"))
    )
    parts.append(folded("By dual status and deprivation", table(tables.equity(comparison), "Groups, not adjusted")))
    enrolled = tables.enrolment(comparison)
    if not enrolled.is_empty():
        parts.append(table(enrolled, "What the investments did"))
    return section("scorecard", "Quadruple Aim", *parts)


def bridge(comparison: Comparison) -> str:
    """From gross savings to net."""
    drawn = chart(figures.bridge(comparison), figures.bridge(comparison, upright=False))
    steps = table(tables.bridge(comparison), "From gross savings to net, mean over draws", strong=(-1, -3, -5))
    headline = tables.headline(comparison).drop("name")
    return section(
        "bridge",
        "From gross savings to net",
        drawn,
        steps,
        table(headline, f"Headline figures over {years_said(comparison.years)}"),
        chart(figures.fan(comparison)),
        folded("Net savings of the ACO by year", table(tables.net_by_year(comparison), "Net savings by year")),
    )


def services(comparison: Comparison) -> str:
    """PMPM by service."""
    caption = f"Spending per member per month over {span(comparison.years)}; difference is alternative minus base"
    by_year = tables.pmpm_by_year(comparison)
    return section(
        "services",
        "Spending by service",
        chart(figures.pmpm(comparison), figures.pmpm(comparison, NARROW)),
        table(tables.pmpm(comparison), caption, strong=(-1,)),
        folded("By year", table(by_year, "Spending per member per month by service and year")),
    )


def burden(comparison: Comparison) -> str:
    """Disease burden over time."""
    still = [each.label for each in comparison.base.twin.content.conditions if not each.moves]
    return section(
        "burden",
        "Disease burden",
        chart(figures.burden(comparison), figures.burden(comparison, NARROW)),
        table(
            tables.burden(comparison), "People with each condition per 1,000 alive at the year's end, recorded or not"
        ),
        paragraph(
            f"{', '.join(still)}: nobody gains or loses these while living; they move only as people come and go."
        ),
    )


def settlement(comparison: Comparison) -> str:
    """The settlement's lines of the last year, and every year."""
    year = comparison.years[-1]
    lines = tables.settlement_lines(comparison, year)
    lying = figures.settlement(comparison, upright=False)
    return section(
        "settlement",
        "Settlement under the contract",
        table(
            tables.settlements(comparison),
            "Earned (+) or owed (−) by year; difference with its 90 % interval",
            strong=(-1,),
        ),
        chart(figures.settlement(comparison), lying),
        table(
            lines, f"Every line of {year}: means over draws, and the alternative's 90 % interval", "lines", strong=(-1,)
        ),
        paragraph(
            "In some draws the ACO earns and in others it owes, so savings and losses can both have a mean in one year."
        ),
    )


def illusion(comparison: Comparison) -> str:
    """What before-after spending would have claimed."""
    said = (
        "Programmes enrol people when they have been ill, and many would have cost less in the next year "
        "without anybody's "
        "help. Before-after spending counts that as savings. Here the same people also live the year without "
        "the investment."
    )
    frame = tables.illusion_lines(comparison)
    parts = (
        [table(frame, "Spending of the people enrolled, year before and year after")] if not frame.is_empty() else []
    )
    return section(
        "before-after",
        "Before and after, and the true effect",
        paragraph(said),
        chart(figures.illusion(comparison)),
        *parts,
    )


PARTS: dict[str, tuple[str, Callable[[Comparison], str]]] = {
    "scorecard": ("Quadruple Aim", scorecard),
    "bridge": ("Gross to net", bridge),
    "services": ("By service", services),
    "burden": ("Disease burden", burden),
    "settlement": ("Settlement", settlement),
    "before-after": ("Before and after", illusion),
    "assumptions": ("Evidence", assumptions),
}
