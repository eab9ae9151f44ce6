"""A twin fitted to an ACO's published row: heads, then scales of use and price, then the fit in the open.

Heads: CMS counts everybody assigned (N) and their person-years; those who die in the year, or enter after January, make
the difference. Scales are solved on the expected year 0 (`twin/fit.py`). What is printed as simulated is the mean over
replications of year 0, with its standard error.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from vbc_twin.calibration.fit_table import FITTED_USES, fit_table, outside_the_evidence, settled_enough
from vbc_twin.care import CATEGORIES
from vbc_twin.evidence import Parameter, PublishedRow, published_row
from vbc_twin.panel import ENROLMENT_TYPES
from vbc_twin.twin import DEFAULT_SEED, ExpectedYear, Groundwork, Plan, Scales, Scenario, Twin

SOURCE = "cms_mssp_results"

TYPES = len(ENROLMENT_TYPES)
# So many people tell how long those of each enrolment type stay in a year.
PILOT = 30_000
ROUNDS, FITS = 3, 3
# The fit is shown on luck that it has not seen.
FIRST_UNSEEN = 1000
AT_A_TIME, MOST_REPLICATIONS = 4, 80
MEAN_MONTHS_LOST_BY_LATE_ENTRY = 6


@dataclass(frozen=True)
class Fit:
    """A fitted twin, `table` (published beside simulated, one row a figure), and `notes` in sentences."""

    twin: Twin
    table: pl.DataFrame
    notes: tuple[str, ...]

    @property
    def is_within(self) -> bool:
        """Whether every figure lies within its bar, with a standard error of at most a third of it."""
        return bool(self.table["within"].all())

    def save(self, folder: str | Path) -> None:
        """Write the twin's folder: `twin.toml` and `parameters.toml`."""
        self.twin.save(Path(folder))


def build_twin(cms_file: str | Path, aco_id: str, people: int | None = None, seed: int = DEFAULT_SEED) -> Fit:
    """Read an ACO's row from a CMS results file, draw its panel, fit its scales, and show the fit.

    Raises EvidenceError that lists the faults of the file, or the nearest ids.
    """
    return fit_row(published_row(cms_file, aco_id), people, seed)


def fit_row(row: PublishedRow, people: int | None = None, seed: int = DEFAULT_SEED) -> Fit:
    """The same from a row at hand."""
    twin = with_heads(Twin(row.aco_id, row, dict(row.person_years_by_type), 0.0, seed, people))
    fit = _fitted(twin)
    for _ in range(FITS - 1):
        if not fit.table.filter(pl.col("figure").str.starts_with("person-years") & ~pl.col("within")).height:
            break
        # The few people of a type may live longer or shorter, once use is fitted, than the pilot's did.
        fit = _fitted(_with(fit.twin, _stayed(fit, fit.twin)))
    return fit


def _fitted(twin: Twin) -> Fit:
    """Use and prices fitted to the row of a twin whose heads are known."""
    row = twin.row
    ground = Groundwork(twin, (Scenario("year 0", years=1),))
    years: list[ExpectedYear] = []
    while not years or (len(years) < MOST_REPLICATIONS and not settled_enough(years, row)):
        first = FIRST_UNSEEN + len(years)
        years += ground.expected(range(first, first + AT_A_TIME))
    scales = ground.published.physics.scales
    table = fit_table(years, row, twin.panel, scales, ground.plan)
    fitted = (*fitted_scales(scales, ground.plan, row), *_score_scales(ground, row))
    return Fit(twin.replace(fitted=fitted), table, tuple(_notes(row, table)))


def with_heads(twin: Twin) -> Twin:
    """The twin with heads by enrolment type, and a share of late entries, that bring out the published person-years."""
    for _ in range(ROUNDS):
        twin = _nearer(twin)
    return twin


def _nearer(twin: Twin) -> Twin:
    """Heads and late entries corrected by how long people of each type stay in an expected year 0."""
    row = twin.row
    pilot = twin.replace(people=PILOT if row.assigned_beneficiaries > PILOT else None)
    ground = Groundwork(pilot, (Scenario("pilot", years=1),))
    year = ground.unfitted()
    return _with(twin, np.divide(year.person_years, ground.heads, out=np.ones(TYPES), where=ground.heads > 0))


