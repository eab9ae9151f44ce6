"""People of no ACO: fee-for-service Medicare as a whole, and the figures by which people anywhere live.

Onset and background death are solved on the national panel, as a twin solves them on its own; every scale of use and
price is one, which is the level of the average ACO of 2022 (`data/care`).
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl

from vbc_twin import panel as panels
from vbc_twin.panel import Margins, Panel
from vbc_twin.twin.content import Content
from vbc_twin.twin.figures import Figures, expected, solved
from vbc_twin.twin.fit import drift_of
from vbc_twin.twin.plan import Plan, compile_plan
from vbc_twin.twin.population import Movement, enter

PEOPLE, SEED = 40_000, 2017
# Nobody's illness is taken to be commoner than this, however much of it goes undiagnosed.
MOST_PREVALENT = 0.95


@dataclass(frozen=True)
class National:
    """The national panel and its prevalence; drawn on first use."""

    content: Content = field(default_factory=Content.load, repr=False)
    people: int = PEOPLE
    seed: int = SEED

    @cached_property
    def margins(self) -> Margins:
        """What the national panel adds up to."""
        share = panels.national_shares()
        heads = {name: self.people * each for name, each in share["heads_by_type"].items()}
        score = dict.fromkeys(heads, 1.0)
        own = share["shares"]
        return Margins(
            heads, share["age"], own["female"], share["race"], own["dual"], own["long_term_institution"], score
        )

    @cached_property
    def _recorded(self) -> pl.DataFrame:
        return panels.prevalence_for(self.margins)

    @cached_property
    def panel(self) -> Panel:
        """The people, all of the same weight."""
        return panels.draw(self.margins, self._recorded, self.content.course(), self.seed)

    @cached_property
    def prevalence(self) -> np.ndarray:
        """True prevalence (conditions, cells of age band and sex): the recorded one over the share diagnosed."""
        rows = self._recorded.select("condition", "age_band", "sex", "prevalence").iter_rows()
        recorded = {tuple(where): share for *where, share in rows}
        cells = [(band, sex) for band in panels.AGE_BANDS for sex in ("male", "female")]
        true = [
            [recorded[each.name, band, sex] / (1 - each.undiagnosed_share) for band, sex in cells]
            for each in self.content.conditions
        ]
        return np.minimum(np.array(true), MOST_PREVALENT)

    @cached_property
    def _drift(self) -> np.ndarray:
        """How these people's hazard of death over a year compares with January's, see `dying.solve_death`."""
        content = self.content
        plan = compile_plan(content.conditions, content.services, (), content.effects)
        for parameter in content.parameters():
            plan.parameter(parameter)
        everybody = enter(self.panel, plan, closed_movement(content), self.seed)
        figures = solved(plan, everybody, content, self.prevalence, plan.central())
        return drift_of(expected(figures, everybody, self.seed, range(1)))

    def figures(self, plan: Plan) -> Figures:
        """The published figures of a plan, with onset and death solved on these people."""
        everybody = enter(self.panel, plan, closed_movement(self.content), self.seed)
        return solved(plan, everybody, self.content, self.prevalence, plan.central(), self._drift)


def closed_movement(content: Content) -> Movement:
    """People of whom nobody leaves or joins; frailty drifts as in a twin."""
    figures = content.movement
    return Movement(figures["leaving"].value, figures["frailty_persistence"].value ** 12, 0.0, 1, closed=True)
