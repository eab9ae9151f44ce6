"""One row of harmonised cells made whole: grouped by name, blanks solved or assumed, each told in a sentence."""

from vbc_twin.evidence.faults import Faults
from vbc_twin.evidence.published_blanks import ByType, assumed, most_hidden, solve_heads, solve_history, solve_types
from vbc_twin.evidence.published_columns import columns, keys

SOURCE = "cms_mssp_results"
COUNTS, SPENDING, SCORES = "person_years_by_type", "spending_by_type", "risk_score_by_type"
PER_THOUSAND = ("admissions_per_1000", "ed_visits_per_1000", "ed_visits_admitted_per_1000", "snf_stays_per_1000")
ESSENTIAL = (
    "assigned_beneficiaries",
    "person_years",
    "spending_per_person_year",
    "historical_benchmark",
    "updated_benchmark",
    "benchmark_usd",
    "expenditure_usd",
    "minimum_savings_rate",
    "earned_usd",
)
OPTIONAL = ("agreement_start", "readmission_rate", "snf_payment_per_stay", "final_sharing_rate")


def solved_cells(cells: dict, file: str) -> dict:
    """The fields of a PublishedRow from one row of `read_results`. Raises EvidenceError on an essential blank."""
    check_essential(cells, file)
    notes = []
    if not cells["year_from"].startswith("the column"):
        notes.append(f"performance year {cells['performance_year']}: not printed; known from {cells['year_from']}")
    fields = {name: cells[name] for name in ("performance_year", "aco_id", *ESSENTIAL, *OPTIONAL)}
    for name in ("name", "track", "assignment", "risk_model", "revenue_category"):
        fields[name] = cells[name] or ""
    fields["assigned_beneficiaries"] = round(cells["assigned_beneficiaries"])
    fields["agreement_period"] = None if cells["agreement_period"] is None else round(cells["agreement_period"])
    fields |= solved_types(cells, notes) | solved_heads(cells, notes)
    fields |= solved_shares(cells, fields[COUNTS], notes) | solved_use(cells, notes) | solved_settlement(cells, notes)
    return fields | {"source": SOURCE, "at": f"{file}, row {cells['aco_id']}", "assumed": tuple(notes)}


def check_essential(cells: dict, file: str) -> None:
    """Raises EvidenceError naming each cell that nothing else in the row can replace."""
    faults = Faults()
    known = {column.name: column for column in columns()}
    for name in ESSENTIAL:
        if cells[name] is None:
            cms_name = known[name].published_in(cells["performance_year"]) or known[name].published[-1][0]
            place = f"{file}, row {cells['aco_id']}, column {cms_name}"
            faults.add(
                place, f"is blank and does not follow from others; without it {known[name].serves} cannot be had"
            )
    faults.raise_if_any()


def published(name: str, cells: dict) -> bool:
    """Whether CMS surely publishes a figure in the row's performance year, so that a blank is a suppressed cell."""
    year = cells["performance_year"]
    return next(column for column in columns() if column.name == name).demanded_in(year) is not None


def group(cells: dict, name: str, each: str) -> dict[str, float | None]:
    """The cells of a group under its fixed names, in order."""
    return {key: cells[f"{name}_{key}"] for key in keys(each)}


def solved_types(cells: dict, notes: list[str]) -> dict:
    """Person-years, spending and risk scores by enrolment type, of the performance year and benchmark year 3."""
    now, before = (
        ByType(*(group(cells, prefix + name, "counted_type") for name in (COUNTS, SPENDING, SCORES)))
        for prefix in ("", "historical_")
    )
    solve_history(before, now, notes)
    solve_types(now, before, (cells["person_years"], cells["expenditure_usd"]), notes)
    return {COUNTS: now.counts, SPENDING: now.spending, SCORES: now.scores} | {
        f"historical_{COUNTS}": before.counts,
        f"historical_{SPENDING}": before.spending,
        f"historical_{SCORES}": before.scores,
    }


