"""A contract is a list of dated terms; a settlement folds a year's experience through them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from vbc_twin.contracts.choices import CHOICES, check_choices, choices_said
from vbc_twin.contracts.dated import Circumstances, in_force
from vbc_twin.contracts.experience import Experience
from vbc_twin.contracts.ledger import Ledger
from vbc_twin.contracts.reading import ContractText, read_contract
from vbc_twin.contracts.settlement import Settlement
from vbc_twin.contracts.terms import Term
from vbc_twin.evidence import EvidenceError, Faults, Parameter, PublishedRow, library


@dataclass(frozen=True)
class Contract:
    """A payment contract as an ACO holds it: its text (terms in order), and what the ACO has chosen.

    level is one of text.levels; with a level_year the ACO climbs from there, one level a year, unless `frozen`.
    minimum_savings_rate [share of benchmark] is the election of a two-sided ACO, or "variable". agreement_start and
    revenue ("low" or "high") decide which dated figures hold; without a start the agreement starts with the year.
    """

    text: ContractText
    level: str
    level_year: int | None = None
    frozen: bool = False
    minimum_savings_rate: float | str = "variable"
    agreement_start: date | None = None
    revenue: str = "high"
    said: tuple[str, ...] = ()

    @classmethod
    def load(cls, name: str) -> Contract:
        """The contract of a file in data/contracts. Raises EvidenceError with every fault, or the nearest names."""
        text = read_contract(name)
        return cls(text, level=text.default_level)

    @staticmethod
    def names() -> list[str]:
        """The contracts of the library, without the tables and terms that they share."""
        return [name for name in library.names("contracts") if "level" in library.read("contracts", name).raw]

    @property
    def name(self) -> str:
        """The name of its file."""
        return self.text.name

    @property
    def label(self) -> str:
        """Its name for people to read."""
        return self.text.label

    def choose(self, **choices) -> Contract:
        """The same contract with other choices.

        They are level, level_year, frozen, minimum_savings_rate, agreement_start and revenue. Raises
        EvidenceError with every choice that does not exist.
        """
        check_choices(self.text, choices)
        return replace(self, **choices)

    def held_by(self, row: PublishedRow) -> Contract:
        """The same contract with what a published row tells of the ACO: its revenue and the start of its agreement."""
        revenue = "low" if row.revenue_category.casefold().startswith("low") else "high"
        return replace(self, revenue=revenue, agreement_start=self.agreement_start or row.agreement_start)

    def level_in(self, year: int) -> str:
        """The level in a year: one step a year from level_year on, unless frozen, up to the last."""
        levels = self.text.levels
        if self.level_year is None or self.frozen or self.text.climb is None:
            return self.level
        steps = max(0, year - self.level_year) * round(self.text.climb.value)
        return levels[min(levels.index(self.level) + steps, len(levels) - 1)]

    def terms(self, year: int) -> tuple[Term, ...]:
        """The terms in force in a performance year, in the order in which they are applied.

        Raises EvidenceError naming each figure that the contract needs and that is not in force in that year.
        """
        start = self.agreement_start or date(year, 1, 1)
        circumstances = Circumstances(year, self.level_in(year), start, self.revenue)
        faults = Faults()
        found = []
        for term in self.text.terms:
            figures = {name: in_force(entries, circumstances) for name, entries in term.figures.items()}
            for name in term.kind.REQUIRED:
                if figures.get(name) is None:
                    place = f"{self.text.file}, {term.place}.{name}"
                    faults.add(
                        place, f"nothing is in force in {year} at level {circumstances.level}; {term.since(name)}"
                    )
            elected = {name: getattr(self, name) for name in term.kind.ELECTED}
            found.append((term.kind, {"at": term.at} | figures | term.tables | elected))
        faults.raise_if_any()
        return tuple(kind(**values) for kind, values in found)

    @property
    def chosen(self) -> dict:
        """The choices as `choose` takes them, those that differ from the contract's own."""
        default = Contract.load(self.name)
        return {name: getattr(self, name) for name in CHOICES if getattr(self, name) != getattr(default, name)}

    @property
    def needs(self) -> tuple[str, ...]:
        """The fields of Experience that it is settled on; the benchmark comes from `history` or is given."""
        return self.text.needs

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Every figure of the contract, for the register of assumptions."""
        return self.text.parameters

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What is assumed of the contract beyond its text, in sentences."""
        return (*choices_said(self), *self.said)

    def settle(self, experience: Experience) -> Settlement:
        """Apply the terms of the year in the contract's own order; each adds its lines.

        Raises EvidenceError naming everything that the contract needs and the experience does not have.
        """
        self.check(experience)
        ledger = Ledger(experience)
        for term in self.terms(experience.year):
            ledger = term.apply(ledger)
        return Settlement(self.name, self.level_in(experience.year), ledger)

    def check(self, experience: Experience) -> None:
        """Raises EvidenceError if something that the contract is settled on is missing."""
        given = {name: getattr(experience, name) for name in self.needs if name != "history"}
        lacking = [
            name for name, figure in given.items() if figure is None or (isinstance(figure, dict) and not figure)
        ]
        if "history" in self.needs and experience.history is None and experience.benchmark_usd is None:
            lacking.append("history (or benchmark_usd)")
        if lacking:
            place = f"{self.name}, year {experience.year}"
            raise EvidenceError(
                [f"{place}: the experience has no {name}; the contract is settled on it" for name in lacking]
            )
