"""How is the ACO paid?

A contract is an ordered list of dated, cited terms; a settlement folds one year's `Experience` through them, and its
lines are the explanation. With B the benchmark, X the expenditure, G = B - X and g = G / B [42 CFR 425.605, .610]:

    earned = min(G x s x (1 - sequestration), cap x B)     if g >= minimum savings rate
    owed   = min(-G x l, limits) - mitigation              if two-sided and -g >= minimum loss rate

from the first dollar, on unrounded rates; sequestration comes off savings before the cap is compared and never off
losses. B = sum over enrolment types of person-years x history x risk ratio x update; for a simulated ACO the update is
solved so that year 0 returns the published benchmark, and later years follow national growth, unless the update is
given as `benchmark/` works it out. Every figure is data (data/contracts/*.toml), with its date and mark; what
contracts are settled on is named in data/figures.toml. Left out: attribution, and rebasing at renewal.
"""

from vbc_twin.contracts.contract import Contract
from vbc_twin.contracts.experience import Experience
from vbc_twin.contracts.figures import ways_to_give
from vbc_twin.contracts.figures_file import SettledFigures, settle_figures
from vbc_twin.contracts.history import BenchmarkHistory
from vbc_twin.contracts.ledger import Ledger, Line
from vbc_twin.contracts.own import benchmark_history, own
from vbc_twin.contracts.published import SettledResults, settle_results
from vbc_twin.contracts.settlement import Settlement

__all__ = [
    "BenchmarkHistory",
    "Contract",
    "Experience",
    "Ledger",
    "Line",
    "SettledFigures",
    "SettledResults",
    "Settlement",
    "benchmark_history",
    "own",
    "settle_figures",
    "settle_results",
    "ways_to_give",
]
