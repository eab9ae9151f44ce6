"""The contract that a published row shows its ACO to hold, and the benchmark history that it tells."""

from dataclasses import replace

from vbc_twin.contracts.benchmark.years import spread_over_types
from vbc_twin.contracts.contract import Contract
from vbc_twin.contracts.history import BenchmarkHistory
from vbc_twin.contracts.terms import Risk
from vbc_twin.evidence import EvidenceError, PublishedRow

CONTRACT_OF_TRACK = {
    "A": "mssp_basic",
    "B": "mssp_basic",
    "C": "mssp_basic",
    "D": "mssp_basic",
    "E": "mssp_basic",
    "EN": "mssp_enhanced",
    "T1": "mssp_track_1",
    "T1+": "mssp_track_1_plus",
    "T2": "mssp_track_2",
    "T3": "mssp_track_3",
}
LAST_YEAR = 2021  # of the tracks before BASIC and ENHANCED [42 CFR 425.600(a)]
PRINTED = 5e-5  # rates are printed to two decimals of a percentage: half of the last one


def own(row: PublishedRow, frozen: bool = False) -> Contract:
    """The row's own track, its printed election and its agreement; BASIC climbs one level a year unless frozen.

    Raises EvidenceError for a track whose contract is not in the library.
    """
    name = CONTRACT_OF_TRACK.get(row.track)
    if name is None:
        there = ", ".join(CONTRACT_OF_TRACK)
        place = f"{row.aco_id}, performance year {row.performance_year}"
        raise EvidenceError([f'{place}: there is no contract for the track "{row.track}"; there is: {there}'])
    contract = Contract.load(name)
    election, how = elected(row, contract)
    held = contract.choose(
        level=row.track, level_year=row.performance_year, frozen=frozen, minimum_savings_rate=election
    )
    quality = f"The quality score of {row.quality_score:.2%} and the quality gate of {row.performance_year} are held."
    return replace(held.held_by(row), said=(how, quality, *ended(row)))


def ended(row: PublishedRow) -> tuple[str, ...]:
    """What a track that no longer exists assumes, in a sentence."""
    if not row.track.startswith("T"):
        return ()
    return (f"The track {row.track} ended with {LAST_YEAR}; later years are settled on its last rules.",)


def elected(row: PublishedRow, contract: Contract) -> tuple[float | str, str]:
    """The election behind the printed minimum savings rate, and how it is known."""
    printed = row.minimum_savings_rate
    gate = next(
        term for term in contract.choose(level=row.track).terms(row.performance_year) if hasattr(term, "by_size")
    )
    if gate.elective_from is None:
        return "variable", "A one-sided ACO elects nothing; if it becomes two-sided it keeps the variable rate."
    if row.assigned_beneficiaries < gate.elective_from.value:
        return "variable", "Too few people for an election to show: the variable rate is kept."
    choices = [choice for choice in contract.text.choices["minimum_savings_rate"] if choice != "variable"]
    if (nearest := min(choices, key=lambda choice: abs(choice - printed))) is not None and abs(
        nearest - printed
    ) < PRINTED:
        return nearest, f"The printed minimum savings rate of {printed:.2%} is read as an election."
    return "variable", f"The printed minimum savings rate of {printed:.2%} is read as the variable one."


def benchmark_history(row: PublishedRow, risk: Risk | None = None) -> BenchmarkHistory:
    """The history of a published row, solved under a rule of risk adjustment, by default its own contract's."""
    if risk is None:
        risk = next(term for term in own(row).terms(row.performance_year) if isinstance(term, Risk))
    years = row.person_years_by_type
    before = row.historical_spending_by_type, row.historical_person_years_by_type
    spending = {name: float(usd) for name, usd in spread_over_types(row.historical_benchmark, *before).items()}
    weights = {name: usd * years[name] for name, usd in spending.items()}
    ratios = risk.ratios(row.risk_score_by_type, row.historical_risk_score_by_type, weights, 1.0)
    people = sum(years.values())
    adjusted = sum(float(ratios[name]) * weights[name] for name in weights) / people
    return BenchmarkHistory(
        performance_year=row.performance_year,
        spending_usd=spending,
        risk_score=dict(row.historical_risk_score_by_type),
        implied_update=row.updated_benchmark / adjusted,
        total_basis=row.benchmark_usd / (row.updated_benchmark * people),
    )