def _stayed(fit: Fit, twin: Twin) -> np.ndarray:
    """How long people of each type stayed in the years of a fit [person-years a head] (4)."""
    years = {row["figure"]: row["simulated"] for row in fit.table.iter_rows(named=True)}
    heads = np.array([twin.heads_by_type[name] for name in ENROLMENT_TYPES])
    found = np.array([years[f"person-years {name}"] for name in ENROLMENT_TYPES])
    return np.divide(found, heads, out=np.ones(TYPES), where=heads > 0)


def _with(twin: Twin, stayed: np.ndarray) -> Twin:
    """The twin with as many heads of each type as come to the published person-years if they stay so long (4)."""
    row = twin.row
    published = np.array([row.person_years_by_type[name] for name in ENROLMENT_TYPES])
    heads = published / np.where(stayed > 0, stayed, 1)
    heads *= row.assigned_beneficiaries / heads.sum()
    lost = (heads @ stayed - row.person_years) / (MEAN_MONTHS_LOST_BY_LATE_ENTRY / 12)
    whole = np.floor(heads)
    for place in np.argsort(whole - heads)[: int(row.assigned_beneficiaries - whole.sum())]:
        whole[place] += 1
    late = max(twin.late + float(lost) / row.assigned_beneficiaries, 0.0)
    return twin.replace(heads_by_type=dict(zip(ENROLMENT_TYPES, whole.tolist(), strict=True)), late=late)


def fitted_scales(scales: Scales, plan: Plan, row: PublishedRow) -> tuple[Parameter, ...]:
    """The solved scales as figures with a source: what the row asked of the evidence."""
    at = f"PY{row.performance_year}, {row.aco_id}: solved so that the expected year 0 returns the published row"
    figures = {target: scales.use[plan.column[target]] for target in FITTED_USES}
    figures |= {f"price.{name}": scale for name, scale in zip(CATEGORIES, scales.price, strict=True)}
    figures |= {f"price.{name}": scale for name, scale in zip(ENROLMENT_TYPES, scales.price_by_type, strict=True)}
    return _as_figures(figures, at)


def _score_scales(ground: Groundwork, row: PublishedRow) -> tuple[Parameter, ...]:
    """The same of risk scores, by model and enrolment type; each draw solves them again on its own luck."""
    at = f"PY{row.performance_year}, {row.aco_id}: solved so that scores of claims have the published mean in year 0"
    figures = {
        f"score.{model.lower()}.{name}": scale
        for model, scales in ground.score_scales().items()
        for name, scale in zip(ENROLMENT_TYPES, scales, strict=True)
    }
    return _as_figures(figures, at)


def _as_figures(figures: dict[str, float], at: str) -> tuple[Parameter, ...]:
    return tuple(
        Parameter(
            f"scale.{name}", float(scale), float(scale), float(scale), "ratio", "fixed", SOURCE, at, "fitted", "none"
        )
        for name, scale in figures.items()
    )


def _notes(row: PublishedRow, table: pl.DataFrame) -> list[str]:
    notes = [f"assumed: {sentence}" for sentence in row.assumed]
    for figure, scale in outside_the_evidence(table):
        notes.append(f"outside the evidence: {figure} needs a scale of {scale:.2f}, beyond 1/3 to 3")
    for each in table.filter(~pl.col("within")).iter_rows(named=True):
        scale = f", at a scale of {each['scale']:.3g}" if each["scale"] is not None else ""
        notes.append(
            f"not within its bar: {each['figure']}, published {each['published']:,.5g}, simulated "
            f"{each['simulated']:,.5g} (standard error {each['standard_error']:.2g}){scale}: {_reason(each, row)}"
        )
    return notes


def _reason(missed: dict, row: PublishedRow) -> str:
    """Why a figure could not be met."""
    name = missed["figure"].rsplit(" ", 1)[-1]
    if name in ENROLMENT_TYPES:
        return f"only {row.person_years_by_type[name]:,.0f} person-years, so single people's lives decide it"
    if missed["figure"].startswith("snf"):
        return "no discharge can have a chance above one to go on to a SNF"
    return "the evidence and the row do not agree on it"
