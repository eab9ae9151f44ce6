"""A rate that depends on the number of people, linear within bands whose ends are inclusive."""

from dataclasses import dataclass

import numpy as np

from vbc_twin.evidence import Document, Faults


@dataclass(frozen=True)
class RatesBySize:
    """rate(N) = rate_from + (rate_to - rate_from) x (N - first) / (last - first) in a band; flat beyond the ends."""

    at: str
    persons: tuple[float, ...]
    rates: tuple[float, ...]
    mark: str = ""

    def at_size(self, persons) -> np.ndarray:
        """The rate [share of benchmark] at a head count, exact and unrounded."""
        return np.interp(np.asarray(persons, dtype=float), self.persons, self.rates)


def parse_rates_by_size(document: Document, faults: Faults) -> RatesBySize:
    """Read the bands of a table; they must rise without overlap. Faults are noted, never raised."""
    persons, rates = [], []
    for position, band in enumerate(document.raw.get("band", [])):
        place = f"{document.file}, band {position + 1}"
        if missing := [key for key in ("first", "last", "rate_from", "rate_to") if key not in band]:
            faults.add(place, f"lacks {', '.join(missing)}")
            continue
        if persons and band["first"] <= persons[-1]:
            faults.add(f"{place}.first", f"{band['first']} is not above the last band's end, {persons[-1]}")
        persons += [band["first"], band["last"]]
        rates += [band["rate_from"], band["rate_to"]]
    if not persons:
        faults.add(document.file, "has no bands")
        persons, rates = [0], [0.0]
    return RatesBySize(
        document.raw.get("at", ""), tuple(map(float, persons)), tuple(map(float, rates)), document.raw.get("mark", "")
    )
