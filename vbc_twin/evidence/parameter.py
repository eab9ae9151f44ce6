"""A number that we believe, how surely, and on whose word."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import expit, logit, ndtri

from vbc_twin.evidence.faults import Faults

MARKS = ("checked", "secondary", "partly", "judged", "recalled", "derived", "fitted")
SHAPES = ("lognormal", "normal", "logit_normal", "fixed")
FIELDS = ("value", "low", "high", "unit", "shape", "source", "at", "mark")

# A published 95 % interval is 3.92 standard deviations wide.
WIDTH_IN_DEVIATIONS = 2 * ndtri(0.975)
# What an uncertain figure without an interval is given (definitions: marks).
ASSUMED_FACTOR, ASSUMED_SHARE = 1.3, 0.3
# How far a simulated figure may lie from one that is published without a range: one that was re-read, and one not.
NEAR, NEAR_IF_UNREAD = 0.05, 0.15
UNREAD = ("recalled", "judged")


@dataclass(frozen=True)
class Parameter:
    """One figure: value, 95 % interval [same unit], unit, shape of its uncertainty, source and mark.

    `interval` is "published" if the source (or a stated judgement) gave low and high, "assumed" if the house's
    default was used: times or divided by 1.3 for a lognormal shape, plus or minus 30 % otherwise, "none" if fixed.
    """

    name: str
    value: float
    low: float
    high: float
    unit: str
    shape: str
    source: str
    at: str
    mark: str
    interval: str

    def quantile(self, uniform):
        """The value at a quantile [0..1] of this parameter's uncertainty; 0.5 gives the median, `value`."""
        if self.shape == "fixed":
            return self.value + 0.0 * np.asarray(uniform)
        deviate = ndtri(uniform)
        if self.shape == "lognormal":
            return self.value * np.exp(deviate * np.log(self.high / self.low) / WIDTH_IN_DEVIATIONS)
        if self.shape == "logit_normal":
            return expit(logit(self.value) + deviate * (logit(self.high) - logit(self.low)) / WIDTH_IN_DEVIATIONS)
        return self.value + deviate * (self.high - self.low) / WIDTH_IN_DEVIATIONS

    def allowed(self) -> tuple[float, float]:
        """The range that a simulated figure may lie in: the published one, else as near as this one was read."""
        if self.interval == "published":
            return self.low, self.high
        near = (NEAR_IF_UNREAD if self.mark in UNREAD else NEAR) * abs(self.value)
        return self.value - near, self.value + near

    def scaled(self, factor: float) -> "Parameter":
        """The same belief, every figure multiplied by a factor."""
        return replace(self, value=self.value * factor, low=self.low * factor, high=self.high * factor)


def parse_parameter(raw: object, name: str, place: str, sources, faults: Faults, unit: str = "") -> Parameter:
    """Read a Parameter from a table of a data file.

    Notes a fault for each thing wrong: unknown or missing key, a figure outside its interval, an unknown source or
    mark. Always returns a Parameter, so that the rest of the file can be read too.
    """
    if not isinstance(raw, dict):
        faults.add(place, f"expected a table {{ value = ..., source = ..., mark = ... }}, found {raw!r}")
        raw = {"value": 1.0, "source": "judgement", "mark": "judged"}
    for key in raw:
        if key not in FIELDS:
            faults.unknown(f"{place}.{key}", "field of a parameter", key, FIELDS)
    value, low, high = (_number(raw.get(key), f"{place}.{key}", faults) for key in ("value", "low", "high"))
    if value is None:
        faults.add(f"{place}.value", "is missing; a parameter needs a number here")
        value = 1.0
    mark = raw.get("mark", "")
    if mark not in MARKS:
        faults.unknown(f"{place}.mark", "mark", mark, MARKS)
    source = raw.get("source", "")
    if source not in sources:
        faults.unknown(f"{place}.source", "source in data/sources.toml", source, sources)
    shape = raw.get("shape", "normal")
    if shape not in SHAPES:
        faults.unknown(f"{place}.shape", "shape", shape, SHAPES)
    low, high, interval = _interval(value, low, high, shape, place, faults)
    return Parameter(name, value, low, high, raw.get("unit", unit), shape, source, raw.get("at", ""), mark, interval)


def _number(raw: object, place: str, faults: Faults) -> float | None:
    if raw is None:
        return None
    if isinstance(raw, bool) or not isinstance(raw, (int, float)) or not np.isfinite(raw):
        faults.add(place, f"expected a number, found {raw!r}")
        return None
    return float(raw)


def _interval(value, low, high, shape, place, faults) -> tuple[float, float, str]:
    if shape == "fixed":
        return value, value, "none"
    if (low is None) != (high is None):
        faults.add(place, "gives only one end of the interval; give both low and high, or neither")
    if shape == "logit_normal" and not 0 < value < 1:
        faults.add(
            f"{place}.value", 'a logit_normal parameter lies strictly between 0 and 1; use shape = "fixed" for 0 or 1'
        )
        return value, value, "none"
    if low is None or high is None:
        if shape == "lognormal":
            ends = value / ASSUMED_FACTOR, value * ASSUMED_FACTOR
        elif shape == "logit_normal":
            ends = value * (1 - ASSUMED_SHARE), min(value * (1 + ASSUMED_SHARE), (1 + value) / 2)
        else:
            ends = value - ASSUMED_SHARE * abs(value), value + ASSUMED_SHARE * abs(value)
        return *ends, "assumed"
    if not low <= value <= high:
        faults.add(place, f"the value {value} lies outside its own interval {low} to {high}")
    if shape == "lognormal" and low <= 0:
        faults.add(f"{place}.low", 'a lognormal parameter must be positive; use shape = "normal" if it may be zero')
        low = high = value
    if shape == "logit_normal" and not (low > 0 and high < 1):
        faults.add(place, "a logit_normal parameter lies strictly between 0 and 1")
        low, high = value, value
    return low, high, "published"
