"""What can be counted in a cohort, by name, and when it first happened to whom.

Other names of outcomes, and what people ask for that the model does not have, stand in `data/outcomes.toml`.
"""

import tomllib
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from vbc_twin.care import by_group
from vbc_twin.conditions import Condition
from vbc_twin.evidence import EvidenceError, library, suggestion
from vbc_twin.twin import Content, Events

NEVER = np.iinfo(np.int64).max
USES = {
    "use.ed": "ed", "use.snf": "snf", "use.home_health": "home_health", "use.hospice": "hospice",
    "use.readmission_30d": "readmission",
}  # fmt: skip
STAYS = "use.inpatient"
MILD, MODERATE, SEVERE = "copd.mild_exacerbation", "copd.moderate_exacerbation", "stay copd"
EXACERBATIONS = {
    MILD: (MILD,), MODERATE: (MODERATE,), "copd.moderate_or_severe_exacerbation": (MODERATE, SEVERE),
    "copd.exacerbation": (MILD, MODERATE, SEVERE),
}  # fmt: skip


@dataclass(frozen=True)
class CountedOutcome:
    """An outcome: the `kinds` of events that are it, and the conditions whose people are not at risk from a stage on
    (`condition` place, `stage`), where it is the onset of one."""

    name: str
    kinds: tuple[str, ...]
    reached: tuple[tuple[int, int], ...] = ()

    @property
    def is_death(self) -> bool:
        """Whether it is death itself, which cannot compete with it."""
        return self.kinds == ("death",)


def known_outcomes(
    conditions: tuple[Condition, ...], groups: dict[str, tuple[str, ...]], deaths: tuple[str, ...] = ()
) -> dict[str, CountedOutcome]:
    """Every outcome that the model holds, by name; `groups` of causes of admission, causes of `deaths`.

    "death", "death.<cause>"; "use.inpatient" and "use.inpatient.<cause or group>" (stays); "use.ed" (visits),
    "use.snf", "use.home_health", "use.hospice", "use.readmission_30d"; "copd.exacerbation" and its kinds;
    "<condition>.<stage>" (reaching that stage or a later one), "<condition>" (its onset); what `[steps]` and
    `[together]` in `data/outcomes.toml` name. The name of a cause alone, where no condition of that name moves or it
    strikes with a stay ("stroke"), is a stay of that cause.
    """
    found = {"death": CountedOutcome("death", ("death",))}
    found |= {f"death.{each}": CountedOutcome(f"death.{each}", (f"death {each}",)) for each in deaths}
    every = {each: (each,) for causes in groups.values() for each in causes}
    found[STAYS] = CountedOutcome(STAYS, tuple(f"stay {cause}" for cause in every))
    for name, causes in (groups | every).items():
        found[f"{STAYS}.{name}"] = CountedOutcome(f"{STAYS}.{name}", tuple(f"stay {cause}" for cause in causes))
    found |= {name: CountedOutcome(name, (kind,)) for name, kind in USES.items()}
    found |= {name: CountedOutcome(name, kinds) for name, kinds in EXACERBATIONS.items()}
    for place, each in enumerate(conditions):
        if not each.moves:
            continue
        for stage, word in enumerate(each.stages[1:], start=1):
            name = f"{each.name}.{word}"
            later = tuple(f"{each.name}.{at}" for at in each.stages[stage:])
            found[name] = CountedOutcome(name, later, ((place, stage),))
        found[each.name] = found[f"{each.name}.{each.stages[1]}"]
    for name, parts in _other_names().steps.items():
        if set(parts) <= found.keys():
            kinds = dict.fromkeys(kind for part in parts for kind in found[part].kinds)
            found[name] = CountedOutcome(name, tuple(kinds), found[parts[-1]].reached)
    # What strikes with a stay is counted by the stay: one may have it more than once.
    struck = {each.struck_by for each in conditions if each.struck_by}
    found |= {cause: found[f"{STAYS}.{cause}"] for cause in struck}
    found = {name: found[f"{STAYS}.{name}"] for name in groups | every} | found
    together = {name: outcome_of(parts, found) for name, parts in _other_names().together.items()}
    return found | {name: replace(each, name=name) for name, each in together.items()}


def outcomes_of(content: Content) -> dict[str, CountedOutcome]:
    """Every outcome that can be counted under some evidence, by name."""
    groups = by_group(content.services["inpatient"].causes)
    return known_outcomes(content.conditions, groups, tuple(content.life_table.causes))


@dataclass(frozen=True)
class OtherNames:
    """Names by which others call an outcome (`also`), outcomes that are any of several `steps` or whichever comes first
    of several `together`, and why the model lacks what some ask for (`lacking`)."""

    also: dict[str, str]
    steps: dict[str, list[str]]
    together: dict[str, list[str]]
    lacking: dict[str, str]


@cache
def _other_names() -> OtherNames:
    """As `data/outcomes.toml` has them."""
    return OtherNames(**tomllib.loads(library.path("outcomes.toml").read_text(encoding="utf-8")))


def canonical(name: str) -> str:
    """The model's own name of an outcome that goes by several ("mortality" is "death"); else the name as it is."""
    return _other_names().also.get(_spelt(name), name)


def why_lacking(name: str) -> str:
    """Why the model does not have an outcome that people ask for, or nothing if that is not written down."""
    return _other_names().lacking.get(_spelt(name.removeprefix(f"{STAYS}.")), "")


def _spelt(name: str) -> str:
    return name.strip().lower().replace(" ", "_").replace("-", "_")


