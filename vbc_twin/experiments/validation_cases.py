"""Published outcomes to hold the twin against, read from files: what was seen, in whom, and how near is near enough."""

from dataclasses import dataclass
from pathlib import Path

from vbc_twin.evidence import EvidenceError, Faults, Parameter, library, parse_parameter
from vbc_twin.twin import AnySource, Cohort

ROOM = "validation"
FIELDS = ("label", "cohort", "people", "case")
OF_A_CASE = (
    "name", "label", "cohort", "arm", "by", "where", "after", "outcome", "measure", "months", "years",
    "published", "band", "used_for_calibration", "what", "reason",
)  # fmt: skip
MEASURES = (
    "rate", "rate_of_all", "cumulative_incidence", "hazard_ratio", "rate_ratio", "readmission_30d", "death_30d",
)  # fmt: skip
RATIOS = ("hazard_ratio", "rate_ratio")
# How many of each unit are one share, ratio, or event per person-year.
UNITS = {
    "ratio": 1, "share": 1, "%": 100,
    "per person-year": 1, "per 100 person-years": 100, "per 1,000 person-years": 1000,
}  # fmt: skip
# Where a study gives no interval: how far a figure may lie from one that was re-read, and from one that was not.
NEAR, NEAR_IF_UNREAD = 0.05, 0.15
UNREAD = ("recalled", "judged")
DEFAULT_PEOPLE = 20_000


