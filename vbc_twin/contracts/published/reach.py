"""A published ACO REACH row as a case: its benchmark is given, its cost is net, and the corridor step is compared."""

from functools import cache
from itertools import product

import numpy as np

from vbc_twin.contracts.contract import Contract
from vbc_twin.contracts.experience import Experience
from vbc_twin.contracts.published.case import Case
from vbc_twin.contracts.published.corners import ends
from vbc_twin.contracts.published.printed import Printed
from vbc_twin.contracts.published.rows import Row
from vbc_twin.evidence import EvidenceError, library, suggestion


def reach_case(row: Row) -> Case:
    """The case of a row: benchmark with equity adjustment against net cost. Raises EvidenceError if unknown.

    Capitation and stop-loss are inside the net cost, and monies beside the sharing are not settled here: the contract
    takes each of them for nothing where it is not given.
    """
    parts = [row.printed(name) for name in ("benchmark", "equity_up", "equity_down")]
    benchmark = Printed(sum(part.value for part in parts), sum(part.half for part in parts if part.value))
    spent = row.printed("expenditure")
    corners = [(benchmark.value, spent.value), *product(ends(benchmark), ends(spent))]
    amounts, costs = np.array(corners).T
    experience = Experience(
        year=row.year, persons=row.value("persons"), spending_usd={"all": costs}, benchmark_usd=amounts
    )
    return Case(row, (_contract(row),), experience, settles="divided_usd")


def _contract(row: Row) -> Contract:
    known = _contracts()
    name = known.get(row.track.casefold())
    if name is None:
        told = f'there is no contract for the arrangement "{row.track}". {suggestion(row.track, known)}'
        raise EvidenceError([f"{row.place}, column risk_arrangement: {told}"])
    return Contract.load(name)


@cache
def _contracts() -> dict[str, str]:
    return dict(library.read("public", "settlement_columns").raw["reach"]["contracts"])
