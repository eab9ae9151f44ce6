"""Reads a file of validation cases: each case is accepted, or refused with every one of its faults."""

from pathlib import Path

from vbc_twin.care import CATEGORIES
from vbc_twin.evidence import MARKS, EvidenceError, Faults, Parameter, library, parse_parameter, suggestion
from vbc_twin.experiments.cohorts_outcomes import STAYS, canonical, has_condition_named, outcome_of, outcomes_of
from vbc_twin.experiments.validation_case import Case, RefusedCase
from vbc_twin.experiments.validation_measures import MEASURES, SPENDING, UNITS, kind_of
from vbc_twin.panel import check_condition
from vbc_twin.twin import AnySource, Cohort

FIELDS = ("label", "cohort", "people", "case")
OF_A_CASE = (
    "name", "label", "cohort", "arm", "by", "where", "after", "outcome", "measure", "days", "months", "years",
    "published", "band", "used_for_calibration", "what", "reason",
)  # fmt: skip
DEFAULT_PEOPLE, MOST_PEOPLE = 20_000, 1_000_000
LONGEST = 360  # months
DAYS_A_MONTH = 365.25 / 12


class CaseReader:
    """Reads one file; faults are noted at their case, never raised."""

    def __init__(self, raw: dict, file: Path, place: str, is_ours: bool):
        self.raw, self.file, self.place, self.is_ours = raw, file, place, is_ours
        self.sources = library.sources() if is_ours else AnySource()
        self._cohorts: dict[str, Cohort | EvidenceError] = {}

    def cases(self) -> list[Case | RefusedCase]:
        """Every case of the file, accepted or refused; a fault of the file itself is one of each case."""
        of_file = Faults()
        for key in self.raw:
            if key not in FIELDS:
                of_file.unknown(f"{self.place}, {key}", "field of a file of cases", key, FIELDS)
        people = self._people(of_file)
        listed = self.raw.get("case", [])
        if not isinstance(listed, list) or not listed or not all(isinstance(each, dict) for each in listed):
            of_file.add(f"{self.place}, case", "expected tables [[case]]")
            return [RefusedCase(self.file.stem, "", self.place, tuple(of_file.lines))]
        found: list[Case | RefusedCase] = []
        for number, raw in enumerate(listed, start=1):
            faults = Faults()
            faults.lines = list(of_file.lines)
            name = str(raw.get("name") or number)
            if name in [each.name for each in found]:
                faults.add(f"{self.place}, case {number}, name", f'"{name}" is there twice')
            case = self._case(raw, name, f"{self.place}, case {number}", people, faults)
            label = str(raw.get("label") or name)
            found.append(case or RefusedCase(self.file.stem, name, label, tuple(faults.lines)))
        return found

    def _case(self, raw: dict, name: str, place: str, people: int, faults: Faults) -> Case | None:
        for key in raw:
            if key not in OF_A_CASE:
                faults.unknown(f"{place}, {key}", "field of a case", key, OF_A_CASE)
        for key in ("name", "outcome", "published"):
            if not raw.get(key):
                faults.add(f"{place}, {key}", "is missing")
        outcome = self._outcome(raw.get("outcome", ""), place, faults)
        measure = raw.get("measure", "spending" if outcome[0].split(".")[0] == SPENDING else "cumulative_incidence")
        if measure not in MEASURES:
            faults.unknown(f"{place}, measure", "measure", measure, MEASURES)
        if not isinstance(used := raw.get("used_for_calibration", False), bool):
            faults.add(f"{place}, used_for_calibration", f"expected true or false, found {used!r}")
        words = {key: raw.get(key, "") for key in ("arm", "by", "where", "after", "what", "reason")}
        for key, value in words.items():
            if not isinstance(value, str):
                faults.add(f"{place}, {key}", f"expected words, found {value!r}")
                words[key] = ""
        for key in ("where", "by"):
            if words[key]:
                check_condition(words[key], f"{place}, {key}", faults)
        published = self._published(raw.get("published"), name, place, faults)
        cohort = self._cohort(raw.get("cohort", self.raw.get("cohort")), place, faults)
        months = self._months(raw, place, cohort, faults)
        band = self._band(raw, published, place, faults)
        lacking = ""
        if measure in MEASURES:
            lacking = _lacking(outcome, words["after"], measure, cohort) if cohort else ""
            if not lacking:
                _goes_together(measure, outcome, published.unit, months, words, cohort, place, faults)
        if cohort is None or faults.lines:
            return None
        return Case(
            self.file.stem, name, str(raw.get("label", name)), cohort, outcome, measure, published, band,
            used, months, people, **words, lacking=lacking,
        )  # fmt: skip

    def _outcome(self, raw: object, place: str, faults: Faults) -> tuple[str, ...]:
        names = raw if isinstance(raw, list) and raw else [raw]
        if not all(isinstance(each, str) for each in names):
            faults.add(f"{place}, outcome", f"expected a name or a list of names, found {raw!r}")
            return ("",)
        return tuple(names)

    def _published(self, raw: object, name: str, place: str, faults: Faults) -> Parameter:
        """The published figure; in a file of one's own, what is missing is told in words of its own."""
        raw = {"value": 1.0} if raw is None else raw
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            faults.add(f"{place}, published", f"expected {{ value = {raw}, unit = ..., source = ..., mark = ... }}")
            raw = {"value": raw}
        if isinstance(raw, dict) and not self.is_ours:
            stand_ins = {"source": "unsaid", "mark": "recalled"}
            asked = {
                "source": "is missing; say in words where the figure stands",
                "mark": f"is missing; say how surely it is known: {', '.join(MARKS)}",
            }
            for key, said in asked.items():
                if not raw.get(key):
                    faults.add(f"{place}, published.{key}", said)
                    raw = raw | {key: stand_ins[key]}
        published = parse_parameter(
            raw, f"validation.{self.file.stem}.{name}", f"{place}, published", self.sources, faults
        )
        return published

    def _cohort(self, wanted: object, place: str, faults: Faults) -> Cohort | None:
        """A cohort by its name or file, beside the file of cases or in the library; each is read once."""
        if not isinstance(wanted, str) or not wanted:
            faults.add(f"{place}, cohort", "is missing; name a cohort, or a .toml file beside this one")
            return None
        if wanted not in self._cohorts:
            beside = self.file.parent / (wanted if wanted.endswith(".toml") else f"{wanted}.toml")
            own = beside if not self.is_ours and beside.is_file() else wanted
            try:
                self._cohorts[wanted] = Cohort.load(own)
            except EvidenceError as error:
                self._cohorts[wanted] = EvidenceError([*error.faults, *self._elsewhere(wanted, own)])
        found = self._cohorts[wanted]
        if isinstance(found, EvidenceError):
            faults.lines.extend(found.faults)
            return None
        return found

    def _elsewhere(self, wanted: str, own: str | Path) -> list[str]:
        """Of a cohort that is neither beside the file nor in the library: what lies beside it."""
        if self.is_ours or own is not wanted or wanted in library.names("cohorts"):
            return []
        beside = [each.stem for each in self.file.parent.glob("*.toml") if each != self.file]
        return [f'{self.place}, cohort: "{wanted}" lies not beside this file either. {suggestion(wanted, beside)}']

    def _months(self, raw: dict, place: str, cohort: Cohort | None, faults: Faults) -> int:
        """The horizon in months; a month is the twin's shortest time, so days are rounded to whole months."""
        given = [key for key in ("days", "months", "years") if key in raw]
        if len(given) > 1:
            faults.add(place, f"gives {' and '.join(given)}; keep one of them")
        if not given:
            return 12 * cohort.text.follow_up_years if cohort else 12
        key, value = given[0], raw[given[0]]
        least = 0 if key != "days" and raw.get("measure") == "prevalence" else 1
        if not isinstance(value, int | float) or isinstance(value, bool):
            faults.add(f"{place}, {key}", f"expected a number, found {value!r}")
            return 12
        months = {"days": max(1, round(value / DAYS_A_MONTH)), "months": value, "years": 12 * value}[key]
        if not least <= months <= LONGEST or abs(months - round(months)) > 0.05:
            faults.add(f"{place}, {key}", f"expected whole months, from {least} to {LONGEST} of them; found {value!r}")
            return 12
        return round(months)

    def _people(self, faults: Faults) -> int:
        people = self.raw.get("people", DEFAULT_PEOPLE)
        if not isinstance(people, int) or isinstance(people, bool) or not 1 <= people <= MOST_PEOPLE:
            faults.add(f"{self.place}, people", f"expected a whole number from 1 to {MOST_PEOPLE:,}, found {people!r}")
            return DEFAULT_PEOPLE
        return people

    def _band(self, raw: dict, published: Parameter, place: str, faults: Faults) -> tuple[float, float]:
        """What the simulated figure must lie in: as given, else the published interval, else near as it was read."""
        band = raw.get("band")
        if band is not None:
            is_pair = isinstance(band, list) and len(band) == 2
            if not is_pair or not all(_is_number(each) for each in band) or band[0] > band[1]:
                faults.add(f"{place}, band", f"expected [lowest, highest], found {band!r}")
                return published.low, published.high
            return float(band[0]), float(band[1])
        return published.allowed()