@dataclass(frozen=True)
class Case:
    """One published outcome.

    `outcome` in people of `cohort` (with `where`, SQL on the panel; `after`, an outcome that follow-up begins with), in
    an `arm`, over `months`, as a `measure`; of a ratio, `by` names the groups (an SQL condition; without it, arms).
    `published` is what was seen [its unit], `band` what the simulated figure must lie in; `what` says what kind of
    evidence it is, `reason` why the twin is expected to miss it.
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

    @property
    def scale(self) -> int:
        """How many of the published unit are one share, ratio, or event per person-year."""
        return UNITS[self.published.unit]


def load_cases(folder: str | Path | None = None) -> tuple[Case, ...]:
    """Every case of the library, or of a folder of one's own, file by file.

    A file without [[case]] in such a folder is left alone: it may be a cohort. Raises EvidenceError listing every fault
    of every file.
    """
    place = library.path(ROOM) if folder is None else Path(folder)
    if not place.is_dir():
        raise EvidenceError([f"cases: there is no folder {place}; name one that holds .toml files with [[case]]"])
    faults, cases = Faults(), []
    files = sorted(place.glob("*.toml"))
    for file in files:
        where = f"data/{ROOM}/{file.name}" if folder is None else file.name
        try:
            raw = library.parse_toml(file, where)
        except EvidenceError as error:
            faults.lines.extend(error.faults)
            continue
        if "case" in raw or folder is None:
            cases += _Reader(raw, file, where, folder is None, faults).cases()
    if not cases and not faults.lines:
        faults.add(f"cases, {place}", "holds no file with [[case]]")
    faults.raise_if_any()
    return tuple(cases)


class _Reader:
    """Reads one file; faults are noted, never raised."""

    def __init__(self, raw: dict, file: Path, place: str, is_ours: bool, faults: Faults):
        self.raw, self.file, self.place, self.is_ours, self.faults = raw, file, place, is_ours, faults
        self.sources = library.sources() if is_ours else AnySource()
        self._cohorts: dict[str, Cohort | None] = {}

    def cases(self) -> list[Case]:
        """The cases of the file that have no fault."""
        for key in self.raw:
            if key not in FIELDS:
                self.faults.unknown(f"{self.place}, {key}", "field of a file of cases", key, FIELDS)
        listed = self.raw.get("case", [])
        if not isinstance(listed, list) or not listed:
            self.faults.add(f"{self.place}, case", "expected tables [[case]]")
            return []
        found = [self._case(each, number) for number, each in enumerate(listed, start=1)]
        names = [each.get("name") for each in listed if isinstance(each, dict)]
        for name in {each for each in names if each and names.count(each) > 1}:
            self.faults.add(f"{self.place}, case", f'"{name}" is there twice')
        return [each for each in found if each is not None]

    def _case(self, raw: dict, number: int) -> Case | None:
        place, before = f"{self.place}, case {number}", len(self.faults.lines)
        if not isinstance(raw, dict):
            self.faults.add(place, f"expected a table, found {raw!r}")
            return None
        for key in raw:
            if key not in OF_A_CASE:
                self.faults.unknown(f"{place}, {key}", "field of a case", key, OF_A_CASE)
        for key in ("name", "outcome", "published"):
            if not raw.get(key):
                self.faults.add(f"{place}, {key}", "is missing")
        outcome = raw.get("outcome", "")
        outcome = tuple(outcome) if isinstance(outcome, list) else (outcome,)
        if not all(isinstance(each, str) for each in outcome):
            self.faults.add(f"{place}, outcome", f"expected a name or a list of names, found {raw['outcome']!r}")
        measure = raw.get("measure", "cumulative_incidence")
        if measure not in MEASURES:
            self.faults.unknown(f"{place}, measure", "measure", measure, MEASURES)
        if not isinstance(raw.get("used_for_calibration", False), bool):
            self.faults.add(f"{place}, used_for_calibration", "expected true or false")
        name = str(raw.get("name", number))
        published = parse_parameter(
            raw.get("published", {}), f"validation.{self.file.stem}.{name}", f"{place}, published", self.sources,
            self.faults,
        )  # fmt: skip
        if published.unit not in UNITS:
            self.faults.unknown(f"{place}, published.unit", "unit", published.unit, UNITS)
        cohort = self._cohort(raw.get("cohort", self.raw.get("cohort")), place)
        words = {key: raw.get(key, "") for key in ("arm", "by", "where", "after", "what", "reason")}
        for key, value in words.items():
            if not isinstance(value, str):
                self.faults.add(f"{place}, {key}", f"expected words, found {value!r}")
        if cohort is not None and words["arm"] and words["arm"] not in [each.name for each in cohort.arms]:
            self.faults.unknown(f"{place}, arm", "arm", words["arm"], [each.name for each in cohort.arms])
        if cohort is not None and measure in RATIOS and not words["by"] and len(cohort.arms) < 2:
            self.faults.add(f"{place}, measure", f"{cohort.name} has one arm; say by which condition groups differ")
        months, people = self._months(raw, place, cohort), self._people(place)
        band = self._band(raw, published, place)
        if cohort is None or len(self.faults.lines) > before:
            return None
        return Case(
            self.file.stem, name, raw.get("label", name), cohort, outcome, measure, published, band,
            raw.get("used_for_calibration", False), months, people, **words,
        )  # fmt: skip

    def _cohort(self, wanted: object, place: str) -> Cohort | None:
        """A cohort by its name or file, beside the file of cases or in the library; each is read once."""
        if not isinstance(wanted, str) or not wanted:
            self.faults.add(f"{place}, cohort", "is missing; name a cohort, or a .toml file beside this one")
            return None
        if wanted not in self._cohorts:
            beside = self.file.parent / (wanted if wanted.endswith(".toml") else f"{wanted}.toml")
            own = beside if not self.is_ours and beside.is_file() else wanted
            try:
                self._cohorts[wanted] = Cohort.load(own)
            except EvidenceError as error:
                self._cohorts[wanted] = None
                self.faults.lines.extend(error.faults)
        return self._cohorts[wanted]

    def _months(self, raw: dict, place: str, cohort: Cohort | None) -> int:
        if "months" in raw and "years" in raw:
            self.faults.add(place, "gives months and years; keep one of them")
        given = raw.get("months", 12 * raw["years"] if isinstance(raw.get("years"), int) else raw.get("years"))
        if given is None:
            return 12 * cohort.text.follow_up_years if cohort else 12
        if not isinstance(given, int) or isinstance(given, bool) or not 1 <= given <= 360:
            self.faults.add(f"{place}, months or years", f"expected whole months or years up to 30, found {given!r}")
            return 12
        return given

    def _people(self, place: str) -> int:
        people = self.raw.get("people", DEFAULT_PEOPLE)
        if not isinstance(people, int) or isinstance(people, bool) or people < 1:
            self.faults.add(f"{self.place}, people", f"expected a whole number from 1, found {people!r}")
            return DEFAULT_PEOPLE
        return people

    def _band(self, raw: dict, published: Parameter, place: str) -> tuple[float, float]:
        """What the simulated figure must lie in: as given, else the published interval, else near as it was read."""
        band = raw.get("band")
        if band is not None:
            is_pair = isinstance(band, list) and len(band) == 2 and all(isinstance(each, int | float) for each in band)
            if not is_pair or band[0] > band[1]:
                self.faults.add(f"{place}, band", f"expected [lowest, highest], found {band!r}")
                return published.low, published.high
            return float(band[0]), float(band[1])
        table = raw.get("published", {})
        if isinstance(table, dict) and "low" in table and "high" in table:
            return published.low, published.high
        near = NEAR_IF_UNREAD if published.mark in UNREAD else NEAR
        return published.value * (1 - near), published.value * (1 + near)
