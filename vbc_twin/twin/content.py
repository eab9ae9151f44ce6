"""The evidence that a twin is made of: illness, care, mortality, trend, movement, practices, experience, utility."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from vbc_twin import care, conditions
from vbc_twin.care import Service
from vbc_twin.conditions import Condition, LifeTable, Utility
from vbc_twin.evidence import Effect, Faults, Parameter, library, parse_parameter
from vbc_twin.panel import hcc
from vbc_twin.quality import ManyIllnesses, PatientExperience


@dataclass(frozen=True)
class Content:
    """Everything that is the same whatever the ACO: what illness does, what care costs, how a panel turns over, how
    practices work, what patients say, how good a year is, and whom measure 484 counts."""

    conditions: tuple[Condition, ...]
    services: dict[str, Service]
    effects: tuple[Effect, ...]
    life_table: LifeTable
    trend: Parameter
    movement: dict[str, Parameter]
    practices: dict[str, Parameter]
    experience: PatientExperience
    utility: Utility
    many_illnesses: ManyIllnesses

    @classmethod
    def load(cls) -> "Content":
        """The library's content. Raises EvidenceError listing the faults of a file."""
        life_table = LifeTable.load()
        effects = (*care.shared_effects(), *life_table.effects)
        aims = care.practice_figures(), PatientExperience.load(), Utility.load(), ManyIllnesses.load()
        trend = care.national_trend()
        return cls(conditions.load_all(), care.load_all(), effects, life_table, trend, _movement(), *aims)

    def parameters(self) -> Iterator[Parameter]:
        """Every figure, for the register of assumptions."""
        for owner in (*self.conditions, *self.services.values(), self.life_table):
            yield from owner.parameters()
        yield from (effect.size for effect in care.shared_effects())
        yield from self._lags()
        yield self.trend
        yield from self.movement.values()
        yield from hcc.recording().parameters()
        yield from hcc.Carried.load().parameters()
        yield from self.practices.values()
        for each in (self.experience, self.utility, self.many_illnesses):
            yield from each.parameters()

    @property
    def shared(self) -> frozenset[str]:
        """The figures that shape panel, turnover, life table and trend, and so are the same in whatever is chosen."""
        stages = (share for condition in self.conditions for share in condition.stage_share.values())
        own = (
            self.trend,
            *self._lags(),
            *self.movement.values(),
            self.life_table.recent,
            *self.life_table.community.values(),
            *hcc.recording().parameters(),
            *(share for each in self.conditions for share in each.undiagnosed.values()),
            *stages,
        )
        return frozenset(each.name for each in own)

    def _lags(self) -> Iterator[Parameter]:
        for lag in care.lags().values():
            yield from (lag.at_once, lag.years)

    def course(self) -> pl.DataFrame:
        """How people who have a condition are spread over its stages, and how many of each go undiagnosed."""
        rows = [
            (condition.name, stage, condition.stage_share[name].value, condition.undiagnosed[name].value)
            for condition in self.conditions
            for stage, name in enumerate(condition.stages[1:], start=1)
        ]
        return pl.DataFrame(rows, schema=["condition", "stage", "share", "undiagnosed"], orient="row")


def _movement() -> dict[str, Parameter]:
    document = library.read("panels", "movement")
    faults = Faults()
    known = ("leaving", "frailty_persistence", "patients_per_practice")
    found = {
        name: parse_parameter(raw, f"movement.{name}", f"{document.file}, {name}", library.sources(), faults)
        for name, raw in document.raw.items()
    }
    for name in known:
        if name not in found:
            faults.add(f"{document.file}, {name}", "is missing; a twin cannot turn its panel over without it")
    faults.raise_if_any()
    return found
