"""Reading the benchmarks of a measure's file; each fault is noted with its place, and reading goes on."""

from itertools import pairwise

from vbc_twin.evidence import MARKS, Faults, library
from vbc_twin.quality.benchmark import KINDS, Benchmark

FIELDS = ("performance_year", "collection", "part", "variant", "kind", "capped", "deciles", "source", "at", "mark")
DECILES = 10


def read_benchmarks(raw: dict, name: str, file: str, collections: tuple[str, ...], faults: Faults):
    """Every benchmark of the file, at most one a performance year, way of reporting, part and variant."""
    found, seen = [], set()
    for number, each in enumerate(raw.get("benchmark", []), start=1):
        place = f"{file}, benchmark {number}"
        for key in each:
            if key not in FIELDS:
                faults.unknown(f"{place}.{key}", "field of a benchmark", key, FIELDS)
        known = (
            ("collection", "collection type", collections),
            ("kind", "kind of benchmark", KINDS),
            ("mark", "mark", MARKS),
            ("source", "source in data/sources.toml", library.sources()),
        )
        for key, what, choices in known:
            if each.get(key) not in choices:
                faults.unknown(f"{place}.{key}", what, each.get(key), choices)
        if bool(raw.get("parts")) != ("part" in each) or each.get("part", "") not in {"", *raw.get("parts", {})}:
            faults.unknown(f"{place}.part", f"summary measure of {name}", each.get("part", ""), raw.get("parts", {}))
        key = tuple(each.get(field, "") for field in ("performance_year", "collection", "part", "variant"))
        if key in seen:
            faults.add(place, "another benchmark above is of the same year, collection type and part; keep one")
        seen.add(key)
        lower = raw.get("direction") == "lower is better"
        deciles = _deciles(each.get("deciles"), lower, place, faults)
        found.append(
            Benchmark(
                name,
                each.get("performance_year", 0),
                each.get("collection", ""),
                each.get("kind", ""),
                lower,
                deciles,
                each.get("source", ""),
                each.get("at", ""),
                each.get("mark", ""),
                each.get("part", ""),
                each.get("capped", False),
                each.get("variant", ""),
            )
        )
    return tuple(found)


def _deciles(raw: object, lower_is_better: bool, place: str, faults: Faults) -> tuple[tuple[float, ...], ...]:
    """Ten ranges from worst to best; the first and the tenth are filled, and no rate gets worse on the way."""
    ranges = raw if isinstance(raw, list) else []
    whole = len(ranges) == DECILES and all(isinstance(each, list) and len(each) <= 2 for each in ranges)
    ends = [end for each in ranges for end in each] if whole else []
    numbers = all(isinstance(end, int | float) and not isinstance(end, bool) for end in ends)
    if not whole or not numbers or not ranges[0] or not ranges[-1]:
        faults.add(f"{place}.deciles", "expected ten ranges [worst, best], the first and the tenth filled")
        return ((0.0,), (), (), (), (), (), (), (), (), (100.0,))
    signed = [-end for end in ends] if lower_is_better else ends
    if any(later <= earlier for earlier, later in pairwise(signed)):
        faults.add(f"{place}.deciles", "a rate gets worse from one decile to the next; write them from worst to best")
    return tuple(tuple(float(end) for end in each) for each in ranges)
