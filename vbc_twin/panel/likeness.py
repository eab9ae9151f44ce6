"""Finding, for each of many people, another person who is like them in as much as possible."""

import numpy as np
import polars as pl

from vbc_twin.panel.columns import CONDITIONS

YEARS_ALIKE = 5
# Fewer people than this who are alike in everything are too few to choose among: then in everything but the last.
FEWEST = 3


class Likeness:
    """Some people to choose from, sorted by what they are like: five years of age, yes or no, having a condition.

    `names` are the columns that must agree, the most important first.
    """

    def __init__(self, people: pl.DataFrame, names: list[str]):
        self.names, self._count = names, people.height
        self._range = (people["age"].min(), people["age"].max())
        self._levels = []
        for keys in self._keys({name: people[name].to_numpy() for name in names}, people.height):
            order = np.argsort(keys, kind="stable")
            known, first, number = np.unique(keys[order], return_index=True, return_counts=True)
            self._levels.append((order, known, first, number))

    def donor(self, values: dict[str, np.ndarray], lot: np.ndarray) -> np.ndarray:
        """The row of somebody like each person, chosen among all such by the person's lot [0, 1)."""
        chosen = (lot * self._count).astype(np.int64)
        levels = zip(self._keys({name: values[name] for name in self.names}, len(lot)), self._levels, strict=True)
        for keys, (order, known, first, number) in levels:
            place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
            enough = (known[place] == keys) & (number[place] >= FEWEST)
            at = first[place] + (lot * number[place]).astype(np.int64)
            chosen = np.where(enough, order[np.minimum(at, self._count - 1)], chosen)
        return chosen

    def _keys(self, values: dict[str, np.ndarray], people: int):
        """One number a person for each level of likeness, the coarsest first."""
        keys = np.zeros(people, np.int64)
        for name in self.names:
            each = values[name]
            if name == "age":
                keys = keys * 32 + np.clip(each, *self._range).astype(np.int64) // YEARS_ALIKE
            else:
                keys = keys * 2 + ((each > 0) if name in CONDITIONS else each.astype(bool))
            yield keys
