"""The figures by which disease comes on record and records become a year's score, from `data/hcc/recording.toml`."""

from dataclasses import dataclass
from functools import cache

from vbc_twin.evidence import Faults, Parameter, library, parse_parameter
from vbc_twin.panel.hcc.model import NAMES, ROOM

FILE = "recording"
FIGURES = ("recapture", "stay_visits", "severity")


@dataclass(frozen=True)
class Recording:
    """What is known of recording.

    `recapture` (share of conditions on record that a year's claims show), `stay_visits` (visits that a stay counts
    for), `severity` (rate ratio per stage), `unlisted` by model (what conditions outside our list add, as a multiple of
    what ours add), `blend` (share of V28 by year).
    """

    recapture: Parameter
    stay_visits: Parameter
    severity: Parameter
    unlisted: dict[str, Parameter]
    blend: dict[int, Parameter]

    def versions(self, year: int) -> dict[str, float]:
        """The weight of each model in a year; outside the years that are carried, that of the nearest."""
        known = [each for each in self.blend if each <= year]
        new = self.blend[max(known) if known else min(self.blend)].value
        return {name: weight for name, weight in (("V24", 1 - new), ("V28", new)) if weight > 0}

    def parameters(self) -> tuple[Parameter, ...]:
        """Every figure."""
        return (self.recapture, self.stay_visits, self.severity, *self.unlisted.values(), *self.blend.values())


@cache
def recording() -> Recording:
    """The file's figures. Raises EvidenceError that lists every fault: what is missing, or no figure."""
    document, faults = library.read(ROOM, FILE), Faults()
    raw, file, sources = document.raw, document.file, library.sources()

    def figure(found: object, name: str, place: str) -> Parameter:
        return parse_parameter(found, f"recording.{name}", f"{file}, {place}", sources, faults)

    found = {name: figure(raw.get(name), name, name) for name in FIGURES}
    unlisted = {
        model: figure(raw.get("unlisted", {}).get(name), f"unlisted.{name}", f"unlisted.{name}")
        for model, name in NAMES.items()
    }
    blend = {
        each.get("year", 0): figure(each.get("v28"), f"blend.{each.get('year')}", f"blend {each.get('year')}")
        for each in raw.get("blend", ())
    }
    if not blend:
        faults.add(f"{file}, blend", "is missing; say of at least one year which share V28 has")
    faults.raise_if_any()
    return Recording(**found, unlisted=unlisted, blend=blend)
