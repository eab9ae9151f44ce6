"""The dated rules of scoring and the standards, read from data/quality/rules.toml."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from vbc_twin.evidence import Document, EvidenceError, Faults, Parameter, library, parse_parameter

ROOM, NAME = "quality", "rules"
FIRST, LAST = 0, 9999
DATES = ("since", "until")


@dataclass(frozen=True)
class Rule:
    """A rule in force from one performance year to another, with its figures."""

    name: str
    since: int
    until: int
    figures: dict[str, Parameter]

    def holds(self, performance_year: int) -> bool:
        """Whether the rule is in force."""
        return self.since <= performance_year <= self.until

    def value(self, figure: str) -> float:
        """A figure of the rule."""
        return self.figures[figure].value

    def cited(self, figure: str) -> tuple[str, str]:
        """Where a figure stands, and its mark."""
        return self.figures[figure].at, self.figures[figure].mark


def read_rules(document: Document) -> dict[str, Rule]:
    """The rules of a file by name; standards as "standard.<year>". Raises EvidenceError with every fault."""
    faults, found = Faults(), {}
    for name, raw in document.raw.items():
        nested = raw.items() if name == "standard" else ((None, raw),)
        for year, table in nested:
            full = name if year is None else f"{name}.{year}"
            place = f"{document.file}, {full}"
            since, until = table.get("since", FIRST), table.get("until", LAST)
            if not isinstance(since, int) or not isinstance(until, int) or since > until:
                faults.add(
                    place, f"since and until are performance years, the first not after the last; found {since!r}"
                )
                since, until = FIRST, LAST
            figures = {
                key: parse_parameter(
                    {"shape": "fixed"} | value, f"{full}.{key}", f"{place}.{key}", library.sources(), faults
                )
                for key, value in table.items()
                if key not in DATES
            }
            found[full] = Rule(full, since, until, figures)
    faults.raise_if_any()
    return found


@cache
def rules() -> dict[str, Rule]:
    """The rules of the library."""
    return read_rules(library.read(ROOM, NAME))


def in_force(name: str, performance_year: int) -> Rule | None:
    """A rule if it is in force in a performance year."""
    rule = rules()[name]
    return rule if rule.holds(performance_year) else None


def quality_standard(performance_year: int, assumed: float | None = None) -> Parameter:
    """The quality score that meets the standard [points of 100]: the 30th or 40th percentile of MIPS quality scores.

    A year whose percentile was not found has none: give it as `assumed` [0 to 100], which is then marked as judged.
    Raises EvidenceError naming the years that are known, or if the assumed figure is out of range.
    """
    place = f"quality standard of {performance_year}"
    if assumed is not None:
        if not 0 <= assumed <= 100:
            raise EvidenceError([f"{place}: {assumed} is no quality score; give points of 100"])
        return Parameter(
            "standard", assumed, assumed, assumed, "points of 100", "fixed", "judgement", "assumed", "judged", "none"
        )
    rule = rules().get(f"standard.{performance_year}")
    if rule is None:
        known = ", ".join(name.removeprefix("standard.") for name in rules() if name.startswith("standard."))
        raise EvidenceError(
            [
                f"{place}: the percentile of MIPS quality scores was not found (known: {known}). "
                "Give it as an assumption, standard=... [points of 100], and say so"
            ]
        )
    return rule.figures["score"]


def rolling_standard(percentile_scores) -> float:
    """The standard that CMS makes of three earlier years' percentiles [points of 100]: their mean, to the hundredth."""
    return round(float(np.mean(percentile_scores)), 2)
