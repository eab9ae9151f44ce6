"""Figures that a contract is settled on by assumption, where the experience does not know them."""

from dataclasses import fields, replace

import numpy as np

from vbc_twin.contracts.experience import Experience
from vbc_twin.contracts.figures import vocabulary
from vbc_twin.evidence import Parameter

CORE = tuple(field.name for field in fields(Experience) if field.name != "figures")


def as_figure(name: str, value: float | Parameter) -> Parameter:
    """A plain number as a Parameter without an interval, judged by whoever assumes it."""
    if isinstance(value, Parameter):
        return value
    number = float(value)
    return Parameter(
        name, number, number, number, vocabulary()[name].unit, "fixed", "judgement", "assumed", "judged", "none"
    )


def filled(experience: Experience, assumed: tuple[tuple[str, Parameter], ...]) -> Experience:
    """The experience with what it lacks taken from the assumptions, one value a draw, spread evenly over the interval.

    The values of one figure are a stratified sample in a fixed order of its own, so that they are the same whatever
    else is assumed.
    """
    lacking = {name: figure for name, figure in assumed if experience.figure(name) is None}
    if not lacking:
        return experience
    draws = max((np.size(amount) for amount in _amounts(experience)), default=1)
    values = {name: _spread(figure, draws) for name, figure in lacking.items()}
    core = {name: value for name, value in values.items() if name in CORE}
    others = {name: value for name, value in values.items() if name not in CORE}
    return replace(experience, **core, figures=experience.figures | others)


def _spread(figure: Parameter, draws: int) -> float | np.ndarray:
    if figure.low == figure.high or draws == 1:
        return figure.value
    order = np.random.Generator(np.random.Philox(sum(map(ord, figure.name)))).permutation(draws)
    return figure.quantile((order + 0.5) / draws)


def _amounts(experience: Experience):
    for name in (*CORE, *experience.figures):
        amount = experience.figure(name)
        if isinstance(amount, dict):
            yield from amount.values()
        elif isinstance(amount, np.ndarray | float | int):
            yield amount
