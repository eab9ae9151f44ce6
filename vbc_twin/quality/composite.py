"""Scores of other models: the weighted mean of what measures attain, from a file of measures, weights and a ladder."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from vbc_twin.evidence import (
    Document,
    EvidenceError,
    Faults,
    Parameter,
    explained,
    library,
    parse_parameter,
    plain,
    suggestion,
)
from vbc_twin.quality.lines import Amount, Line
from vbc_twin.quality.rates import check_draws

ROOM = "quality"
FIELDS = ("label", "about", "takes", "most", "weight", "missing", "ladder", "gate")


@dataclass(frozen=True)
class Graded:
    """A composite score [0..1], a number or an array over draws, with its lines."""

    quality_score: Amount
    lines: tuple[Line, ...]

    def experience_fields(self) -> dict:
        """What a contract's Experience takes: Experience(year, ..., **graded.experience_fields())."""
        return {"quality_score": self.quality_score}

    def explain(self) -> pl.DataFrame:
        """One row a line: step, amount, low, high, unit, rule, citation, mark."""
        return explained(self.lines)


@dataclass(frozen=True)
class Composite:
    """A model's score: sum(weight x volume x attained) / sum(weight x volume), times a factor if a gate is missed.

    A measure's figure [0 to `most`, higher is better: a percentile, a score or a rate] attains figure / most, or the
    share of the highest rung of the ladder that it reaches. `missing` [0..1]: what one without a figure attains.
    """

    name: str
    label: str
    takes: str
    most: float
    weights: dict[str, Parameter]
    missing: Parameter
    ladder: tuple[tuple[float, Parameter], ...]
    gate: Parameter | None

    @classmethod
    def load(cls, name: str) -> Composite:
        """Read data/quality/<name>.toml. Raises EvidenceError with every fault, or the composites that exist."""
        known = [each for each in library.names(ROOM) if "weight" in library.read(ROOM, each).raw]
        if name not in known:
            raise EvidenceError([f'data/quality: no composite is called "{name}". {suggestion(name, known)}'])
        return cls.from_document(library.read(ROOM, name))

    @classmethod
    def from_document(cls, document: Document) -> Composite:
        """Build a composite from the tables of a file. Raises EvidenceError with every fault."""
        raw, file, faults = document.raw, document.file, Faults()
        for key in raw:
            if key not in FIELDS:
                faults.unknown(f"{file}, {key}", "field of a composite", key, FIELDS)

        def figure(table: object, place: str) -> Parameter:
            table = {"shape": "fixed"} | table if isinstance(table, dict) else table
            return parse_parameter(table, f"{document.name}.{place}", f"{file}, {place}", library.sources(), faults)

        weights = {name: figure(each, f"weight.{name}") for name, each in raw.get("weight", {}).items()}
        rungs = raw.get("ladder", {})
        ladder = tuple((float(start), figure(each, f"ladder.{start}")) for start, each in rungs.items())
        shares = [share.value for _, share in ladder]
        if sorted(ladder, key=lambda rung: rung[0]) != list(ladder) or sorted(shares) != shares:
            faults.add(f"{file}, ladder", "rungs and shares rise together; write them from the lowest up")
        if (
            not weights
            or any(each.value < 0 for each in weights.values())
            or not any(w.value for w in weights.values())
        ):
            faults.add(f"{file}, weight", "every measure has a weight of zero or more, and one of them counts")
        gate = figure(raw["gate"], "gate") if "gate" in raw else None
        missing = figure(raw.get("missing"), "missing")
        for place, each in (
            ("missing", missing),
            ("gate", gate),
            *((f"ladder.{start}", share) for start, share in ladder),
        ):
            if each is not None and not 0 <= each.value <= 1:
                faults.add(f"{file}, {place}", f"is a share from 0 to 1, found {each.value:g}")
        faults.raise_if_any()
        label, takes, most = raw.get("label", ""), raw.get("takes", ""), float(raw.get("most", 100))
        return cls(document.name, label, takes, most, weights, missing, ladder, gate)

    def score(
        self, figures: dict[str, Amount], volumes: dict[str, float] | None = None, gate_met: bool | np.ndarray = True
    ) -> Graded:
        """Score a year. volumes: by measure, the episodes it stands for; 1 where none are given.

        Raises EvidenceError with every unknown measure and every figure or volume that is no number or out of range.
        """
        faults = Faults()
        given = self._checked(figures, "figures", self.most, faults)
        volume = self._checked(volumes or {}, "volumes", np.inf, faults)
        total = sum(each.value * volume.get(name, np.asarray(1.0)) for name, each in self.weights.items())
        check_draws(given | {"gate_met": np.asarray(gate_met)}, f"{self.name}, figures", faults)
        if not faults.lines and not np.all(total > 0):
            faults.add(f"{self.name}, volumes", "are all zero; one measure at least must count")
        faults.raise_if_any()
        lines, points = [], np.asarray(0.0)
        for name, weight in self.weights.items():
            attained = self._attained(given[name]) if name in given else np.asarray(self.missing.value)
            points = points + weight.value * volume.get(name, 1.0) * attained
            said = f"{self.takes}, weight {weight.value:g}" if name in given else f"no figure: {self.missing.value:g}"
            lines.append(Line(name, attained, "share", said, weight.at, weight.mark))
        quality = points / total
        if self.gate is not None:
            quality = quality * np.where(np.asarray(gate_met, dtype=bool), 1.0, self.gate.value)
            lines.append(
                Line(
                    "gate",
                    np.asarray(gate_met, dtype=float),
                    "share of draws",
                    f"if missed, score x {self.gate.value:g}",
                    self.gate.at,
                    self.gate.mark,
                )
            )
        lines.append(Line("quality score", quality, "share", "weighted mean of what is attained", "", ""))
        return Graded(plain(quality), tuple(lines))

    def _attained(self, figure: np.ndarray) -> np.ndarray:
        """What a figure attains [0..1]: in proportion, or by the highest rung reached."""
        if not self.ladder:
            return figure / self.most
        shares = np.array([0.0, *(share.value for _, share in self.ladder)])
        return shares[np.searchsorted([start for start, _ in self.ladder], figure, side="right")]

    def _checked(self, given: dict, what: str, most: float, faults: Faults) -> dict[str, np.ndarray]:
        found = {}
        for name, raw in given.items():
            place = f'{self.name}, {what}, "{name}"'
            if name not in self.weights:
                faults.unknown(place, "measure of the composite", name, self.weights)
                continue
            try:
                found[name] = np.asarray(raw, dtype=float)
            except (TypeError, ValueError):
                faults.add(place, f"expected a number, found {raw!r}")
                continue
            if not np.all((found[name] >= 0) & (found[name] <= most)):
                faults.add(place, f"lies between 0 and {most:g}, found {raw!r}")
        return found
