"""The risk multiplier of a TEAM episode: one factor a group that person or hospital falls into, multiplied."""

from collections.abc import Mapping
from functools import cache

import numpy as np

from vbc_twin.contracts.benchmark.amounts import Amount
from vbc_twin.evidence import Faults, library

FILE = "team_risk_groups"


@cache
def risk_groups() -> dict[str, tuple[float, ...]]:
    """The traits that are adjusted for, and the least value of each group after the first."""
    groups = library.read("contracts", FILE).raw["groups"]
    return {name: tuple(table["from"]) for name, table in groups.items()}


def risk_multiplier(traits: Mapping[str, Amount], coefficients: Mapping[str, tuple[float, ...]]) -> np.ndarray:
    """multiplier = product over traits of the coefficient of the group that the trait's value falls into [ratio].

    traits: condition_count, age, economic_risk, beds, safety_net, or some of them, each one number or one an episode.
    coefficients: one a group of the trait, the first for values below every bound; CMS publishes them by episode type,
    and none is carried here. Raises EvidenceError with every trait that is unknown, lacks its coefficients or has too
    few.
    """
    groups, faults = risk_groups(), Faults()
    for name in traits:
        if name not in groups:
            faults.unknown("TEAM risk", "trait", name, groups)
        elif name not in coefficients:
            faults.add(f"TEAM risk, {name}", "has no coefficients; take them from CMS's table for the episode type")
        elif len(coefficients[name]) != len(groups[name]) + 1:
            faults.add(
                f"TEAM risk, {name}",
                f"has {len(groups[name]) + 1} groups, found {len(coefficients[name])} coefficients",
            )
    faults.raise_if_any()
    product = np.float64(1.0)
    for name, values in traits.items():
        group = np.searchsorted(groups[name], np.asarray(values, dtype=float), side="right")
        product = product * np.asarray(coefficients[name], dtype=float)[group]
    return product
