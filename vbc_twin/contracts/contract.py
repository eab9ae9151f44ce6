"""A contract is a list of dated terms; a settlement folds a year's experience through them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from vbc_twin.contracts.assumed import as_figure, filled
from vbc_twin.contracts.choices import check_choices, choices_said
from vbc_twin.contracts.dated import Circumstances
from vbc_twin.contracts.experience import Experience
from vbc_twin.contracts.figures import check_names, ways_to_give
from vbc_twin.contracts.ledger import Ledger
from vbc_twin.contracts.reading import CHOICES, ContractText, contract_text, read_contract
from vbc_twin.contracts.settlement import Settlement
from vbc_twin.contracts.terms import Term
from vbc_twin.evidence import Document, EvidenceError, Faults, Parameter, PublishedRow, library

REVENUE = "high"  # what a contract is settled for until it is said otherwise


@dataclass(frozen=True)
class Contract:
    """A payment contract as an ACO holds it: its text (terms in order), and what the ACO has chosen.

    level is one of text.levels; with a level_year the ACO climbs from there, one level a year, unless `frozen`.
    minimum_savings_rate [share of benchmark] is the election of a two-sided ACO, or "variable". agreement_start and
    revenue ("low" or "high") decide which dated figures hold; without a start the agreement starts with the year. A
    variant is a proposed rule that is switched on. `assumed` are figures taken where an experience lacks them.
    """

    text: ContractText
    level: str
    level_year: int | None = None
    frozen: bool = False
    minimum_savings_rate: float | str = "variable"
    agreement_start: date | None = None
    revenue: str = REVENUE
    variant: str = ""
    assumed: tuple[tuple[str, Parameter], ...] = ()
    said: tuple[str, ...] = ()

    @classmethod
    def load(cls, name: str | Path) -> Contract:
        """The contract of a file in data/contracts, or one's own by the path of its .toml file.

        Raises EvidenceError with every fault of the file, or the nearest names.
        """
        if str(name).endswith(".toml"):
            file = Path(name)
            if not file.exists():
                raise EvidenceError([f"contract: there is no file {file}; give a path that exists, or a name"])
            return cls.of(library.parse_toml(file, file.name), file.stem)
        return cls._as_written(read_contract(str(name)))

    @classmethod
    def of(cls, tables: dict, name: str) -> Contract:
        """A contract from the tables of a file, edited or made. Raises EvidenceError with every fault."""
        return cls._as_written(contract_text(Document(name, f"{name}.toml", tables)))

    @classmethod
    def _as_written(cls, text: ContractText) -> Contract:
        """The contract before anything is chosen: what its file says by default, or the only thing it offers."""
        revenues = text.choices.get("revenue", (REVENUE,))
        revenue = REVENUE if REVENUE in revenues else revenues[0]
        return cls(text, level=text.default_level, revenue=revenue, assumed=tuple(text.assumed.items()))

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

        They are level, level_year, frozen, minimum_savings_rate, agreement_start, revenue and variant. Raises
        EvidenceError with every choice that does not exist.
        """
        check_choices(self.text, choices)
        return replace(self, **choices)

    def assume(self, **figures: float | Parameter) -> Contract:
        """The same contract, settled on these figures where an experience lacks them; each is said as an assumption.

        Names and units are those of data/figures.toml. A Parameter is drawn from its interval, one value a draw. Raises
        EvidenceError naming every figure that does not exist.
        """
        check_names(figures, f"contract {self.name}, assume")
        known = dict(self.assumed) | {name: as_figure(name, value) for name, value in figures.items()}
        return replace(self, assumed=tuple(known.items()))

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
        circumstances = Circumstances(year, self.level_in(year), start, self.revenue, self.variant)
        faults = Faults()
        found = [term.in_force(circumstances, self, faults) for term in self.text.terms]
        faults.raise_if_any()
        return tuple(found)

    @property
    def chosen(self) -> dict:
        """The choices as `choose` takes them, those that differ from the contract's own."""
        default = Contract._as_written(self.text)
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
        experience = filled(experience, self.assumed)
        if lacking := self.missing(experience):
            place, or_else = f"{self.name}, year {experience.year}", {"history": "history (or benchmark_usd)"}
            names = [or_else.get(name, ways_to_give(name)) for name in lacking]
            raise EvidenceError(
                [f"{place}: the experience has no {each}; the contract is settled on it" for each in names]
            )
        ledger = Ledger(experience)
        for term in self.terms(experience.year):
            ledger = term.apply(ledger)
        return Settlement(self.text, self.level_in(experience.year), ledger)

    def missing(self, experience: Experience) -> tuple[str, ...]:
        """What the contract needs and the experience does not have; a given benchmark stands for what builds it."""
        known = filled(experience, self.assumed)
        lacking = tuple(name for name in self.needs if known.figure(name) is None)
        if known.benchmark_usd is None:
            return lacking
        return tuple(name for name in lacking if name in self.text.needs_beside_benchmark)
