"""What we choose: investments, a contract, a horizon."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from vbc_twin import contracts
from vbc_twin.contracts import Contract
from vbc_twin.evidence import EvidenceError, Faults, PublishedRow, library
from vbc_twin.investments import Investment

FIELDS = ("name", "start", "years", "seed", "contract", "investment", "alter", "closed")
SHAPES = {
    "contract": (dict, 'a table, for example { name = "own" }'),
    "investment": (list, "a list of tables [[investment]]"),
    "alter": (dict, "a table of changes"),
    "closed": (bool, "true or false"),
}
CHANGE = ("ratio", "because")
LONGEST_YEARS = 30


@dataclass(frozen=True)
class ContractChoice:
    """A contract by name ("own" is the one in the ACO's published row) and what is chosen in it."""

    name: str = "own"
    choices: tuple[tuple[str, object], ...] = ()

    def held_by(self, row: PublishedRow) -> Contract:
        """The contract as this ACO holds it. Raises EvidenceError for an unknown name or choice."""
        contract = contracts.own(row) if self.name == "own" else Contract.load(self.name).held_by(row)
        return contract.choose(**dict(self.choices)) if self.choices else contract


@dataclass(frozen=True)
class Scenario:
    """A choice: `investments` (sized), `contract`, `start` (a January; None: the first after year 0), `years`, `seed`,
    `alter` (ratios on named parameters, from the start on), `closed` (nobody leaves or joins)."""

    name: str
    label: str = ""
    investments: tuple[Investment, ...] = ()
    contract: ContractChoice = ContractChoice()
    start: date | None = None
    years: int = 5
    seed: int = 20230101
    alter: tuple[tuple[str, float, str], ...] = ()
    closed: bool = False

    @classmethod
    def load(cls, name: str | Path) -> "Scenario":
        """A scenario of the library by its name, or one's own by the path of its .toml file.

        Raises EvidenceError listing every fault of the file, or the nearest names.
        """
        if str(name).endswith(".toml"):
            file = Path(name)
            if not file.exists():
                raise EvidenceError([f"scenario: there is no file {file}; give a path that exists, or a name"])
            return scenario_from(library.parse_toml(file, file.name), file.stem, file.name)
        document = library.read("scenarios", str(name))
        return scenario_from(document.raw, document.name, document.file)

    def replace(self, **changes) -> "Scenario":
        """The same scenario with some fields changed."""
        return replace(self, **changes)

    @property
    def digest(self) -> str:
        """A fingerprint of everything chosen [16 hex digits]."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]

    def first_month(self, year_zero: int) -> int:
        """The month in which the scenario begins, counted from the first January of year 0."""
        return 12 if self.start is None else 12 * (self.start.year - year_zero)

    def horizon(self, year_zero: int) -> int:
        """The number of years lived, year 0 and a gap before the start included."""
        return self.first_month(year_zero) // 12 + self.years


def scenario_from(raw: dict, name: str, place: str) -> Scenario:
    """A scenario from a file's tables. Raises EvidenceError listing every fault: names, sizes, dates, unknown keys."""
    faults = Faults()
    for key in raw:
        if key not in FIELDS:
            faults.unknown(f"{place}, {key}", "field of a scenario", key, FIELDS)
    years, seed, start = raw.get("years", 5), raw.get("seed", 20230101), raw.get("start")
    if not _is_whole(years) or not 1 <= years <= LONGEST_YEARS:
        faults.add(f"{place}, years", f"expected a whole number from 1 to {LONGEST_YEARS}, found {years!r}")
        years = 1
    if not _is_whole(seed) or not 0 <= seed < 2**63:
        faults.add(f"{place}, seed", f"expected a whole number from 0, found {seed!r}")
    if start is not None and not (isinstance(start, date) and (start.month, start.day) == (1, 1)):
        faults.add(f"{place}, start", f"expected the first day of a January, for example 2024-01-01, found {start!r}")
        start = None
    for key, (kind, example) in SHAPES.items():
        if not isinstance(raw.get(key, kind()), kind):
            faults.add(f"{place}, {key}", f"expected {example}, found {raw[key]!r}")
            raw = raw | {key: kind()}
    contract = {"name": "own"} | raw.get("contract", {})
    choice = ContractChoice(contract.pop("name"), tuple(sorted(contract.items())))
    investments = [
        _investment(entry, f"{place}, investment {number}", start, faults)
        for number, entry in enumerate(raw.get("investment", []), start=1)
    ]
    alter = [_change(key, change, f"{place}, alter", faults) for key, change in raw.get("alter", {}).items()]
    faults.raise_if_any()
    return Scenario(
        name,
        raw.get("name", name),
        tuple(investments),
        choice,
        start,
        years,
        seed,
        tuple(alter),
        bool(raw.get("closed")),
    )


def _is_whole(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool)


def _investment(entry: dict, place: str, start: date | None, faults: Faults) -> Investment | None:
    if not isinstance(entry, dict):
        faults.add(place, f"expected a table [[investment]], found {entry!r}")
        return None
    entry = dict(entry)
    name = entry.pop("name", "")
    if name not in library.names("investments"):
        faults.unknown(place, "investment", name, library.names("investments"))
        return None
    starts = entry.get("starts")
    if isinstance(starts, date) and start is not None and starts < start:
        faults.add(f"{place}, starts", f"{starts} lies before the scenario's start, {start}")
    try:
        return Investment.load(name).sized(**entry)
    except ValueError as error:
        for line in str(error).splitlines():
            faults.add(place, line)
        return None


def _change(key: str, change: dict, place: str, faults: Faults) -> tuple[str, float, str]:
    if not isinstance(change, dict) or not isinstance(change.get("ratio"), int | float) or change["ratio"] <= 0:
        faults.add(f'{place}, "{key}"', 'expected { ratio = <a positive number>, because = "..." }')
        return key, 1.0, ""
    for field_name in change:
        if field_name not in CHANGE:
            faults.unknown(f'{place}, "{key}"', "field of a change", field_name, CHANGE)
    return key, float(change["ratio"]), str(change.get("because", ""))
