"""A published outcome to hold the twin against, as it is read from a file."""

from dataclasses import dataclass

from vbc_twin.evidence import Parameter
from vbc_twin.experiments.cohorts_outcomes import STAYS, canonical
from vbc_twin.experiments.validation_measures import MEASURES, SPENDING, Measure, kind_of
from vbc_twin.twin import Cohort


@dataclass(frozen=True)
class Case:
    """One published outcome.

    `outcome` in people of `cohort` (with `where`, SQL on the panel; `after`, an outcome that follow-up begins with), in
    an `arm`, over `months`, as a `measure`; of a comparison, `by` names the groups (an SQL condition, else arms).
    `published` is what was seen [its unit], `band` what the simulated figure must lie in; `what` says what kind of
    evidence it is, `reason` why the twin is expected to miss it, `lacking` what the model does not have for it.
    """

    file: str
    name: str
    label: str
    cohort: Cohort
    outcome: tuple[str, ...]
    measure: str
    published: Parameter
    band: tuple[float, float]
    used_for_calibration: bool
    months: int
    people: int
    arm: str = ""
    by: str = ""
    where: str = ""
    after: str = ""
    what: str = ""
    reason: str = ""
    lacking: str = ""

    @property
    def scale(self) -> float:
        """How many of the published unit are one share, ratio, event or USD per person-year, or year."""
        return kind_of(self.published.unit)[1]

    @property
    def kind(self) -> Measure:
        """What its measure is."""
        return MEASURES[self.measure]

    @property
    def groups(self) -> str | None:
        """What tells the groups of a comparison apart; nothing where there is none."""
        return (self.by or "arm") if self.kind.compares else None

    @property
    def lived_arm(self) -> str:
        """The arm whose people are counted; nothing where the arms themselves are compared."""
        return "" if self.kind.compares and not self.by else self.arm

    @property
    def category(self) -> str:
        """Of spending, on what: a category, or everything."""
        return self.outcome[0].removeprefix(SPENDING).removeprefix(".")

    @property
    def stay_cause(self) -> str:
        """Of stays, their cause, or any."""
        name = canonical(self.outcome[0])
        return name.removeprefix(f"{STAYS}.") if name.startswith(f"{STAYS}.") else ""

    @property
    def years(self) -> int:
        """How long its study must be lived for it."""
        seen_after = 12 if self.after or self.measure == "death_after_stay" else 0
        return max(1, -(-(self.months + seen_after) // 12))


@dataclass(frozen=True)
class RefusedCase:
    """A case that cannot be read, or whose study cannot be drawn, with every fault; without a name, a whole file."""

    file: str
    name: str
    label: str
    faults: tuple[str, ...]
