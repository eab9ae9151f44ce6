"""Which targets have a column among people's rates, and how what an effect hangs on is held in columns."""

from vbc_twin.care import by_group
from vbc_twin.evidence import Column, Equals
from vbc_twin.panel import ENROLMENT_TYPES
from vbc_twin.twin.names import LEVEL, is_changed

DEATH = "death"
STAY = "use.inpatient"
# Targets that are the same for everybody, asked once of those who are offered a programme, or asked each January: no
# column of rates, unless a programme acts on them.
SHARED = ("price.", "uptake.", "level.", "treatment.", "capture.")


def rate_columns(registry, investments, effects, services) -> tuple[str, ...]:
    """The targets that have a column; of the causes of death, those that something acts on: a programme, itself or by
    what it changes, or what people are. A group of several causes of admission has none: each of them has its own, one
    beside another in their order."""
    own = (effect for investment in investments for effect in investment.effects)
    through = (effect for effect in effects if is_changed(getattr(effect.when, "column", "")))
    of_one_illness = (effect for effect in effects if effect.target.startswith(f"{DEATH}."))
    acted_on = {effect.target for effect in (*own, *through, *of_one_illness) if registry[effect.target].kind != LEVEL}
    skipped = (*SHARED, f"{DEATH}.")
    wide = {f"{STAY}.{name}" for name, causes in by_group(services["inpatient"].causes).items() if causes != (name,)}
    has_one = (name for name in registry if name in acted_on or not name.startswith(skipped))
    order = {f"{STAY}.{cause.name}": place for place, cause in enumerate(services["inpatient"].causes)}
    return tuple(sorted((name for name in has_one if name not in wide), key=lambda name: _place(name, order)))


def _place(name: str, order: dict[str, int]) -> tuple[str, int]:
    return (f"{STAY}.", order[name]) if name in order else (name, 0)


def coded(when: Column | Equals) -> Column | Equals:
    """The circumstance as the columns hold it: enrolment types are numbers there."""
    if isinstance(when, Equals) and when.column == "enrolment_type":
        return Equals(when.column, ENROLMENT_TYPES.index(when.value))
    return when