def _lacking(outcome: tuple[str, ...], after: str, measure: str, cohort: Cohort) -> str:
    """What the model does not have for a case, in words, or nothing."""
    if MEASURES[measure].of == SPENDING:
        return ""
    known = outcomes_of(cohort.content)
    asked = [*outcome, *([after] if after else [])]
    if MEASURES[measure].of == "condition" and has_condition_named(outcome[0], cohort.content.conditions):
        asked = asked[1:]
    try:
        if asked:
            outcome_of(asked, known)
    except EvidenceError as error:
        return "; ".join(error.faults)
    return ""


def _goes_together(measure, outcome, unit, months, words, cohort, place, faults: Faults) -> None:
    """Whether measure, unit, outcome, arms and horizon of a case fit; `cohort` is None where it has faults."""
    asked = MEASURES[measure]
    kind = kind_of(unit)[0]
    fitting = [name for name, (each, _) in UNITS.items() if each == asked.kind]
    if kind != asked.kind:
        said = f'"{unit}" is no unit of {measure}' if unit else "is missing"
        faults.add(f"{place}, published.unit", f"{said}. There is: {', '.join(fitting)}")
    if cohort:
        _in_arms(asked, words, cohort, place, faults)
    if words["by"] and not asked.compares:
        faults.add(f"{place}, by", f"{measure} compares no groups; say with where whom to count")
    if words["after"] and asked.of != "event":
        faults.add(f"{place}, after", f"{measure} does not begin with an event")
    if asked.of != "event" and len(outcome) > 1:
        faults.add(f"{place}, outcome", f"{measure} is of one outcome, found {list(outcome)}")
    if asked.of == "stay" and not canonical(outcome[0]).startswith((STAYS, "use.readmission_30d")):
        faults.add(f"{place}, outcome", f'{measure} is of stays: "{STAYS}" or "{STAYS}.<cause>", found "{outcome[0]}"')
    if asked.of == "condition" and cohort and not has_condition_named(outcome[0], cohort.content.conditions):
        faults.add(f"{place}, outcome", f'{measure} is of a condition or stage, found "{outcome[0]}"')
    if asked.of == SPENDING:
        _of_spending(measure, outcome[0], months, place, faults)


def _in_arms(asked, words, cohort, place, faults: Faults) -> None:
    """Whether the arm is there, and the groups of a comparison."""
    arms = [each.name for each in cohort.arms]
    if words["arm"] and words["arm"] not in arms:
        faults.unknown(f"{place}, arm", "arm", words["arm"], arms)
    if asked.compares and not words["by"]:
        if len(arms) < 2:
            faults.add(f"{place}, measure", f"{cohort.name} has one arm; say with by which people are compared")
        elif words["arm"] == arms[0]:
            faults.add(f"{place}, arm", f'"{arms[0]}" is what others are compared with; name the other arm')


def _of_spending(measure: str, outcome: str, months: int, place: str, faults: Faults) -> None:
    """Whether spending is asked for by a category and a time for which it is known."""
    first, *category = outcome.split(".", 1)
    if first != SPENDING:
        faults.add(f"{place}, outcome", f'{measure} is of "{SPENDING}" or "{SPENDING}.<category>"')
    elif category and category[0] not in CATEGORIES:
        faults.unknown(f"{place}, outcome", "category of spending", category[0], CATEGORIES)
    if months % 12:
        faults.add(f"{place}, months", f"spending is known by whole years, found {months} months")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
