"""What a visitor chooses, as plain data: it is written to a file, read back, and turned into two scenarios."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import ClassVar

import vbc_twin as vt

OWN = "own"


@dataclass(frozen=True)
class Terms:
    """A contract by name ("own" is that of the published row), its level in year 0 (None: its only one), and whether
    the level is `held` or climbs from year to year."""

    name: str = OWN
    level: str | None = None
    held: bool = False

    def within(self, scenario: vt.Scenario, year_zero: int) -> vt.Scenario:
        """The scenario under these terms."""
        chosen = {"frozen": True} if self.held else {}
        if self.level is not None:
            chosen |= {"level": self.level, "level_year": year_zero}
        contract = replace(scenario.contract, name=self.name, choices=tuple(sorted(chosen.items())))
        return scenario.replace(contract=contract)


@dataclass(frozen=True)
class Purchase:
    """An investment, how many of its staff are paid for, and its options."""

    name: str
    staff: float | None
    options: tuple[str, ...] = ()

    def bought(self) -> vt.Investment:
        """The sized investment. Raises EvidenceError with every fault."""
        investment = vt.Investment.load(self.name)
        return investment.sized(options=self.options, **{investment.staff_word: self.staff})


@dataclass(frozen=True)
class Choice:
    """Two futures of one twin: `today` carried on, and `instead` with what is bought.

    `people` is the size of a smaller panel (None: everybody), `years` the horizon, `draws` how often both are lived.
    """

    twin: str
    today: Terms
    instead: Terms
    purchases: tuple[Purchase, ...]
    years: int
    draws: int
    people: int | None = None

    FILE: ClassVar[str] = "choice.json"

    def faults(self) -> list[str]:
        """What stands in the way of a run, one sentence each."""
        found = []
        for each in self.purchases:
            try:
                each.bought()
            except vt.EvidenceError as error:
                found += error.faults
        if not self.purchases and self.today == self.instead:
            found.append("Nothing is chosen: both futures are the same. Choose an investment or another contract.")
        return found

    def scenarios(self, twin: vt.Twin) -> tuple[vt.Scenario, vt.Scenario]:
        """The status quo and the alternative. Raises EvidenceError with every fault of a size."""
        year_zero = twin.row.performance_year
        today = vt.Scenario.load("status_quo").replace(years=self.years)
        bought = tuple(each.bought() for each in self.purchases)
        parts = [each.label for each in bought] + ["another contract"] * (self.today != self.instead)
        label = " + ".join(parts)
        instead = today.replace(name="instead", label=label, investments=bought)
        return self.today.within(today, year_zero), self.instead.within(instead, year_zero)

    def digest(self, twin: vt.Twin) -> str:
        """A fingerprint of the choice and of all that its answer rests on [16 hex digits]."""
        facts = (twin.row, sorted(twin.heads_by_type.items()), twin.late, twin.seed)
        digests = [scenario.digest for scenario in self.scenarios(twin)]
        rests_on = repr((facts, digests, self.draws, self.people, vt.library.digest()))
        return hashlib.sha256(rests_on.encode()).hexdigest()[:16]

    def write(self, file: Path) -> None:
        """Write it as JSON."""
        vt.library.write(file, json.dumps(asdict(self)))

    @classmethod
    def read(cls, file: Path) -> "Choice":
        """Read what `write` wrote."""
        raw = json.loads(file.read_text(encoding="utf-8"))
        purchases = tuple(Purchase(**each | {"options": tuple(each["options"])}) for each in raw["purchases"])
        terms = {name: Terms(**raw[name]) for name in ("today", "instead")}
        return cls(**raw | terms | {"purchases": purchases})
