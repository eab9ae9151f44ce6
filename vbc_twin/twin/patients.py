"""The patients as one columnar set that answers Mesa's verbs; one patient can be looked at as an agent."""

from collections.abc import Callable, Iterator

import mesa
import numpy as np
import polars as pl

from vbc_twin.panel import ENROLMENT_TYPES
from vbc_twin.twin.plan import Plan
from vbc_twin.twin.state import State, history, history_columns


class PatientSet:
    """Patients are many and do not decide: a set over the columns of a State, a row each.

    The verbs are Mesa's: `select`, `get`, `set`, `agg`, `groupby`, `len`, iteration and `[position]`.
    """

    def __init__(self, state: State, plan: Plan):
        self.state, self.plan = state, plan
        self._history = history_columns(tuple(plan.groups))

    def __len__(self) -> int:
        return len(self.state)

    def __iter__(self) -> Iterator["PatientView"]:
        return (PatientView(self, place) for place in range(len(self)))

    def __getitem__(self, place: int) -> "PatientView":
        return PatientView(self, range(len(self))[place])

    def get(self, name: str) -> np.ndarray:
        """A column: of the state, a condition's stage by its name, or `<condition>_recorded`."""
        if name in self.state.columns:
            return self.state.columns[name]
        if name in self.plan.condition_index:
            return self.state.stage[:, self.plan.condition_index[name]]
        if (condition := name.removesuffix("_recorded")) in self.plan.condition_index:
            return self.state.recorded[:, self.plan.condition_index[condition]]
        raise KeyError(f'patients have no column "{name}"')

    def set(self, name: str, values, where: np.ndarray | slice = slice(None)) -> "PatientSet":
        """Write a column, for everybody or for some."""
        self.get(name)[where] = values
        return self

    def select(self, where: Callable[["PatientSet"], np.ndarray] | np.ndarray) -> "PatientSet":
        """Those for whom a mask, or a function of the set that gives one, holds; a copy."""
        mask = where(self) if callable(where) else where
        return PatientSet(self.state.take(np.asarray(mask)), self.plan)

    def agg(self, name: str, how: Callable[[np.ndarray], float]) -> float:
        """One figure of a column, for example `agg("age", np.mean)`."""
        return how(self.get(name))

    def groupby(self, name: str) -> dict[object, "PatientSet"]:
        """The set, split by the values of a column."""
        column = self.get(name)
        return {value: self.select(column == value) for value in np.unique(column)}

    def present(self, month: int) -> np.ndarray:
        """Who is alive and has entered."""
        return self.state.alive & (self.state.entry <= month)

    def report(self, expression: pl.Expr, month: int) -> np.ndarray:
        """An expression over recorded and history columns, evaluated for everybody; missing counts as not met."""
        columns = {name: self.seen(name, month) for name in sorted(set(expression.meta.root_names()))}
        return pl.DataFrame(columns).select(expression.alias("report"))["report"].to_numpy()

    def seen(self, name: str, month: int, rows: np.ndarray | slice = slice(None)) -> np.ndarray:
        """A recorded or history column of some patients as an organisation sees it at the start of a month."""
        if name in self._history:
            return history(self.state, name, month, tuple(self.plan.groups), rows)
        if name == "enrolment_type":
            return np.array(ENROLMENT_TYPES)[self.state.enrolment_type[rows]]
        return self.get(name)[rows]


class PatientView(mesa.Agent):
    """One patient as an agent: its attributes read and write the columns. It is not registered with the model."""

    def __init__(self, patients: PatientSet, place: int):
        object.__setattr__(self, "_patients", patients)
        object.__setattr__(self, "_place", place)

    def __getattr__(self, name: str):
        try:
            return self._patients.get(name)[self._place]
        except KeyError as error:
            raise AttributeError(str(error)) from None

    def __setattr__(self, name: str, value) -> None:
        self._patients.set(name, value, self._place)
