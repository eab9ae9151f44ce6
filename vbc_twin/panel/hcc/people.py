"""Who a person is to the model: the segment whose factors hold, the cell of age and sex, and what entitlement adds."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from vbc_twin.panel.hcc.model import Model

DUALS = ("none", "partial", "full")
NONE, PARTIAL, FULL = range(len(DUALS))
# The original reason of entitlement, in the order of CMS's code.
REASONS = ("age", "disability", "esrd", "disability_and_esrd")
BY_AGE, BY_DISABILITY, BY_ESRD, BY_BOTH = range(len(REASONS))
NO_GRAFT = -1
AGED = 65
# First age of each cell; new enrollees have a cell for each year from 65 to 69, those on dialysis one for all from 85.
CONTINUING = (0, 35, 45, 55, 60, 65, 70, 75, 80, 85, 90, 95)
NEW = (0, 35, 45, 55, 60, 65, 66, 67, 68, 69, 70, 75, 80, 85, 90, 95)
NEW_ON_DIALYSIS = (0, 35, 45, 55, 60, 65, 70, 75, 80, 85)
# From the fourth and from the tenth month on, a graft adds a factor of its own.
GRAFT_FROM, GRAFT_LATE = 4, 10
Piece = tuple[str, np.ndarray]


@dataclass(frozen=True)
class Enrolment:
    """People as arrays (people,): age [years, on 1 February of the payment year], female, dual (see DUALS), original
    reason (see REASONS), institutional (long-term), new enrollee (under 12 months of Part B in the year of the
    diagnoses), special needs plan, months since a kidney was transplanted (-1: none, for the ESRD model dialysis).
    """

    age: np.ndarray
    female: np.ndarray
    dual: np.ndarray
    reason: np.ndarray
    institutional: np.ndarray
    new: np.ndarray
    special_needs: np.ndarray
    graft_months: np.ndarray

    @classmethod
    def of(cls, age, female, **known) -> "Enrolment":
        """People of whom some columns are known; the others are the usual: under 65 is entitled by disability."""
        age = np.asarray(age).astype(np.int64)
        usual = {
            "dual": NONE,
            "reason": np.where(age < AGED, BY_DISABILITY, BY_AGE),
            "institutional": False,
            "new": False,
            "special_needs": False,
            "graft_months": NO_GRAFT,
        }
        columns = {name: np.broadcast_to(known.get(name, value), age.shape) for name, value in usual.items()}
        return cls(age, np.asarray(female, bool), **columns)

    def __len__(self) -> int:
        return len(self.age)

    def take(self, rows: np.ndarray) -> "Enrolment":
        """Some of the people."""
        return Enrolment(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))

    @property
    def aged(self) -> np.ndarray:
        """Whether 65 or older."""
        return self.age >= AGED

    def are(self, who: str) -> np.ndarray | bool:
        """Whom an interaction is for: "" everybody, "disabled" under 65 and not by age, "under_65"."""
        if who == "disabled":
            return ~self.aged & (self.reason != BY_AGE)
        return ~self.aged if who == "under_65" else True


def segment_of(who: Enrolment, model: Model) -> np.ndarray:
    """The position of each person's segment among `model.segments`, (people,).

    Who is new has no year of diagnoses, in an institution or not, so new comes first.
    """
    place = model.place
    if model.kind == "esrd":
        full, aged = who.dual == FULL, who.aged
        graft = np.where(full, np.where(aged, place("GFA"), place("GFN")), np.where(aged, place("GNPA"), place("GNPN")))
        graft = np.where(who.institutional, place("GI"), graft)
        return np.where(who.graft_months >= 0, graft, np.where(who.new, place("DNE"), place("DI")))
    community = np.array([[place(f"C{dual}{age}") for age in "DA"] for dual in "NPF"])
    new = np.where(who.special_needs, place("SNPNE"), place("NE"))
    settled = np.where(who.institutional, place("INS"), community[who.dual, who.aged.astype(int)])
    return np.where(who.new, new, settled)


def pieces_of(who: Enrolment, segment: np.ndarray, model: Model) -> Iterator[Piece]:
    """The variables of age, sex and entitlement: each with the rows of the people for whom it is one."""
    new = np.isin(segment, [model.prefixes.index(each) for each in ("NE", "SNPNE", "DNE") if each in model.prefixes])
    yield from _cells(who, np.flatnonzero(~new), CONTINUING, ("",), np.zeros(len(who), int))
    if new.any():
        disabled = who.aged & (who.reason == BY_DISABILITY)
        if model.kind == "esrd":
            names, first, ages = ("ND_PBD_", "FBD_"), who.dual == FULL, NEW_ON_DIALYSIS
        else:
            names, first, ages = ("NMCAID_", "MCAID_"), who.dual != NONE, NEW
        groups = tuple(f"{name}{origin}_NE" for name in names for origin in ("NORIGDIS", "ORIGDIS"))
        yield from _cells(who, np.flatnonzero(new), ages, groups, 2 * first + disabled)
    for sex, of_sex in (("Female", who.female), ("Male", ~who.female)):
        yield f"OriginallyDisabled_{sex}", np.flatnonzero(of_sex & who.aged & (who.reason == BY_DISABILITY))
    if model.kind == "esrd":
        yield from _kidney_pieces(who, segment, model)
    else:
        yield "LTIMCAID", np.flatnonzero(who.institutional & (who.dual != NONE))


def _cells(who: Enrolment, rows: np.ndarray, ages: tuple, groups: tuple, group: np.ndarray) -> Iterator[Piece]:
    """Cells of age and sex; a new enrollee of 64 who is entitled by age counts as 65, the age of the payment year."""
    age = who.age[rows]
    if ages != CONTINUING:
        age = np.where((age == AGED - 1) & (who.reason[rows] == BY_AGE), AGED, age)
    band = np.searchsorted(ages, age, side="right") - 1
    code = (2 * group[rows] + ~who.female[rows]) * len(ages) + band
    lasts = [*(each - 1 for each in ages[1:]), None]
    words = [_band(first, last) for first, last in zip(ages, lasts, strict=True)]
    names = [f"{before}{sex}{band}" for before in groups for sex in "FM" for band in words]
    for each in np.unique(code):
        yield names[each], rows[code == each]


def _band(first: int, last: int | None) -> str:
    if last is None:
        return f"{first}_GT"
    return str(first) if first == last else f"{first}_{last}"


def _kidney_pieces(who: Enrolment, segment: np.ndarray, model: Model) -> Iterator[Piece]:
    """What the ESRD model adds: Medicaid, an entitlement by kidney failure, an institution, months of a graft."""
    on_dialysis, in_institution = segment == model.place("DI"), segment == model.place("GI")
    grafted = who.graft_months >= GRAFT_FROM
    for of_age, aged, short in (("Aged", who.aged, "GE65"), ("NonAged", ~who.aged, "LT65")):
        yield f"LTI_{of_age}", np.flatnonzero(on_dialysis & who.institutional & aged)
        yield f"LTI_{short}", np.flatnonzero(in_institution & aged)
        for sex, of_sex in (("Female", who.female), ("Male", ~who.female)):
            for word, dual in (("FBDual", FULL), ("PBDual", PARTIAL)):
                yield f"{word}_{sex}_{of_age}", np.flatnonzero(on_dialysis & of_sex & aged & (who.dual == dual))
        for place, here in (("FGC", grafted & ~in_institution), ("FGI", grafted & in_institution)):
            late = who.graft_months >= GRAFT_LATE
            for word, dual in (("FBD", who.dual == FULL), ("ND_PBD", who.dual != FULL)):
                yield f"{place}_{short}_DUR4_9_{word}", np.flatnonzero(here & aged & dual & ~late)
                yield f"{place}_{short}_DUR10PL_{word}", np.flatnonzero(here & aged & dual & late)
            yield f"{place}_PBD_{short}_flag", np.flatnonzero(here & aged & (who.dual == PARTIAL))
    by_kidney = who.aged & (who.reason >= BY_ESRD)
    yield "Originally_ESRD_Female", np.flatnonzero(on_dialysis & by_kidney & who.female)
    yield "Originally_ESRD_Male", np.flatnonzero(on_dialysis & by_kidney & ~who.female)
