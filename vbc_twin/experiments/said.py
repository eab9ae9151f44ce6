"""What the settlements under many contracts assume, in sentences, each once."""

from __future__ import annotations

import polars as pl

from vbc_twin.evidence import Parameter
from vbc_twin.experiments.by_contract import Settled
from vbc_twin.experiments.carriers import MEDICARE, PartB
from vbc_twin.experiments.flows import shares
from vbc_twin.experiments.held import Held, closed_rules
from vbc_twin.experiments.settlements import ASSUMPTIONS

RISK, CASH, FIGURE = "Who carries the risk", "Cash", "Figure"


def assumptions(settled: list[Settled], asked: list[Held], years: tuple[int, ...]) -> pl.DataFrame:
    """What was assumed of each contract, of figures that the years lack, of the premium and of the cash."""
    held = {each.held.label: each for each in settled}
    said = [(FIGURE, figure_said(name, figure)) for name, figure in _used(settled, asked).items()]
    for label, each in held.items():
        contract = each.held.contract
        said += [(label, sentence) for sentence in (*contract.assumptions, *closed_rules(contract, years))]
        timing, settles = contract.text.timing.get("reconciliation"), _settles(each)
        if timing is not None and settles:
            span = f" ({timing.low:g} to {timing.high:g})" if timing.low < timing.high else ""
            when = f"{timing.value:g}{span} quarters after the performance year's end"
            said.append((CASH, f"{label}: the reconciliation is paid {when}; {timing.at}."))
        elif settles:
            said.append((CASH, f"{label}: its file does not say when the reconciliation is paid: it has no quarter."))
    if any(each.held.contract.text.payer == MEDICARE for each in settled):
        part_b = PartB.load()
        premium, home = part_b.premium_share, part_b.by_category["home_health"]
        said.append(
            (
                RISK,
                f"The Part B premium carries {premium.value:.0%} of Part B cost ({premium.at}); {home.value:.0%} of "
                f"home health is Part B ({home.at}). It is borne by everybody enrolled, a year or two later.",
            )
        )
    if settled and len(settled[0].lived.part_b_usd) == 1:
        said.append((RISK, "One published year does not vary, so that nothing is told of who carries the risk."))
        said.append((CASH, "Claims of a published year are taken to be paid in four equal quarters."))
    return pl.DataFrame(list(dict.fromkeys(said)), schema=ASSUMPTIONS, orient="row")


def figure_said(name: str, figure: Parameter) -> str:
    """An assumed figure with its interval, source and mark."""
    between = f" (95 % interval {figure.low:,.6g} to {figure.high:,.6g})" if figure.low < figure.high else ""
    where = f"{figure.source}, {figure.at}" if figure.at else figure.source
    return f"{name} is taken as {figure.value:,.6g} {figure.unit}{between}: {figure.mark}, {where}."


def _used(settled: list[Settled], asked: list[Held]) -> dict[str, Parameter]:
    """Assumed figures that the years lack and that a settled contract needs, or may look at where none needs them."""
    needed = {name for each in asked for name in each.contract.needs}
    return {
        name: figure
        for each in settled
        for name, figure in each.held.contract.assumed
        if each.lived.experience.figure(name) is None and (name in each.held.contract.needs or name not in needed)
    }


def _settles(each: Settled) -> bool:
    """Whether there is anything to reconcile."""
    settled = any(payment.settled for payment in each.settlement.ledger.payments)
    return settled or shares(each.settlement)
