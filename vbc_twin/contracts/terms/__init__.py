"""The kinds of term that contracts are made of: one small file a kind, each a frozen class with `apply(ledger)`.

A contract file lists terms by kind, in the order in which they are applied. A kind declares the dated figures that it
reads: REQUIRED ones must be in force in the year that is settled, OPTIONAL ones may be absent, and their absence means
that the rule does not exist (a one-sided track has no loss rate). ELECTED ones are the ACO's choice. A new kind of term
is one file here and one line in the dictionary.
"""

from vbc_twin.contracts.terms.baseline import Baseline
from vbc_twin.contracts.terms.cash import Cash
from vbc_twin.contracts.terms.gate import Gate
from vbc_twin.contracts.terms.limit import Limit
from vbc_twin.contracts.terms.mitigation import Mitigation
from vbc_twin.contracts.terms.quality import Quality
from vbc_twin.contracts.terms.risk import Risk
from vbc_twin.contracts.terms.share import Share
from vbc_twin.contracts.terms.trend import Trend

KINDS = {
    "baseline": Baseline,
    "risk": Risk,
    "trend": Trend,
    "gate": Gate,
    "quality": Quality,
    "share": Share,
    "cash": Cash,
    "limit": Limit,
    "mitigation": Mitigation,
}

Term = Baseline | Risk | Trend | Gate | Quality | Share | Cash | Limit | Mitigation

__all__ = ["KINDS", "Term"]
