"""Who carries the risk: how a dollar of unexpected spending is borne by payer, holder and beneficiaries."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from vbc_twin.care import CATEGORIES
from vbc_twin.evidence import Faults, Parameter, library, parse_parameter

# What a 90 % interval is in standard errors, and the fewest draws of which one is told.
STANDARD_ERRORS, FEWEST_DRAWS = 1.645, 10
PAYER, HOLDER, BENEFICIARIES = "payer", "holder", "beneficiaries"
MEDICARE = "Medicare"


@dataclass(frozen=True)
class PartB:
    """What Part B pays of each spending category, and what its premium carries of that (data/medicare.toml)."""

    premium_share: Parameter
    by_category: dict[str, Parameter]

    @classmethod
    @cache
    def load(cls) -> "PartB":
        """The library's figures. Raises EvidenceError naming each that is missing."""
        file, faults = "data/medicare.toml", Faults()
        raw = library.parse_toml(library.path("medicare.toml"), file)
        part_b = raw.get("part_b", {})
        read = {
            name: parse_parameter(
                part_b.get(name), f"part_b.{name}", f"{file}, part_b.{name}", library.sources(), faults
            )
            for name in CATEGORIES
        }
        premium = parse_parameter(
            raw.get("premium_share"), "premium_share", f"{file}, premium_share", library.sources(), faults
        )
        faults.raise_if_any()
        return cls(premium, read)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Every figure, for the register."""
        return (self.premium_share, *self.by_category.values())

    def of(self, spending: dict[str, np.ndarray]) -> np.ndarray:
        """The Part B part of spending by category [USD]."""
        return sum(self.by_category[name].value * usd for name, usd in spending.items())


@dataclass(frozen=True)
class Share:
    """The part of a dollar of unexpected spending that a party bears, with its 90 % interval (None: too few draws)."""

    party: str
    share: float
    low: float | None
    high: float | None


def carriers(
    spending_usd: np.ndarray, received_usd: np.ndarray, part_b_usd: np.ndarray | None, premium_share: float
) -> tuple[Share, ...]:
    """The shares of payer, holder and, where part_b_usd is given, beneficiaries: they add to one.

    A share is the slope of a party's net outlay on spending, over draws: covariance / variance. The holder's outlay is
    less what it receives; of the rest, the slope b of Part B spending is Part B's, and the premium carries its share:

        holder = slope(-received),    beneficiaries = premium_share x b x (1 - holder),    payer = the rest

    A settlement falls on Part A and Part B as the spending does that moved it. Intervals are of the jackknife over
    draws. Where spending does not move there are no shares.
    """
    part_b = np.zeros_like(spending_usd) if part_b_usd is None else part_b_usd
    if len(spending_usd) < 2 or np.ptp(spending_usd) <= 1e-9 * abs(spending_usd).max():
        return ()
    holder, of_part_b = (_slopes(spending_usd, outlay) for outlay in (-received_usd, part_b))
    beneficiaries = premium_share * of_part_b * (1 - holder)
    shares = {PAYER: 1 - holder - beneficiaries, HOLDER: holder}
    if part_b_usd is not None:
        shares[BENEFICIARIES] = beneficiaries
    return tuple(Share(party, float(each[0]), *_interval(each)) for party, each in shares.items())


def _slopes(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The slope of y on x: of all draws first, then with each draw left out in turn."""
    x, y = x - x.mean(), y - y.mean()
    across, along, grow = x @ y, x @ x, len(x) / (len(x) - 1)
    left = along - grow * x * x
    without = np.divide(across - grow * x * y, left, out=np.full(len(x), across / along), where=left > 0)
    return np.concatenate([[across / along], without])


def _interval(values: np.ndarray) -> tuple[float | None, float | None]:
    whole, left_out = values[0], values[1:]
    draws = len(left_out)
    if draws < FEWEST_DRAWS:
        return None, None
    error = np.sqrt((draws - 1) / draws * ((left_out - left_out.mean()) ** 2).sum())
    return float(whole - STANDARD_ERRORS * error), float(whole + STANDARD_ERRORS * error)