def outcome_of(wanted: str | list[str] | tuple[str, ...], known: dict[str, CountedOutcome]) -> CountedOutcome:
    """The outcome of this name, or the first of several. Raises EvidenceError with the reason or the nearest names for
    each that the model does not have."""
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    own = [name if name in known else canonical(name) for name in names]
    if unknown := [name for name in own if name not in known]:
        raise EvidenceError([f'outcome: the model counts no "{each}". {_remedy(each, known)}' for each in unknown])
    parts = [known[name] for name in own]
    if len(parts) == 1:
        return parts[0]
    kinds = tuple(dict.fromkeys(kind for part in parts for kind in part.kinds))
    return CountedOutcome(" or ".join(names), kinds)


def _remedy(name: str, known: dict[str, CountedOutcome]) -> str:
    reason = why_lacking(name)
    if reason:
        return f"{reason[0].upper()}{reason[1:]}."
    near = suggestion(name, [*known, *_other_names().also])
    return near if near.startswith("Did") else suggestion(name, known)


def has_condition(
    name: str, conditions: tuple[Condition, ...], events: Events, stages: np.ndarray, month: int
) -> np.ndarray:
    """Who has a condition, or is at "<condition>.<stage>" or later, after so many months (people,).

    Where stages run both ways, as those of depression do, just at that stage. `stages` (people, conditions) at entry.
    Raises EvidenceError with the nearest names.
    """
    known = _conditions_and_stages(conditions)
    if not has_condition_named(name, conditions):
        raise EvidenceError([f'prevalence: there is no condition "{name}". {suggestion(name, known)}'])
    place, wanted, exactly = known[name if name in known else canonical(name)]
    now, own = stages[:, place].astype(np.int64), conditions[place]
    person, came_to = _moves(events, own, month)
    now[person] = came_to  # of several moves of one person the last one stays
    return now == wanted if exactly else now >= wanted


def has_condition_named(name: str, conditions: tuple[Condition, ...]) -> bool:
    """Whether a condition, or a stage of one, goes by this name."""
    known = _conditions_and_stages(conditions)
    return name in known or canonical(name) in known


def _conditions_and_stages(conditions: tuple[Condition, ...]) -> dict[str, tuple[int, int, bool]]:
    """By name: the place of the condition, its stage, and whether its stages run both ways."""
    known = {each.name: (place, 1, False) for place, each in enumerate(conditions)}
    for place, each in enumerate(conditions):
        back = any(each.stages.index(move.to_stage) < each.stages.index(move.from_stage) for move in each.transitions)
        known |= {f"{each.name}.{word}": (place, at, back) for at, word in enumerate(each.stages[1:], start=1)}
    return known


def _moves(events: Events, condition: Condition, month: int) -> tuple[np.ndarray, np.ndarray]:
    """Changes of stage before a month, in their order: people, and the stage that each came to."""
    number = np.full(len(events.kinds), -1)
    for at, word in enumerate(condition.stages[1:], start=1):
        if f"{condition.name}.{word}" in events.kinds:
            number[events.kinds.index(f"{condition.name}.{word}")] = at
    came_to = number[events.kind]
    here = (came_to > 0) & (events.month < month)
    return events.person[here], came_to[here]


def first_month(events: Events, kinds: tuple[str, ...], people: int, after: np.ndarray | None = None) -> np.ndarray:
    """The month of each person's first such event (later than the month `after`), or NEVER (people,)."""
    person, month, _ = events.of(*kinds)
    if after is not None:
        later = month > after[person]
        person, month = person[later], month[later]
    first = np.full(people, NEVER)
    np.minimum.at(first, person, month)
    return first


@dataclass(frozen=True)
class Followed:
    """People followed for `months`, an entry a person at risk: `person` (row of the panel), `ends` (month in which it
    ended by the event, by death, or not: `months`), `has_event`, and `events` (all of them, within the time alive) as
    (place among the followed, month, amount)."""

    months: int
    person: np.ndarray
    ends: np.ndarray
    has_event: np.ndarray
    alive_until: np.ndarray
    events: tuple[np.ndarray, np.ndarray, np.ndarray]


def follow(
    events: Events, outcome: CountedOutcome, stages: np.ndarray, who: np.ndarray, months: int, lived: int, after=None
) -> Followed:
    """Follow people (a mask `who`) until the outcome, death or the end of `months`.

    `stages` (people, conditions) at entry; `after`: the outcome from whose first event on, its month excluded, people
    are followed, if they outlive that month and the whole time is seen of the `lived` months.
    """
    people = len(who)
    at_risk = who.copy()
    for place, stage in outcome.reached:
        at_risk &= stages[:, place] < stage
    died = first_month(events, ("death",), people)
    start = np.zeros(people, np.int64)
    if after is not None:
        index = first_month(events, after.kinds, people)
        at_risk &= (index != NEVER) & (died > index) & (index < lived - months)
        if outcome.reached:
            at_risk &= first_month(events, outcome.kinds, people) > index
        start = np.where(at_risk, index + 1, 0)
    hit = first_month(events, outcome.kinds, people, start - 1)
    rows = np.flatnonzero(at_risk)
    place_of = np.full(people, -1)
    place_of[rows] = np.arange(len(rows))
    relative = [np.where(each[rows] == NEVER, months, each[rows] - start[rows]) for each in (hit, died)]
    hit, died = (np.minimum(each, months) for each in relative)
    has_event = (hit < months) & (hit <= died)
    person, month, amount = events.of(*outcome.kinds)
    month = month - start[person]
    here = (place_of[person] >= 0) & (month >= 0) & (month < months)
    counted = place_of[person[here]], month[here], amount[here]
    return Followed(months, rows, np.minimum(hit, died), has_event, died, counted)
