# %% [markdown]
# # A first look
#
# A twin of one Accountable Care Organization: what it believes, one run of it month by month, why its contract settles
# as it does, and what an investment is worth to it. A small panel and few draws, so that it is quick; leave `people`
# and `draws` away for figures to rely on. Run the cells one by one in an editor, or the file as a whole.

# %% What does the twin believe, and who says so?
import polars as pl

import vbc_twin as vt

twin = vt.Twin.load("example_aco", people=1000)
beliefs = twin.assumptions()
print(beliefs.group_by("mark").len().sort("len", descending=True))
print(beliefs.filter(pl.col("mark") == "judged").head(5))

# %% One run, month by month
today = vt.Scenario.load("status_quo").replace(years=2)
lived = vt.run(twin, today, draws=4)
hospital = lived.months.filter(pl.col("service") == "inpatient")
print(hospital.select("year", "month", "members", "pmpm_usd").tail(12))

# %% Why this settlement?
first_year = twin.row.performance_year + 1
settlement = lived.settlement(first_year)
print(settlement.explain().select("step", "amount", "unit", "rule"))

# %% What is an investment worth?
nurses = vt.Investment.load("transitional_care").sized(nurses=2)
instead = today.replace(name="nurses_after_discharge", label="Nurses after discharge", investments=(nurses,))
comparison = vt.compare(twin, today, instead, draws=4)
print(vt.tables.finding(comparison))
print(vt.tables.printed(vt.tables.headline(comparison).drop("name")))

# %% How do gross savings become net?
bridge = vt.figures.bridge(comparison)
print(vt.figures.said(bridge))  # an editor that runs cells shows the figure itself: bridge

# %% What would spending before and after have claimed?
claimed = vt.tables.illusion(comparison)
print(claimed.select("people", "before_pmpm_usd", "after_with_pmpm_usd", "anyway_pmpm_usd", "effect_pmpm_usd"))
