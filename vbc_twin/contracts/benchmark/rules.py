"""Every step of the Shared Savings benchmark with the figures in force for one agreement and year."""

from dataclasses import dataclass
from datetime import date

from vbc_twin.contracts.benchmark.combination import Combination
from vbc_twin.contracts.benchmark.figures import circumstances, read_figures, step_in_force
from vbc_twin.contracts.benchmark.growth import RegionalRisk
from vbc_twin.contracts.benchmark.guardrail import Guardrail
from vbc_twin.contracts.benchmark.population import Population
from vbc_twin.contracts.benchmark.prior_savings import PriorSavings
from vbc_twin.contracts.benchmark.projection import Projection
from vbc_twin.contracts.benchmark.regional import RegionalAdjustment
from vbc_twin.contracts.benchmark.risk import RiskCap
from vbc_twin.contracts.benchmark.truncation import Truncation
from vbc_twin.contracts.benchmark.update import Update
from vbc_twin.contracts.benchmark.years import BenchmarkYears
from vbc_twin.evidence import Faults, Parameter

FILE = "mssp_benchmark_figures"
PERIODS = ("first", "second", "third", "later")
STEPS = {
    "truncation": Truncation,
    "years": BenchmarkYears,
    "regional_risk": RegionalRisk,
    "regional": RegionalAdjustment,
    "prior_savings": PriorSavings,
    "population": Population,
    "combination": Combination,
    "projection": Projection,
    "update": Update,
    "guardrail": Guardrail,
    "risk": RiskCap,
}
# From the least to the most that a figure still has to be looked up.
SURENESS = ("checked", "derived", "fitted", "partly", "secondary", "judged", "recalled")


@dataclass(frozen=True)
class MsspRules:
    """The steps in the order of CMS's reports; each is a pure function of plain amounts (see its own file)."""

    truncation: Truncation
    years: BenchmarkYears
    regional_risk: RegionalRisk
    regional: RegionalAdjustment
    prior_savings: PriorSavings
    population: Population
    combination: Combination
    projection: Projection
    update: Update
    guardrail: Guardrail
    risk: RiskCap

    @classmethod
    def in_force(cls, year: int, agreement_start: date, agreement_period: int, variant: str = "") -> "MsspRules":
        """The rules of a performance year for an agreement, by its start and its number (1 for the first).

        variant: "cy2027_proposed", "population_adds", or none. Raises EvidenceError with every figure that is not in
        force; agreements from before July 2019 adjusted risk in another way and are not built here.
        """
        faults, text = Faults(), read_figures(FILE)
        if agreement_period < 1:
            faults.add("agreement_period", f"counts from 1, found {agreement_period}")
        level = PERIODS[min(max(agreement_period, 1), len(PERIODS)) - 1]
        when = circumstances(year, agreement_start, level, variant)
        known = {entry.variant for step in text.steps.values() for each in step.figures.values() for entry in each}
        if variant not in known:
            faults.unknown(text.file, "variant", variant, known - {""})
        made = {name: step_in_force(kind, text, name, when, faults) for name, kind in STEPS.items()}
        if made["risk"] is not None and made["risk"].figure is None:
            faults.add(
                f"{text.file}, risk",
                f"no cap is in force for agreements from {agreement_start}; the first is of July 2019",
            )
        faults.raise_if_any()
        return cls(**made)

    @classmethod
    def parameters(cls) -> tuple[Parameter, ...]:
        """Every figure of the file, in force or not, for the register of assumptions."""
        return read_figures(FILE).parameters


def least_sure(*figures: Parameter | None) -> str:
    """The mark of the figure that is known least surely; empty where there is none."""
    marks = [figure.mark for figure in figures if figure is not None]
    return max(marks, key=SURENESS.index) if marks else ""
