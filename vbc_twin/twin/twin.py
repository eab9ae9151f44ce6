"""What is: an ACO's published row, a panel drawn from it, and the evidence by which the panel lives."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import polars as pl
import tomlkit

from vbc_twin import panel as panels
from vbc_twin.contracts import own
from vbc_twin.evidence import (
    EvidenceError,
    Faults,
    Parameter,
    PublishedRow,
    library,
    parse_parameter,
    register,
    suggestion,
)
from vbc_twin.panel import Margins, Panel
from vbc_twin.twin.content import Content
from vbc_twin.twin.population import Movement

DEFAULT_SEED = 2022
# Nobody's illness is taken to be commoner than this, however much of it goes undiagnosed.
MOST_PREVALENT = 0.95


@dataclass(frozen=True)
class Twin:
    """A twin of one ACO.

    `row` is what CMS published of year 0; `heads_by_type` and `late` (share who enter after January) make its
    person-years come out; `people` is the size of a smaller panel, or None for one row a person; `fitted` are the
    scales that its fit found, for the register (they are solved again for each draw of the evidence). `on_record` is
    national prevalence (condition, age_band, sex, prevalence) of another year than today's. The panel is drawn on first
    use, so no patient row is stored.
    """

    name: str
    row: PublishedRow
    heads_by_type: dict[str, float]
    late: float
    seed: int = DEFAULT_SEED
    people: int | None = None
    fitted: tuple[Parameter, ...] = ()
    content: Content = field(default_factory=Content.load, repr=False)
    on_record: pl.DataFrame | None = field(default=None, repr=False, compare=False)

    @classmethod
    def load(cls, name: str | Path, people: int | None = None) -> "Twin":
        """A twin of the library by its name, or from a folder. Raises EvidenceError if there is none."""
        folder = Path(name)
        if not (folder / "twin.toml").exists():
            folder = library.path("twins", str(name))
        file = folder / "twin.toml"
        if not file.exists():
            known = library.names("twins")
            raise EvidenceError([f'twin: there is no twin and no folder "{name}". {suggestion(name, known)}'])
        raw = library.parse_toml(file, str(file))
        drawn = raw.get("panel", {})
        row = PublishedRow.from_toml(raw.get("facts", {}), f"{folder.name}/twin.toml, facts")
        return cls(
            folder.name,
            row,
            drawn.get("heads_by_type", row.person_years_by_type),
            drawn.get("late", 0.0),
            drawn.get("seed", DEFAULT_SEED),
            people or drawn.get("people"),
            _read_scales(folder / "parameters.toml"),
        )

    @cached_property
    def panel(self) -> Panel:
        """The synthetic panel of year 0."""
        return self.draw(self.people, stream=0)

    def draw(self, people: int | None, stream: int) -> Panel:
        """People drawn like the panel; another stream gives other people."""
        return panels.draw(self.margins, self._recorded, self.content.course(), self.seed, people, stream=stream)

    @cached_property
    def _recorded(self) -> pl.DataFrame:
        """Recorded prevalence by age band and sex, at the ACO's own share of duals."""
        return panels.prevalence_for(self.margins, self.on_record)

    @property
    def margins(self) -> Margins:
        """What the panel must add up to."""
        row = self.row
        return Margins(
            self.heads_by_type,
            row.age,
            row.sex["female"] / sum(row.sex.values()),
            row.race,
            row.dual_share,
            row.long_term_institution_share,
            row.risk_score_by_type,
        )

    @cached_property
    def prevalence(self) -> np.ndarray:
        """True prevalence (conditions, cells of age band and sex): the recorded one over the share diagnosed."""
        frame = self._recorded.select("condition", "age_band", "sex", "prevalence")
        recorded = {tuple(where): share for *where, share in frame.iter_rows()}
        cells = [(band, sex) for band in panels.AGE_BANDS for sex in ("male", "female")]
        rows = [
            [recorded[condition.name, band, sex] / (1 - condition.undiagnosed_share) for band, sex in cells]
            for condition in self.content.conditions
        ]
        return np.minimum(np.array(rows), MOST_PREVALENT)

    def movement(self, closed: bool = False) -> Movement:
        """How the panel turns over, at the published values."""
        figures = self.content.movement
        practices = max(1, round(self.row.assigned_beneficiaries / figures["patients_per_practice"].value))
        work = {name: each.value for name, each in self.content.practices.items()}
        departing = work["turnover.well"] + work["burnout.share"] * (
            work["turnover.burned_out"] - work["turnover.well"]
        )
        clinicians = figures["patients_per_practice"].value / work["turnover.patients_per_clinician"]
        kept = figures["frailty_persistence"].value ** 12
        return Movement(figures["leaving"].value, kept, self.late, practices, closed, clinicians, departing)

    def parameters(self) -> Iterator[Parameter]:
        """Every figure of the evidence that the twin rests on, those of its own contract among them."""
        yield from self.content.parameters()
        yield from library.rules()
        yield from panels.assumptions()
        yield from own(self.row).parameters
        yield from self.fitted

    def assumptions(self) -> pl.DataFrame:
        """The register of assumptions: every figure with unit, interval, source and mark."""
        return register(self.parameters())

    def replace(self, **changes) -> "Twin":
        """The same twin with some fields changed."""
        return replace(self, **changes)

    def save(self, folder: Path) -> None:
        """Write `twin.toml` (the facts with their source, and how the panel is drawn) and `parameters.toml` (the fitted
        scales). No patient row is written."""
        document = tomlkit.document()
        drawn = {"seed": self.seed, "late": self.late, "heads_by_type": dict(self.heads_by_type)}
        document["panel"] = drawn | ({"people": self.people} if self.people else {})
        document["facts"] = tomlkit.parse(self.row.to_toml())
        scales = tomlkit.document()
        for each in self.fitted:
            figure = tomlkit.inline_table()
            figure.update({name: getattr(each, name) for name in ("value", "unit", "shape", "source", "at", "mark")})
            scales[each.name] = figure
        library.write(folder / "parameters.toml", tomlkit.dumps(scales))
        library.write(folder / "twin.toml", tomlkit.dumps(document))


def _read_scales(file: Path) -> tuple[Parameter, ...]:
    if not file.exists():
        return ()
    faults, place = Faults(), f"{file.parent.name}/{file.name}"
    raw = library.parse_toml(file, place)
    found = [parse_parameter(each, name, f"{place}, {name}", library.sources(), faults) for name, each in raw.items()]
    faults.raise_if_any()
    return tuple(found)
