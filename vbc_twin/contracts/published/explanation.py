"""Why a computed settlement is not the published one, in words and by a rule: never by a tolerance."""

from vbc_twin.contracts.contract import Contract
from vbc_twin.contracts.published.case import Case, Interval
from vbc_twin.contracts.terms.limit import Limit

DOLLAR = 1.0


def explain(case: Case, interval: Interval) -> str:
    """Nothing where the two agree to the dollar; otherwise what printed digits allow, or the rule behind."""
    published = case.row.printed("published")
    notes = list(case.notes)
    if len(case.contracts) > 1 and interval.most - interval.least > DOLLAR:
        notes.append(f"the printed minimum savings rate stands for {' or '.join(map(_election, case.contracts))}")
    if interval.holds(published):
        if abs(interval.computed - published.value) > DOLLAR:
            notes.append(
                f"rounding: the printed inputs allow anything from {interval.least:,.0f} to {interval.most:,.0f} USD"
            )
        return "; ".join(notes)
    rules = (_revenue_limit, _quality_not_reported, _ended_early, _few_people, _forfeited)
    found = [told for rule in rules if (told := rule(case, interval))]
    return "; ".join([*notes, *(found or [_unexplained(case, interval)])])


def _election(contract: Contract) -> str:
    rate = contract.minimum_savings_rate
    return "the variable rate" if rate == "variable" else f"{rate:.2%}"


def _revenue_limit(case: Case, interval: Interval) -> str:
    """A loss limited by the participants' revenue, which is never published."""
    row, published = case.row, case.row.value("published")
    limit = next((each for each in case.contracts[0].terms(row.year) if isinstance(each, Limit)), None)
    flag = row.cells.get("revenue_loss_limit")
    if limit is None or limit.loss_share_of_revenue is None or (flag is not None and not flag.value):
        return ""
    if not interval.most < published <= 0:
        return ""
    share, mitigation = limit.loss_share_of_revenue, abs(row.value("mitigation"))
    owed = abs(published) + mitigation
    revenue = owed / share.value
    return (
        f"revenue-based loss limit: losses are at most {share.value:.0%} of the participants' revenue ({share.at}), "
        f"which is not published; the {owed:,.0f} USD owed before mitigation would be the limit at a revenue of "
        f"{revenue:,.0f} USD, {revenue / row.value('expenditure'):.1%} of the expenditure"
    )


def _quality_not_reported(case: Case, interval: Interval) -> str:
    """Savings outside the corridor that earned nothing, in a year that does not print the quality standard."""
    row = case.row
    if row.value("published") != 0 or interval.least <= 0 or row.year >= 2016:
        return ""
    return (
        f"quality standard: PY{row.year} does not print whether it was met; savings outside the corridor earn nothing "
        "only where quality was not reported completely, also in a year that pays for reporting (42 CFR 425.502)"
    )


def _ended_early(case: Case, interval: Interval) -> str:
    """An agreement that ended during the year."""
    impact = str(case.row.cells.get("terminated") or "")
    if impact in ("", "0", "0.0"):
        return ""
    return f"agreement ended during the year ({impact}): the amount is pro-rated or forfeited (42 CFR 425.221)"


def _few_people(case: Case, interval: Interval) -> str:
    """Fewer people than the table of the variable rate has bands for."""
    gate = next((each for each in case.contracts[0].terms(case.row.year) if hasattr(each, "by_size")), None)
    if gate is None or gate.by_size is None or case.row.value("persons") >= gate.by_size.persons[0]:
        return ""
    return (
        f"under {gate.by_size.persons[0]:,.0f} people the minimum savings rate is set apart, and its rule is not known"
    )


def _forfeited(case: Case, interval: Interval) -> str:
    """Nothing paid on savings for a reason that the file does not give."""
    is_shared_savings = case.contracts[0].text.family == "Shared Savings Program"
    if not is_shared_savings or case.row.value("published") != 0 or interval.least <= 0 or case.row.year < 2016:
        return ""
    return (
        "nothing was paid on savings that every printed input would share: only an ACO that stays eligible is paid "
        "(42 CFR 425.100), and the file does not print whether it did"
    )


def _unexplained(case: Case, interval: Interval) -> str:
    return (
        f"not explained by any rule known here: the printed inputs allow {interval.least:,.0f} to {interval.most:,.0f} "
        f"USD, published are {case.row.value('published'):,.0f} USD"
    )


def explain_after_sequestration(computed: float, published: float) -> str:
    """Why the amount after sequestration differs where the shared amount does not."""
    if published == 0 and computed:
        return "after sequestration CMS printed 0, with the shared amount as computed"
    return "" if abs(computed - published) <= DOLLAR else "the amount after sequestration differs from the rule's"