def solved_heads(cells: dict, notes: list[str]) -> dict:
    """Heads by age band, sex and race; people of unknown race are counted apart only where CMS does so."""
    people = cells["assigned_beneficiaries"]
    race, shares = group(cells, "race", "race"), assumed("race_share")
    if published("race_unknown", cells) or cells["race_unknown"] is not None:
        race["unknown"] = cells["race_unknown"]
    return {
        "age": solve_heads(group(cells, "age", "age"), people, "age", {}, notes),
        "sex": solve_heads(group(cells, "sex", "sex"), people, "sex", {}, notes),
        "race": {**solve_heads(race, people, "race", shares, notes)} | ({} if "unknown" in race else {"unknown": 0}),
    }


def solved_shares(cells: dict, counts: dict[str, float], notes: list[str]) -> dict:
    """The shares of people with Medicaid and of people in long-term institutions."""
    dual, institution = cells["dual_share"], cells["long_term_institution_share"]
    people = cells["assigned_beneficiaries"]
    if dual is None:
        dual = sum(size * counts[name] for name, size in assumed("dual_share").items()) / sum(counts.values())
        notes.append(f"share with Medicaid: not published; fitted to the enrolment types as {dual:.4f}")
    if institution is None and published("long_term_institution_share", cells):
        institution = most_hidden() / 2 / people
        notes.append(
            f"long-term institutions: blank, so fewer than 11; taken as 5 people, a share of {institution:.4f}"
        )
    if institution is None:
        institution = assumed("long_term_institution_share")["mean"]
        notes.append(f"long-term institutions: not published in this year; taken as PY2022's mean, {institution:.4f}")
    return {"dual_share": dual, "long_term_institution_share": institution}


def solved_use(cells: dict, notes: list[str]) -> dict:
    """Spending by category and the rates of use."""
    spending = group(cells, "spending_by_category", "category")
    for name in [name for name, value in spending.items() if value is None]:
        whole = cells["spending_per_person_year"] / assumed("programme_basis_factor")["mean"]
        spending[name] = max(0.0, whole - sum(value or 0.0 for value in spending.values()))
        notes.append(f"spending on {name}: blank; taken as {spending[name]:,.0f} USD, what the total leaves")
    use = {name: cells[name] for name in PER_THOUSAND}
    for name in [name for name, value in use.items() if value is None]:
        use[name] = 1000 * most_hidden() / 2 / cells["person_years"]
        notes.append(f"{name}: blank, so fewer than 11 a year; taken as 5, a rate of {use[name]:.1f}")
    if cells["readmission_rate"] is None:
        notes.append("readmission rate: not published for this ACO; nothing is fitted to it")
    return {"spending_by_category": spending, **use}


def solved_settlement(cells: dict, notes: list[str]) -> dict:
    """Quality, and the amounts of the settlement that years without a column leave open."""
    score, met = cells["quality_score"], cells["quality_standard_met"]
    shared = cells["final_sharing_rate"] is None or cells["final_sharing_rate"] > 0
    if score is None:
        score = 1.0 if shared else 0.0
        notes.append(f"quality score: blank; taken as {score:.0f}, as in a year that pays for reporting")
    if met is None:
        met = shared and score > 0
        notes.append(f"quality standard: not published in this year; taken as {'met' if met else 'missed'}")
    gross = cells["gross_usd"]
    limit = cells["revenue_loss_limit"]
    return {
        "quality_score": score,
        "quality_standard_met": bool(met),
        "alternative_standard_met": bool(cells["alternative_standard_met"]),
        "loss_mitigation_usd": abs(cells["loss_mitigation_usd"] or 0.0),
        "revenue_loss_limit": None if limit is None else bool(limit),
        "guardrail_applied": bool(cells["guardrail_applied"]),
        "gross_usd": cells["benchmark_usd"] - cells["expenditure_usd"] if gross is None else gross,
    }
