"""Treatment arms of a study: effects in the house's form, felt by everybody in the arm from the first month on."""

from dataclasses import dataclass

from vbc_twin.evidence import Effect, Enrolled, Faults, Parameter, check_target, parse_effect
from vbc_twin.investments import Investment

FIELDS = ("name", "label", "effect")
WINDOW = ("from_month", "until_month")
CONTROL = "control"


@dataclass(frozen=True)
class StudyArm:
    """An arm: its `name`, and `effects` on targets; none for a control arm."""

    name: str
    label: str = ""
    effects: tuple[Effect, ...] = ()

    def as_programme(self) -> Investment:
        """The arm as something to be enrolled in, felt at once, in full and without end."""
        figures = {
            "members_per_staff": 1, "reached": 1, "accepted": 1, "stays": 1, "onset_months": 0, "half_life_months": 0,
            "staff_year": 0, "member_month": 0, "enrolment_cost": 0, "minutes_per_pcp_week": 0,
        }  # fmt: skip
        return Investment(
            name=self.name, label=self.label, question="", evidence_grade="", eligible="age >= 0", priority="age",
            asked="once", role="nurse", stays_months=1, lasts_months=0, effects=self.effects, options=(),
            **{name: _fixed(f"{self.name}.{name}", value) for name, value in figures.items()},
        )  # fmt: skip


def read_arms(raw: object, name: str, place: str, sources, faults: Faults) -> tuple[StudyArm, ...]:
    """The arms of a file, the first the one that others are compared with; without any, one control arm."""
    if not isinstance(raw, list) or not all(isinstance(each, dict) for each in raw):
        faults.add(f"{place}, arm", f"expected tables [[arm]], found {raw!r}")
        return (StudyArm(CONTROL),)
    arms = []
    for number, each in enumerate(raw, start=1):
        here = f"{place}, arm {number}"
        for key in each:
            if key not in FIELDS:
                faults.unknown(f"{here}.{key}", "field of an arm", key, FIELDS)
        own = each.get("name")
        if not isinstance(own, str) or not own:
            faults.add(f"{here}.name", "is missing; name the arm")
            own = f"arm_{number}"
        if own in [arm.name for arm in arms]:
            faults.add(f"{here}.name", f'"{own}" is there twice')
        effects = [
            _effect(effect, own, f"{here}, effect {place_}", sources, faults)
            for place_, effect in enumerate(each.get("effect", []), start=1)
        ]
        arms.append(StudyArm(own, each.get("label", own), tuple(effects)))
    return tuple(arms) or (StudyArm(CONTROL, "Usual care"),)


def _effect(raw: object, arm: str, place: str, sources, faults: Faults) -> Effect:
    """An effect of an arm: a ratio on a rate or probability, or a shift of a level, within a window of months."""
    if not isinstance(raw, dict):
        faults.add(place, f"expected a table with target and ratio, found {raw!r}")
        raw = {"target": "", "ratio": {}}
    window = raw.get("when", {})
    if not isinstance(window, dict) or set(window) - set(WINDOW):
        faults.add(f"{place}.when", f"an arm knows only {' and '.join(WINDOW)} here: its people are given by inclusion")
        window = {}
    rest = {key: each for key, each in raw.items() if key != "when"}
    when = Enrolled(arm, window.get("from_month", 0), window.get("until_month"))
    effect = parse_effect(rest, arm, place, sources, faults, when)
    check_target(effect, place, faults)
    return effect


def _fixed(name: str, value: float) -> Parameter:
    return Parameter(name, value, value, value, "", "fixed", "judgement", "of no meaning in a study", "judged", "none")
