"""Reading the effects of a care file; each fault is noted with its place, and reading goes on."""

from vbc_twin.evidence import Effect, Faults, library, parse_effect


def read_effects(raw: dict, name: str, file: str, faults: Faults) -> tuple[Effect, ...]:
    """The effects of a file, each of them named after the file and its circumstance."""
    effects = []
    for number, each in enumerate(raw.get("effect", []), start=1):
        place = f"{file}, effect {number}"
        words = [word for word in each.get("when", {}).values() if isinstance(word, str)]
        effect = parse_effect(each, ".".join((name, *words)), place, library.sources(), faults)
        target = library.targets().get(effect.target)
        if target is None and effect.target:
            faults.unknown(f"{place}.target", "target in data/targets.toml", effect.target, library.targets())
        elif target is not None and not target.accepts(effect.operator):
            faults.add(f"{place}.{effect.operator}", f"does not act on {effect.target}, which is a {target.kind}")
        effects.append(effect)
    return tuple(effects)
