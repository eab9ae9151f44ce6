"""Reading the parts of a condition file; each fault is noted with its place, and reading goes on."""

from functools import cache

from vbc_twin.evidence import (
    Effect,
    EvidenceError,
    Faults,
    HasCondition,
    Parameter,
    library,
    parse_effects,
    parse_parameter,
)

SOLVED_FROM = ("prevalence",)
OF_A_TRANSITION = ("from", "to", "rate", "solved_from", "rate_by_age", "split")
OF_A_BLOW = ("cause", "stage")
STAY = "use.inpatient."
AGE_BANDS = ("lt65", "65_74", "75_84", "85plus")
# How far shares may miss one, for figures written with three decimals.
ROUNDING = 0.005


def read_stages(raw: dict, file: str, faults: Faults) -> tuple[str, ...]:
    """The ordered stages; at least two, the first of them "none"."""
    stages = raw.get("stages")
    if not isinstance(stages, list) or len(stages) < 2 or stages[0] != "none" or len(set(stages)) < len(stages):
        faults.add(f"{file}, stages", f'expected a list like ["none", "present"] without repeats, found {stages!r}')
        return ("none", "present")
    return tuple(stages)


def read_stage_share(raw: dict, name: str, stages: tuple[str, ...], file: str, faults: Faults) -> dict[str, Parameter]:
    """The share of those who have the condition at each stage; together 1."""
    given = raw.get("stage_share", {})
    place = f"{file}, stage_share"
    for stage in given:
        if stage not in stages[1:]:
            faults.unknown(f"{place}.{stage}", f"stage of {name}", stage, stages[1:])
    shares = {
        stage: parse_parameter(
            given.get(stage), f"{name}.stage_share.{stage}", f"{place}.{stage}", library.sources(), faults
        )
        for stage in stages[1:]
    }
    if abs((total := sum(share.value for share in shares.values())) - 1) > ROUNDING:
        faults.add(place, f"the shares of the stages add up to {total:.3f}; they are shares of all who have it, so 1")
    return shares


def read_undiagnosed(raw: dict, name: str, stages: tuple[str, ...], file: str, faults: Faults) -> dict[str, Parameter]:
    """The share without a record of those at each stage: one figure for all of them, or a table with one for each."""
    given, place = raw.get("undiagnosed"), f"{file}, undiagnosed"
    if not isinstance(given, dict) or not all(isinstance(each, dict) for each in given.values()):
        of_all = parse_parameter(given, f"{name}.undiagnosed", place, library.sources(), faults)
        return dict.fromkeys(stages[1:], of_all)
    for stage in given:
        if stage not in stages[1:]:
            faults.unknown(f"{place}.{stage}", f"stage of {name}", stage, stages[1:])
    return {
        stage: parse_parameter(
            given.get(stage), f"{name}.undiagnosed.{stage}", f"{place}.{stage}", library.sources(), faults
        )
        for stage in stages[1:]
    }


def read_transitions(raw: dict, name: str, stages: tuple[str, ...], file: str, faults: Faults) -> list[tuple]:
    """The fields of each transition; at most one leaves each stage, because one draw a month decides."""
    found, left = [], set()
    for number, each in enumerate(raw.get("transition", []), start=1):
        place = f"{file}, transition {number}"
        start, end = each.get("from"), each.get("to")
        for key in each:
            if key not in OF_A_TRANSITION:
                faults.unknown(f"{place}.{key}", "field of a transition", key, OF_A_TRANSITION)
        for key, stage in (("from", start), ("to", end)):
            if stage not in stages:
                faults.unknown(f"{place}.{key}", f"stage of {name}", stage, stages)
        if start in left:
            faults.add(place, f'a transition from "{start}" stands above; at most one leaves each stage')
        left.add(start)
        target = f"{name}.{start}_to_{end}"
        if {start, end} <= set(stages) and target not in library.targets():
            faults.unknown(place, "target in data/targets.toml", target, library.targets())
        by_age, split = _rate_by_age(each, target, place, faults), _split(each, target, stages, place, faults)
        found.append((name, start, end, *_rate(each, target, stages, place, faults), by_age, split))
    return found


def _split(raw: dict, target: str, stages: tuple[str, ...], place: str, faults: Faults) -> dict[str, Parameter]:
    """Shares of those who leave a stage that come to other stages than the one it leads to."""
    given, others = raw.get("split", {}), [each for each in stages if each not in (raw.get("from"), raw.get("to"))]
    for stage in given:
        if stage not in others:
            faults.unknown(f"{place}.split.{stage}", "other stage", stage, others)
    shares = {
        stage: parse_parameter(each, f"{target}.to_{stage}", f"{place}.split.{stage}", library.sources(), faults)
        for stage, each in given.items()
    }
    if (total := sum(share.value for share in shares.values())) > 1:
        faults.add(f"{place}.split", f"adds up to {total:.3f}; the rest goes to {raw.get('to')}, so at most 1")
    return shares


