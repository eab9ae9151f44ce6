"""Do the contracts give what CMS paid?

Every row of a published results file is settled under the contract that the row itself shows, on the row's own inputs,
and compared with the published settlement. A published figure stands for every figure that rounds to it, so a row does
not have one settlement but an interval: from the kindest to the unkindest of the inputs that print as they are printed.
A row agrees if that interval holds the published amount; each row that does not is explained by a rule. What CMS
published as a result (the settlement itself, sharing rates, gross amounts) never chooses an input.
"""

from vbc_twin.contracts.published.settled import SettledResults, settle_results

__all__ = ["SettledResults", "settle_results"]
