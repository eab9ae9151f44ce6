"""vbc_twin: a population-health twin of a patient panel, settled under the contract that pays for it."""
