"""Reading the parts of an investment file; each fault is noted with its place, and reading goes on."""

from vbc_twin.evidence import Effect, Enrolled, Faults, Parameter, library, parse_effect, parse_parameter


def read_figure(raw: dict, table: str, key: str, name: str, file: str, faults: Faults) -> Parameter:
    """A figure that must be there, `[table] key`; named `<investment>.<key>`."""
    place = f"{file}, {table}.{key}"
    return parse_parameter(raw.get(table, {}).get(key), f"{name}.{key}", place, library.sources(), faults)


def read_optional_figure(raw: dict, table: str, key: str, unit: str, name: str, file: str, faults: Faults) -> Parameter:
    """A figure that may be absent, and is then nothing."""
    if key in raw.get(table, {}):
        return read_figure(raw, table, key, name, file, faults)
    return Parameter(f"{name}.{key}", 0.0, 0.0, 0.0, unit, "fixed", "judgement", "none stated", "judged", "none")


def read_effects(raw: list, name: str, investment: str, file: str, faults: Faults) -> tuple[Effect, ...]:
    """Effects; without `when`, an effect holds for those enrolled in this investment."""
    effects = []
    for number, each in enumerate(raw, start=1):
        place = f"{file}, effect {number}"
        words = [word for word in each.get("when", {}).values() if isinstance(word, str) and word != investment]
        effect = parse_effect(each, ".".join((name, *words)), place, library.sources(), faults, Enrolled(investment))
        target = library.targets().get(effect.target)
        if target is None and effect.target:
            faults.unknown(f"{place}.target", "target in data/targets.toml", effect.target, library.targets())
        elif target is not None and not target.accepts(effect.operator):
            faults.add(f"{place}.{effect.operator}", f"does not act on {effect.target}, which is a {target.kind}")
        if isinstance(effect.when, Enrolled) and effect.when.investment != investment:
            other = effect.when.investment
            faults.unknown(f"{place}.when.enrolled_in", "investment in this file", other, [investment])
        effects.append(effect)
    return tuple(effects)


def read_months(raw: dict, key: str, least: int, file: str, faults: Faults) -> int:
    """A whole number of months in `[uptake]`."""
    months = raw.get("uptake", {}).get(key)
    if isinstance(months, bool) or not isinstance(months, int) or months < least:
        faults.add(f"{file}, uptake.{key}", f"expected a whole number of months from {least}, found {months!r}")
        return max(least, 1)
    return months


def read_choice(raw: dict, key: str, known: tuple[str, ...], file: str, faults: Faults) -> str:
    """A word out of a few; the first if absent."""
    word = raw.get(key, known[0])
    if word not in known:
        faults.unknown(f"{file}, {key}", f"value of {key}", word, known)
    return word


def check_fields(raw: dict, known: dict[str, tuple[str, ...] | None], file: str, faults: Faults) -> None:
    """Note every key that means nothing here; `known` maps keys to the keys of their tables, or None."""
    for key, value in raw.items():
        if key not in known:
            faults.unknown(f"{file}, {key}", "field of an investment", key, known)
        elif known[key] is not None and isinstance(value, dict):
            for inner in value:
                if inner not in known[key]:
                    faults.unknown(f"{file}, {key}.{inner}", f"field of {key}", inner, known[key])
