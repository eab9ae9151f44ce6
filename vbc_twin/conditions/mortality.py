"""How many die at each age and sex: the period life table, brought to people assigned to an ACO."""

import csv
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from vbc_twin.conditions.reading import AGE_BANDS, STAY, read_effects
from vbc_twin.evidence import Document, Effect, EvidenceError, Faults, Parameter, library, parse_parameter

FIELDS = ("label", "table", "recent", "credible", "community", "season", "cause", "population", "effect")
OF_A_CAUSE = ("conditions", "stays", "others")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
# At which ages the bands after the first begin.
BANDS_FROM = (65, 75, 85)


@dataclass(frozen=True)
class CauseOfDeath:
    """Which deaths are of one cause: those that a stay of these `stays` brings, those that these `conditions` add, and
    a share of the `others`, of whatever else people die."""

    conditions: tuple[str, ...]
    stays: tuple[str, ...]
    others: Parameter


@dataclass(frozen=True)
class LifeTable:
    """Annual chance of death `female[age]`, `male[age]` of the published table, and the factors that bring it here:
    `recent`, and by age band `community`, that of people who do not live in institutions. `season` [ratio by month]
    says when in the year people die, `credible` [people] how many in a cell are believed by half (`twin/dying.py`).

    `effects` say how people differ from others of the same age. Deaths as a whole are the table's all the same, but for
    the last of them: those of `population`, of whom there are more than in the table's, lie on top. `causes` say
    which deaths count as of one, by its name; a death may be of several or of none.
    """

    label: str
    female: tuple[float, ...]
    male: tuple[float, ...]
    recent: Parameter
    credible: Parameter
    community: dict[str, Parameter]
    season: dict[str, Parameter]
    effects: tuple[Effect, ...]
    population: tuple[Effect, ...]
    causes: dict[str, CauseOfDeath] = field(default_factory=dict)

    @classmethod
    def load(cls, name: str = "mortality") -> "LifeTable":
        """Read `data/conditions/mortality.toml` and its table. Raises EvidenceError that lists every fault."""
        return cls.from_document(library.read("conditions", name))

    @classmethod
    def from_document(cls, document: Document) -> "LifeTable":
        """Build a life table from the tables of a file. Raises EvidenceError that lists every fault."""
        raw, file, faults = document.raw, document.file, Faults()
        for key in raw:
            if key not in FIELDS:
                faults.unknown(f"{file}, {key}", "field of the life table", key, FIELDS)
        recent = parse_parameter(raw.get("recent"), "death.recent", f"{file}, recent", library.sources(), faults)
        credible = parse_parameter(
            raw.get("credible"), "death.credible", f"{file}, credible", library.sources(), faults
        )
        community = _read_each(raw.get("community", {}), AGE_BANDS, "community", "age band", file, faults)
        season = _read_each(raw.get("season", {}), MONTHS, "season", "month", file, faults)
        effects = read_effects(raw, document.name, (), file, faults)
        population = read_effects({"effect": raw.get("population", [])}, document.name, (), file, faults)
        female, male = _read_table(raw.get("table", ""), file, faults)
        causes = {name: _read_cause(each, name, file, faults) for name, each in raw.get("cause", {}).items()}
        faults.raise_if_any()
        figures = recent, credible, community, season
        return cls(raw.get("label", ""), female, male, *figures, (*effects, *population), population, causes)

    @cached_property
    def _hazards(self) -> np.ndarray:
        chances = np.array([self.male, self.female])
        band = np.searchsorted(BANDS_FROM, np.arange(chances.shape[1]), side="right")
        at_home = np.array([each.value for each in self.community.values()])[band]
        return -np.log1p(-chances) * self.recent.value * at_home

    def hazard(self, age: np.ndarray, female: np.ndarray) -> np.ndarray:
        """Hazard of death [per person-year] of each person; ages beyond the table take its last."""
        last = self._hazards.shape[1] - 1
        return self._hazards[np.asarray(female).astype(int), np.clip(age, 0, last)]

    @cached_property
    def by_month(self) -> np.ndarray:
        """How often people die in each month of the year, as a ratio whose mean is one (12)."""
        ratios = np.array([each.value for each in self.season.values()])
        return ratios / ratios.mean()

    def parameters(self) -> tuple[Parameter, ...]:
        """The figures beside the table itself."""
        causes, sizes = (each.others for each in self.causes.values()), (each.size for each in self.effects)
        return (self.recent, self.credible, *self.community.values(), *self.season.values(), *causes, *sizes)


def _read_cause(raw: dict, name: str, file: str, faults: Faults) -> CauseOfDeath:
    """Which deaths are of a cause."""
    for key in raw:
        if key not in OF_A_CAUSE:
            faults.unknown(f"{file}, cause.{name}.{key}", "field of a cause of death", key, OF_A_CAUSE)
    for each in raw.get("conditions", []):
        if each not in library.names("conditions"):
            faults.unknown(f"{file}, cause.{name}.conditions", "condition", each, library.names("conditions"))
    stays = [each.removeprefix(STAY) for each in library.targets() if each.startswith(STAY)]
    for each in raw.get("stays", []):
        if each not in stays:
            faults.unknown(f"{file}, cause.{name}.stays", "cause of admission", each, stays)
    place = f"{file}, cause.{name}.others"
    others = parse_parameter(raw.get("others"), f"death.{name}.others", place, library.sources(), faults)
    return CauseOfDeath(tuple(raw.get("conditions", ())), tuple(raw.get("stays", ())), others)


def _read_each(raw: dict, names: tuple[str, ...], table: str, what: str, file: str, faults: Faults) -> dict:
    """A figure for each of some names."""
    for name in raw:
        if name not in names:
            faults.unknown(f"{file}, {table}.{name}", what, name, names)
    return {
        name: parse_parameter(
            raw.get(name), f"death.{table}.{name}", f"{file}, {table}.{name}", library.sources(), faults
        )
        for name in names
    }


def _read_table(name: str, file: str, faults: Faults) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The columns female and male of a table in `data/public/`, ages 0, 1, 2, ... in order."""
    path = library.path("public", f"{name}.csv")
    if not path.exists():
        tables = [each.stem for each in library.path("public").glob("*.csv")]
        faults.unknown(f"{file}, table", "table in data/public", name, tables)
        return (), ()
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(lines))
    if [row.get("age") for row in rows] != [str(age) for age in range(len(rows))]:
        raise EvidenceError([f"data/public/{name}.csv: the column age must run 0, 1, 2, ... without a gap"])
    return tuple(float(row["female"]) for row in rows), tuple(float(row["male"]) for row in rows)
