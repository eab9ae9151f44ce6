"""How is the benchmark built?

Each step of the rule is one file with a pure function of plain amounts, over draws, whose docstring gives the formula
in the rule's own symbols: truncation, benchmark years, growth, risk, the regional, prior-savings and population
adjustments and their combination, projection, update, guardrail. Their figures are dated data in
data/contracts/*_figures.toml. `Worksheet` ties the steps of the Shared Savings Program together line by line as CMS's
reports have them. What no public file gives (projected and regional growth, the nation's weight) must be given, for
example as an `UpdateAssumptions` with intervals. REACH, LEAD and TEAM build theirs from the files named after them.

Nothing here knows a ledger or a contract: enrolment types in dictionaries, numbers or arrays over draws, in and out.
"""
