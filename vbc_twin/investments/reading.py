"""Reading the parts of an investment file; each fault is noted with its place, and reading goes on."""

from vbc_twin.evidence import Effect, Enrolled, Faults, Parameter, library, parse_effects, parse_parameter


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
    mine = Enrolled(investment)
    effects = parse_effects(raw, name, file, library.sources(), faults, mine, own=investment)
    for number, effect in enumerate(effects, start=1):
        if isinstance(effect.when, Enrolled) and effect.when.investment != investment:
            place = f"{file}, effect {number}.when.enrolled_in"
            faults.unknown(place, "investment in this file", effect.when.investment, [investment])
    return effects


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
