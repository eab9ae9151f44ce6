"""From a performance rate to points: the ten deciles that CMS prints for one measure and one way of reporting it."""

from dataclasses import dataclass

import numpy as np

from vbc_twin.quality.rules import Rule

Amount = float | np.ndarray
KINDS = ("historical", "flat percentage", "performance period")
# Rates are printed to the hundredth; below this two rates are one.
SAME = 1e-9


@dataclass(frozen=True)
class Benchmark:
    """The deciles of a measure [its own unit], each from its worst rate to its best as printed, both inclusive.

    `deciles` holds ten ranges; an empty one is a decile that no rate falls in (a topped-out measure), the tenth has one
    end. A rate between two printed ranges lies in the worse one. `capped`: topped out, so that points end at seven.
    `part` names the summary measure of a survey; `variant` a proposed rule under which the benchmark would hold.
    """

    measure: str
    performance_year: int
    collection: str
    kind: str
    lower_is_better: bool
    deciles: tuple[tuple[float, ...], ...]
    source: str
    at: str
    mark: str
    part: str = ""
    capped: bool = False
    variant: str = ""

    @property
    def _edges(self) -> tuple[np.ndarray, np.ndarray]:
        """The deciles that hold rates, and the worst rate of each, signed so that more is better."""
        filled = [(number, ends[0]) for number, ends in enumerate(self.deciles, start=1) if ends]
        numbers, worst = (np.array(each, dtype=float) for each in zip(*filled, strict=True))
        return numbers, -worst if self.lower_is_better else worst

    def _place(self, rate: Amount) -> tuple[np.ndarray, np.ndarray]:
        """Where in the list of filled deciles a rate lies (-1 below the first), and the rate signed."""
        signed = np.asarray(-np.asarray(rate, dtype=float) if self.lower_is_better else rate, dtype=float)
        return np.searchsorted(self._edges[1], signed + SAME, side="right") - 1, signed

    def decile(self, rate: Amount) -> np.ndarray:
        """The decile [1 to 10] of a rate, a worse rate than the worst printed one in the first."""
        return self._edges[0][np.maximum(self._place(rate)[0], 0)]

    def points(self, rate: Amount, rule: Rule) -> np.ndarray:
        """Points [1 to 10]: the decile, and within it tenths by how far the rate has come to the next.

        decile + (rate - worst of decile) / (worst of next decile - worst of decile), rounded to the tenth and held
        under the next decile; the tenth decile is worth 10 [42 CFR 414.1380(b)(1)(i)]. A topped-out measure ends at
        7.
        """
        deciles, edges = self._edges
        place, signed = self._place(rate)
        inside = np.clip(place, 0, len(edges) - 2)
        share = np.clip((signed - edges[inside]) / (edges[inside + 1] - edges[inside]), 0.0, 1.0)
        step = rule.value("step")
        partial = np.minimum(np.floor(share / step + 0.5) * step, 1 - step) if step else np.minimum(share, 1 - SAME)
        points = np.where(place >= len(edges) - 1, deciles[-1], deciles[inside] + partial)
        points = np.where(place < 0, rule.value("least"), points)
        most = rule.value("capped") if self.capped else rule.value("most")
        return np.clip(points, rule.value("least"), most)
