"""The evidence with some figures taken to be other than on file, for as long as a trial lasts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace

from vbc_twin.evidence import EvidenceError, Parameter, library
from vbc_twin.twin import Content


@contextmanager
def believing(content: Content, values: dict[str, float]) -> Iterator[Content]:
    """The content with these figures (by their names in the register) at other values.

    The rules by which illnesses combine are the library's own for all content; they are changed too, and put back.
    Raises EvidenceError naming each figure that does not exist.
    """
    known = {each.name for each in (*content.parameters(), *library.rules())}
    if missing := sorted(set(values) - known):
        raise EvidenceError([f'there is no figure "{name}" in the evidence' for name in missing])
    targets = library.targets()
    before = dict(targets)
    try:
        targets.update({name: changed(each, values) for name, each in before.items()})
        yield changed(content, values) if values else content
    finally:
        targets.update(before)


def changed(thing, values: dict[str, float]):
    """A copy of dataclasses, tuples and tables with every Parameter of these names at its new value, its interval moved
    in proportion; the thing itself where nothing in it changes."""
    if isinstance(thing, Parameter):
        return moved(thing, values[thing.name]) if thing.name in values else thing
    if isinstance(thing, tuple):
        parts = tuple(changed(each, values) for each in thing)
        return thing if all(one is other for one, other in zip(parts, thing, strict=True)) else parts
    if isinstance(thing, dict):
        parts = {key: changed(each, values) for key, each in thing.items()}
        return thing if all(parts[key] is thing[key] for key in thing) else parts
    if is_dataclass(thing) and not isinstance(thing, type):
        own = {each.name: getattr(thing, each.name) for each in fields(thing) if each.init}
        parts = {name: changed(each, values) for name, each in own.items()}
        return thing if all(parts[name] is own[name] for name in own) else replace(thing, **parts)
    return thing


def moved(figure: Parameter, value: float) -> Parameter:
    """A figure at another value, its interval moved in proportion; a share stays below one."""
    ratio = value / figure.value
    low, high = figure.low * ratio, figure.high * ratio
    if figure.shape == "logit_normal":
        high = min(high, (1 + value) / 2)
    return replace(figure, value=value, low=low, high=high)
