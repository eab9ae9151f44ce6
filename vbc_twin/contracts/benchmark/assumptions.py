"""What no public file tells of a benchmark's update, said openly: figures with an interval, a mark and a sentence."""

from dataclasses import dataclass, fields, replace

import numpy as np

from vbc_twin.contracts.benchmark.amounts import TYPES, Amount, ByType
from vbc_twin.evidence import EvidenceError, Faults, Parameter, library, parse_parameter, suggestion

FILE = "mssp_growth_assumptions"
Belief = dict[str, Parameter]


@dataclass(frozen=True)
class UpdateAssumptions:
    """Growth since the third benchmark year and what it is blended with, by enrolment type, as Parameters.

    national_growth, regional_growth, projected_growth [ratio since BY3]; national_weight [0..1]; nation [USD per
    person-year in BY3]; demographic_growth [ratio since BY3]. In a draw all types of one figure move together: they
    are uncertain for the same reasons.
    """

    national_growth: Belief
    regional_growth: Belief
    national_weight: Belief
    projected_growth: Belief
    nation: Belief
    demographic_growth: Parameter

    @classmethod
    def from_library(cls, benchmark_year: int, year: int) -> "UpdateAssumptions":
        """National figures between two calendar years, with the intervals of data/contracts/mssp_growth_assumptions.

        Regional growth is the nation's with a wider interval, and so is projected growth: assumptions, not estimates.
        Raises EvidenceError for a year that the file does not have.
        """
        spending, nation, spread = read_assumptions()
        absent = [str(each) for each in (benchmark_year, year) if str(each) not in spending]
        if absent:
            place = f"data/contracts/{FILE}.toml, spending"
            raise EvidenceError(
                [f'{place}: no year is called "{each}". {suggestion(each, spending)}' for each in absent]
            )
        growth = spending[str(year)].value / spending[str(benchmark_year)].value
        since_2018 = spending[str(benchmark_year)].value / spending["2018"].value
        said = f"growth of national spending per beneficiary, {benchmark_year} to {year}; {{}}"

        def believed(name: str, spread_of: str) -> Belief:
            factor = spread[spread_of]
            known = factor.scaled(growth)
            return dict.fromkeys(TYPES, replace(known, name=name, at=said.format(factor.at), mark="judged"))

        level = spread["nation"]
        return cls(
            national_growth=believed("national_growth", "national"),
            regional_growth=believed("regional_growth", "regional"),
            national_weight=dict.fromkeys(TYPES, replace(spread["national_weight"], name="national_weight")),
            projected_growth=believed("projected_growth", "projected"),
            nation={
                name: replace(level.scaled(usd.value * since_2018), name=f"nation.{name}", unit="USD per person-year")
                for name, usd in nation.items()
            },
            demographic_growth=replace(spread["demographic_growth"], name="demographic_growth"),
        )

    def assume(self, **figures: float | Parameter | Belief) -> "UpdateAssumptions":
        """The same assumptions with others in place of some: a number, a Parameter, or either by enrolment type.

        A bare number is taken as certain. Raises EvidenceError for a figure that does not exist or lacks a type.
        """
        names, faults, changed = [field.name for field in fields(self)], Faults(), {}
        for name, value in figures.items():
            if name not in names:
                faults.unknown("assume", "figure of an update", name, names)
            elif name == "demographic_growth":
                changed[name] = certain(name, value)
            else:
                by_type = value if isinstance(value, dict) else dict.fromkeys(TYPES, value)
                for each in set(by_type) ^ set(TYPES):
                    faults.add(f"assume, {name}", f'give each enrolment type once; "{each}" is missing or unknown')
                changed[name] = {each: certain(f"{name}.{each}", number) for each, number in by_type.items()}
        faults.raise_if_any()
        return replace(self, **changed)

    def central(self) -> dict[str, Amount | ByType]:
        """Every figure at its value."""
        return {
            name: number.value if by is None else {k: p.value for k, p in by.items()}
            for name, number, by in self._all()
        }

    def draw(self, count: int, seed: int) -> dict[str, Amount | ByType]:
        """Every figure over draws; figures are independent of one another, types of one figure move together."""
        uniforms = np.random.default_rng(seed).uniform(size=(len(fields(self)), count))
        found = {}
        for (name, number, by_type), uniform in zip(self._all(), uniforms, strict=True):
            if by_type is None:
                found[name] = number.quantile(uniform)
            else:
                found[name] = {each: belief.quantile(uniform) for each, belief in by_type.items()}
        return found

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Every figure once, for the register of assumptions."""
        return tuple(
            dict.fromkeys(p for _, number, by in self._all() for p in ([number] if by is None else by.values()))
        )

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is assumed, one sentence a figure."""
        return tuple(
            f"{p.name.replace('_', ' ')}: {p.value:,.4g} ({p.low:,.4g} to {p.high:,.4g}) {p.unit}, {p.mark}: {p.at}."
            for p in self.parameters
        )

    def _all(self) -> list[tuple[str, Parameter | None, Belief | None]]:
        values = [(field.name, getattr(self, field.name)) for field in fields(self)]
        return [(name, None, value) if isinstance(value, dict) else (name, value, None) for name, value in values]


def certain(name: str, value: float | Parameter) -> Parameter:
    """A Parameter as it is; a bare number as one that is certain and judged."""
    if isinstance(value, Parameter):
        return value
    number = float(value)
    return Parameter(name, number, number, number, "", "fixed", "judgement", "given by the caller", "judged", "none")


def read_assumptions() -> tuple[Belief, Belief, Belief]:
    """The tables spending, nation_2018 and spread of the file. Raises EvidenceError with every fault."""
    document, faults = library.read("contracts", FILE), Faults()
    tables = []
    for table in ("spending", "nation_2018", "spread"):
        place = f"{document.file}, {table}"
        numbers = {
            name: parse_parameter(raw, f"{FILE}.{table}.{name}", f"{place}.{name}", library.sources(), faults)
            for name, raw in document.raw.get(table, {}).items()
        }
        tables.append(numbers)
    faults.raise_if_any()
    return tuple(tables)
