"""The kinds of term that contracts are made of: one small file a kind, each a frozen class with `apply(ledger)`.

A contract file lists terms by kind, in the order in which they are applied. A kind says what its table may hold:
REQUIRED dated figures must be in force in the year that is settled, OPTIONAL ones may be absent, and their absence
means that the rule does not exist (a one-sided track has no loss rate). ELECTED ones are the ACO's choice. NAMES are
lists of figures of the experience, WORDS have fixed choices (None: any words), NESTED are lists of smaller tables. A
new kind of term is one file here and one line in the dictionary.
"""

from vbc_twin.contracts.terms.adjust import Adjust
from vbc_twin.contracts.terms.baseline import Baseline
from vbc_twin.contracts.terms.capitation import Capitation
from vbc_twin.contracts.terms.cash import Cash
from vbc_twin.contracts.terms.cost import Cost
from vbc_twin.contracts.terms.gate import Gate
from vbc_twin.contracts.terms.growth import Growth
from vbc_twin.contracts.terms.haircut import Haircut
from vbc_twin.contracts.terms.limit import Limit
from vbc_twin.contracts.terms.mitigation import Mitigation
from vbc_twin.contracts.terms.payment import Payment
from vbc_twin.contracts.terms.performance import Performance
from vbc_twin.contracts.terms.plan_revenue import PlanRevenue
from vbc_twin.contracts.terms.population import Population
from vbc_twin.contracts.terms.prepaid import Prepaid
from vbc_twin.contracts.terms.quality import Quality
from vbc_twin.contracts.terms.quality_amount import QualityAmount
from vbc_twin.contracts.terms.recoup import Recoup
from vbc_twin.contracts.terms.risk import Risk
from vbc_twin.contracts.terms.share import Share
from vbc_twin.contracts.terms.target import Target
from vbc_twin.contracts.terms.trend import Trend
from vbc_twin.contracts.terms.true_up import TrueUp

KINDS = {
    "population": Population,
    "cost": Cost,
    "capitation": Capitation,
    "baseline": Baseline,
    "target": Target,
    "plan_revenue": PlanRevenue,
    "risk": Risk,
    "trend": Trend,
    "growth": Growth,
    "true_up": TrueUp,
    "adjust": Adjust,
    "haircut": Haircut,
    "gate": Gate,
    "quality": Quality,
    "share": Share,
    "quality_amount": QualityAmount,
    "cash": Cash,
    "limit": Limit,
    "mitigation": Mitigation,
    "payment": Payment,
    "performance": Performance,
    "prepaid": Prepaid,
    "recoup": Recoup,
}

# Those that build a benchmark; one that is given passes through them.
BUILDS = (Adjust, Baseline, Growth, Haircut, Risk, Target, Trend, TrueUp)

Term = (
    Adjust
    | Baseline
    | Capitation
    | Cash
    | Cost
    | Gate
    | Growth
    | Haircut
    | Limit
    | Mitigation
    | Payment
    | Performance
    | PlanRevenue
    | Population
    | Prepaid
    | Quality
    | QualityAmount
    | Recoup
    | Risk
    | Share
    | Target
    | Trend
    | TrueUp
)

__all__ = ["BUILDS", "KINDS", "Gate", "Risk", "Share", "Term", "Trend"]
