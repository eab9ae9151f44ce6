"""The finding in one plain sentence, and what a reader must know beside it."""

from vbc_twin.experiments import Comparison, Estimate
from vbc_twin.reporting.words import about, between, in_draws, years_said

SURELY, HARDLY = 0.9, 0.1
FEW_DRAWS = 50


def label(run) -> str:
    """A scenario as readers know it."""
    return run.scenario.label or run.scenario.name


def verdict(comparison: Comparison) -> str:
    """In a few words what became of the choice: of gross savings, then of the ACO's ledger."""
    if _is_same(comparison):
        return "no difference"
    gross = Estimate.of(comparison.gross_savings().sum(axis=1))
    if not comparison.is_clear_saver:
        return "not a clear saver"
    chance = comparison.probability_above_zero()
    spending = "spending unclear" if gross.covers_zero else "spending falls" if gross.mean > 0 else "spending rises"
    ledger = "the ACO gains" if chance >= SURELY else "the ACO loses" if chance <= HARDLY else "the ACO's gain is open"
    return f"{spending}, {ledger}"


def finding(comparison: Comparison) -> str:
    """What the choice is worth, in one sentence; a null effect is said as null."""
    name, horizon = label(comparison.alternative), years_said(comparison.years)
    if _is_same(comparison):
        return f"Over {horizon}, {name} and {label(comparison.base)} come to the same: every difference is zero."
    start = f"with {name}," if comparison.is_clear_saver else f"{name} is not a clear saver:"
    return f"Over {horizon}, {start} {_spending(comparison)}, and {_ledger(comparison)}."


def notes(comparison: Comparison) -> tuple[str, ...]:
    """What limits the finding, in sentences: a smaller panel, few draws, contracts that differ."""
    twin, said = comparison.base.twin, []
    if twin.people:
        said.append(
            f"The panel is a sample of {twin.people:,} people: its intervals contain sampling noise that the ACO does "
            "not have."
        )
    if comparison.draws < FEW_DRAWS:
        number = f"{comparison.draws} draw{'s' * (comparison.draws != 1)}"
        said.append(f"With {number} the intervals are rough; {FEW_DRAWS} or more are needed to rely on them.")
    alone = Estimate.of(comparison.contract_alone())
    if comparison.base.scenario.contract != comparison.alternative.scenario.contract:
        said.append(
            f"The arms differ in contract; the change of contract alone is worth {about(alone.mean)} to the ACO "
            f"({between(alone)}), before any investment."
        )
    return tuple(said)


def _is_same(comparison: Comparison) -> bool:
    figures = (comparison.gross_savings(), comparison.programme_cost(), comparison.net_savings())
    return not any(figure.any() for figure in figures)


def _spending(comparison: Comparison) -> str:
    gross = Estimate.of(comparison.gross_savings().sum(axis=1))
    if not comparison.gross_savings().any():
        return "spending does not change at all"
    if gross.low > 0:
        return f"spending falls by {about(gross.mean)} ({between(gross)})"
    if gross.high < 0:
        return f"spending rises by {about(-gross.mean)} ({between(Estimate(-gross.mean, -gross.high, -gross.low))})"
    return f"gross savings are {about(gross.mean)}, with zero inside their {between(gross)}"


def _ledger(comparison: Comparison) -> str:
    net = Estimate.of(comparison.net_savings())
    cost = Estimate.of(comparison.programme_cost().sum(axis=1))
    counted = in_draws(comparison.probability_above_zero(), comparison.draws)
    after = f"after {about(cost.mean)} of programme cost " if cost.mean > 0 else ""
    if net.low == net.high == 0:
        return f"{after}nothing changes for the ACO"
    better = "better" if net.mean > 0 else "worse"
    ends = net if net.mean > 0 else Estimate(-net.mean, -net.high, -net.low)
    return f"{after}the ACO ends {about(ends.mean)} {better} off ({between(ends)}; it gains {counted})"
