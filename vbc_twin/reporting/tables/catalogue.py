"""What the library holds, by kind."""

from collections.abc import Callable

import polars as pl

from vbc_twin.conditions import Condition
from vbc_twin.conditions import names as condition_names
from vbc_twin.contracts import Contract
from vbc_twin.evidence import EvidenceError, library, suggestion
from vbc_twin.investments import Investment
from vbc_twin.investments import names as investment_names
from vbc_twin.reporting.small_cells import shown
from vbc_twin.twin import Scenario, Twin

Entry = tuple[str, str]


def catalogue(kind: str) -> pl.DataFrame:
    """One row a name of this kind (twins, scenarios, investments, conditions, contracts): name, label, about.

    Raises EvidenceError for another kind.
    """
    if kind not in KINDS:
        raise EvidenceError([f'list: there is no kind "{kind}". {suggestion(kind, KINDS)}'])
    names, describe = KINDS[kind]
    rows = [(name, *describe(name)) for name in names()]
    return pl.DataFrame(rows, schema={"name": pl.String, "label": pl.String, "about": pl.String}, orient="row")


def _twin(name: str) -> Entry:
    row = Twin.load(name).row
    track = "ENHANCED" if row.track == "EN" else f"BASIC {row.track}"
    return row.name, f"{row.aco_id}, {row.performance_year}, {track}, {shown(row.assigned_beneficiaries)} people"


def _scenario(name: str) -> Entry:
    scenario = Scenario.load(name)
    bought = ", ".join(bought_said(each) for each in scenario.investments) or "no investment"
    return scenario.label, f"{scenario.years} years; {bought}; contract {scenario.contract.name}"


def bought_said(investment: Investment) -> str:
    """An investment and how much of it is bought, in words: "Home blood pressure (0.5 nurses, with pharmacist)"."""
    options = (
        f", with {' and '.join(each.replace('_', ' ') for each in investment.chosen)}" if investment.chosen else ""
    )
    staff = investment.role if investment.staff == 1 else investment.staff_word
    return f"{investment.label} ({investment.staff:g} {staff.replace('_', ' ')}{options})"


def _investment(name: str) -> Entry:
    investment = Investment.load(name)
    return investment.label, investment.question


def _condition(name: str) -> Entry:
    condition = Condition.load(name)
    return condition.label, ("moves" if condition.moves else "fixed flag") + f": {', '.join(condition.stages)}"


def _contract(name: str) -> Entry:
    contract = Contract.load(name)
    return contract.label, f"levels {', '.join(contract.text.levels)}"


KINDS: dict[str, tuple[Callable[[], list[str]], Callable[[str], Entry]]] = {
    "twins": (lambda: library.names("twins"), _twin),
    "scenarios": (lambda: library.names("scenarios"), _scenario),
    "investments": (investment_names, _investment),
    "conditions": (condition_names, _condition),
    "contracts": (Contract.names, _contract),
}
