"""The people of one arm as columns: what each one is, has, and did in the last twelve months.

Every column is an array whose first axis is the person. History is state, not a list of events: twelve-month rings
hold admissions by cause, ED visits and cost, and are read as columns such as `admissions_12m`.
"""

from dataclasses import dataclass, field

import numpy as np

RING = 12
NEVER = -1
LONG_AGO = 999  # months, for "no discharge known"


@dataclass
class State:
    """Columns by name, each with one entry (or row) a person; rows are the people present, sorted by id.

    Besides the panel's own columns: `row` (position among everybody who is ever in the panel), `stage` and `recorded`
    (people, conditions), `found` (same; month in which what is unseen will be), `captured` (same; in the claims of the
    year before), `ways` and `own` (see `scoring`), `admissions` (people, 12) and `stays` (people, 12, groups of
    causes), `ed_visits` and `cost` (people, 12; cents), `awaiting` (first stays of last month, whose readmission is
    still open), `last_discharge` (month), `last_cause`, `enrolled` and `exited` (people, investments; month, -1 never),
    `alive`, `departing` (a stay of last month brings death in this one).
    """

    columns: dict[str, np.ndarray] = field(default_factory=dict)

    def __getattr__(self, name: str) -> np.ndarray:
        try:
            return self.__dict__["columns"][name]
        except KeyError:
            raise AttributeError(name) from None

    def __len__(self) -> int:
        return len(self.columns["id"])

    def take(self, rows: np.ndarray) -> "State":
        """A copy that holds only these rows, in this order (a mask or positions)."""
        if rows.dtype == bool:
            rows = np.flatnonzero(rows)
        return State({name: column.take(rows, axis=0) for name, column in self.columns.items()})

    def copy(self) -> "State":
        """A copy that shares nothing: the two arms part here."""
        return State({name: column.copy() for name, column in self.columns.items()})

    @classmethod
    def stacked(cls, states: list["State"]) -> "State":
        """Several tables with the same columns, one below the other."""
        return cls({name: np.concatenate([each.columns[name] for each in states]) for name in states[0].columns})

    def view(self, first: int, last: int) -> "State":
        """Some rows in a row, sharing their memory: a change here is a change there."""
        return State({name: column[first:last] for name, column in self.columns.items()})

    def with_room(self, people: int) -> "State":
        """A copy at the head of columns for so many people, whose other rows hold nothing yet."""
        room = {name: np.empty((people, *column.shape[1:]), column.dtype) for name, column in self.columns.items()}
        for name, column in self.columns.items():
            room[name][: len(self)] = column
        return State(room)

    def repeat(self, rows: np.ndarray, into: slice) -> None:
        """Write these rows a second time, into some others."""
        for column in self.columns.values():
            column[into] = column[rows]

    def joined_by(self, others: "State") -> "State":
        """These people and others, with the same columns, in the order of ids."""
        both = State.stacked([self, others])
        return both.take(np.argsort(both.id, kind="stable"))


def history(state: State, name: str, month: int, groups: tuple[str, ...], rows=slice(None)) -> np.ndarray:
    """A history column of some people, by the name under which eligibility may use it; `groups` are those of causes.

    `admissions_12m`, `<group>_admissions_12m`, `ed_visits_12m` (counts), `cost_12m` [USD], `months_since_discharge`
    (0 = last month; 999 if there was none).
    """
    if name == "admissions_12m":
        return _summed(state.admissions[rows])
    if name == "ed_visits_12m":
        return _summed(state.ed_visits[rows])
    if name == "cost_12m":
        return _summed(state.cost[rows]) / 100
    if name == "months_since_discharge":
        ago = month - 1 - state.last_discharge[rows]
        return np.minimum(ago, LONG_AGO)
    group = name.removesuffix("_admissions_12m")
    return _summed(state.stays[rows, :, groups.index(group)])


def _summed(ring: np.ndarray) -> np.ndarray:
    """The sum over the twelve months (people, 12), month after month."""
    return np.ascontiguousarray(ring.T, np.int64).sum(axis=0)


def history_columns(groups: tuple[str, ...]) -> tuple[str, ...]:
    """The names that `history` answers to, with these groups of causes."""
    by_group = tuple(f"{group}_admissions_12m" for group in groups)
    return ("admissions_12m", *by_group, "ed_visits_12m", "cost_12m", "months_since_discharge")