def read_struck(raw: dict, name: str, stages: tuple[str, ...], file: str, faults: Faults) -> tuple[str, str]:
    """The cause of admission that strikes people with a condition, and the stage at which they then are; or nothing."""
    given = raw.get("struck", {})
    for key in given:
        if key not in OF_A_BLOW:
            faults.unknown(f"{file}, struck.{key}", "field", key, OF_A_BLOW)
    cause, stage = given.get("cause", ""), given.get("stage", "")
    if given and f"use.inpatient.{cause}" not in library.targets():
        causes = [each.removeprefix(STAY) for each in library.targets() if each.startswith(STAY)]
        faults.unknown(f"{file}, struck.cause", "cause of admission", cause, causes)
    if given and stage not in stages[1:]:
        faults.unknown(f"{file}, struck.stage", f"stage of {name}", stage, stages[1:])
    return cause, stage


def read_events(
    raw: dict, name: str, stages: tuple[str, ...], file: str, faults: Faults
) -> dict[str, dict[str, Parameter]]:
    """What happens to people with a condition and is only counted, by name: how often at each stage that is named."""
    found = {}
    for event, by_stage in raw.get("event", {}).items():
        place, target = f"{file}, event.{event}", f"{name}.{event}"
        if target not in library.targets():
            faults.unknown(place, "target in data/targets.toml", target, library.targets())
        for stage in by_stage:
            if stage not in stages[1:]:
                faults.unknown(f"{place}.{stage}", f"stage of {name}", stage, stages[1:])
        found[event] = {
            stage: parse_parameter(each, f"{target}.{stage}", f"{place}.{stage}", library.sources(), faults)
            for stage, each in by_stage.items()
        }
    return found


def _rate_by_age(raw: dict, target: str, place: str, faults: Faults) -> dict[str, Parameter]:
    """Rates by age band, beside `solved_from`, which holds for the bands that are not named."""
    given = raw.get("rate_by_age", {})
    if given and not raw.get("solved_from"):
        faults.add(f"{place}.rate_by_age", 'needs solved_from = "prevalence" beside it, for the ages left out')
    for band in given:
        if band not in AGE_BANDS:
            faults.unknown(f"{place}.rate_by_age.{band}", "age band", band, AGE_BANDS)
    return {
        band: parse_parameter(each, f"{target}.{band}", f"{place}.rate_by_age.{band}", library.sources(), faults)
        for band, each in given.items()
    }


def _rate(raw: dict, target: str, stages: tuple[str, ...], place: str, faults: Faults) -> tuple[Parameter | None, str]:
    solved_from = raw.get("solved_from", "")
    if bool(solved_from) == ("rate" in raw):
        faults.add(place, 'has either a rate or solved_from = "prevalence"')
    if solved_from:
        if solved_from not in SOLVED_FROM:
            faults.unknown(f"{place}.solved_from", "way to solve a rate", solved_from, SOLVED_FROM)
        if (raw.get("from"), raw.get("to")) != stages[:2]:
            faults.add(place, f"only the onset, {stages[0]} to {stages[1]}, is solved from prevalence; give a rate")
        return None, solved_from
    return parse_parameter(raw.get("rate"), target, f"{place}.rate", library.sources(), faults), ""


def read_effects(raw: dict, name: str, stages: tuple[str, ...], file: str, faults: Faults) -> tuple[Effect, ...]:
    """The effects of a file, each named after it and its circumstance.

    Without `when`, an effect holds for everybody who has the condition; a file without `stages` must say when.
    """
    having_it = HasCondition(name, stages[1]) if stages else None
    effects = parse_effects(raw.get("effect", []), name, file, library.sources(), faults, having_it, own=name)
    for number, effect in enumerate(effects, start=1):
        if isinstance(effect.when, HasCondition):
            _check_stage(effect.when, {name: stages}, f"{file}, effect {number}.when", faults)
    return effects


def _check_stage(when: HasCondition, own: dict[str, tuple[str, ...]], place: str, faults: Faults) -> None:
    stages = own.get(when.condition) or _stages_of(when.condition)
    if not stages:
        faults.unknown(f"{place}.condition", "condition", when.condition, library.names("conditions"))
    elif when.from_stage not in stages[1:]:
        faults.unknown(f"{place}.from_stage", f"stage of {when.condition}", when.from_stage, stages[1:])


@cache
def _stages_of(condition: str) -> tuple[str, ...]:
    try:
        return tuple(library.read("conditions", condition).raw.get("stages", ()))
    except EvidenceError:
        return ()
