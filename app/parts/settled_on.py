"""On which figures a contract is settled: a published year, a year of a run, or typed ones; and what is assumed."""

from dataclasses import dataclass

import contract_form
import experiences
import session
import streamlit as st
from experiences import FUTURES, Known
from parts import show
from parts.contract_choice import KEPT, valid

import vbc_twin as vt

TYPED = "typed"
MONEY, FINE = "%.2f", "%.4f"
BENCHMARK = "Take the ACO's own benchmark as given"


@dataclass(frozen=True)
class Basis:
    """What a contract is settled on: whose published row (if any), what that assumes, and which fields are empty."""

    experience: vt.Experience
    row: vt.PublishedRow | None
    key: str
    said: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()


def basis(contract: vt.Contract) -> Basis:
    """The figures to settle on."""
    runs = session.finished_runs()
    options = [*(f"run {run}" for run in runs), *(f"row {name}" for name in session.twin_names()), TYPED]
    shown = st.query_params.get("run")
    first = options.index(f"run {shown}") if shown in runs else options.index(f"row {session.FIRST_TWIN}")
    source = st.selectbox("Settled on", options, first, spoken, key=valid("settled on", options), **KEPT)
    kind, _, name = source.partition(" ")
    if kind == TYPED:
        return typed(contract, source)
    found = of_run(name, source) if kind == "run" else of_row(name, source)
    return own_benchmark(contract, found)


def spoken(option: str) -> str:
    """A source of figures in words."""
    kind, _, name = option.partition(" ")
    if kind == TYPED:
        return "Figures that I type"
    if kind == "row":
        row = session.twin(name).row
        return f"{row.name}, {row.performance_year}, as CMS published"
    choice = session.jobs().choice(name)
    _, instead = choice.scenarios(session.twin(choice.twin))
    return f"Run of this session: {instead.label}"


def of_row(name: str, key: str) -> Basis:
    """Year 0 of a twin."""
    row = session.twin(name).row
    st.caption(
        f"{row.assigned_beneficiaries:,} assigned people, benchmark USD {row.benchmark_usd:,.0f}, spending "
        f"USD {row.expenditure_usd:,.0f}, quality score {row.quality_score:.1%}."
    )
    return Basis(vt.Experience.published(row), row, key)


def of_run(run: str, key: str) -> Basis:
    """A year of one of the two futures of a run."""
    choice, answer = session.jobs().choice(run), session.jobs().answer(run)
    future = st.selectbox("Future", list(FUTURES), 1, FUTURES.get, key=f"{key} future", **KEPT)
    year = st.selectbox("Year of the run", answer.words["years"], key=f"{key} year lived", **KEPT)
    st.caption(f"{choice.draws} draws. The benchmark is the one that the run worked out under its own contract.")
    said = ("The benchmark is the one that the run worked out under its own contract.",)
    row = session.twin(choice.twin).row
    return Basis(experiences.of_run(answer.folder, future, year), row, f"{key} {year}", said)


def own_benchmark(contract: vt.Contract, found: Basis) -> Basis:
    """The same figures, without the ACO's benchmark where the contract builds another kind, unless it is asked for."""
    if "history" in contract.needs or "benchmark_usd" in contract.needs:
        return found
    if st.checkbox(BENCHMARK, key=f"{contract.name} benchmark given", **KEPT):
        said = "The ACO's own Shared Savings benchmark stands in for the one that this contract would build."
        return Basis(found.experience, found.row, found.key, (*found.said, said))
    return Basis(experiences.without_benchmark(found.experience), found.row, found.key)


def typed(contract: vt.Contract, key: str) -> Basis:
    """Figures that the visitor types, those that the contract needs first; none of these may stay empty."""
    given = "history" in contract.needs or st.checkbox(
        "The benchmark is given", "benchmark_usd" in contract.needs, key=f"{contract.name} typed benchmark", **KEPT
    )
    first, last = contract_form.FIRST_YEAR, contract_form.LAST_YEAR
    near = contract_form.years_in_force(contract, contract_form.LATEST) or contract_form.LATEST
    year = st.number_input("Performance year", first, last, near, key=f"{contract.name} typed year", **KEPT)
    fields = experiences.fields_of(contract, given)
    values = {field.name: number(field) for field in fields}
    more = st.multiselect(
        "Further figures", experiences.further(fields), format_func=contract_form.spoken, key="typed more", **KEPT
    )
    values |= {name: number(experiences.vocabulary()[name]) for name in more}
    known = {name: value for name, value in values.items() if value is not None}
    faults = experiences.faults(known)
    show.faults(faults)
    empty = tuple(field.name for field in fields if values[field.name] is None)
    return Basis(experiences.typed(year, {} if faults else known), None, key, (), empty)


def number(field: Known) -> float | bool | None:
    """One figure of the vocabulary; None while its field is empty."""
    key, label = f"typed {field.name}", f"{contract_form.spoken(field.name)} [{field.unit}]"
    if field.shape == "yes or no":
        return st.checkbox(contract_form.spoken(field.name), field.name == "quality_standard_met", key=key, **KEPT)
    meaning = f"{field.meaning}; all enrolment types together" if field.shape == "by type" else field.meaning
    shown = FINE if field.unit in ("share", "ratio") else MONEY
    return st.number_input(label, value=None, format=shown, help=meaning, key=key, **KEPT)


def rules_year(contract: vt.Contract, found: Basis, of: str) -> Basis:
    """The same figures, settled under the rules of the nearest year in which the contract's hold, or of another."""
    if found.row is None:
        return found
    own = found.experience.year
    near = contract_form.years_in_force(contract, own) or own
    first, last = contract_form.FIRST_YEAR, contract_form.LAST_YEAR
    year = st.number_input("Rules of the year", first, last, near, key=f"{of} {found.key} rules of {own}", **KEPT)
    if year == own:
        return found
    said = f"The figures are of {own}; the rules of {year} are applied to them."
    st.caption(said)
    return Basis(experiences.of_year(found.experience, year), found.row, found.key, (*found.said, said))


def assumed(contract: vt.Contract, found: Basis) -> dict:
    """Figures that are assumed where they are lacking, as `Contract.assume` takes them; what is left is named."""
    lacking = contract.missing(found.experience)
    if not lacking or found.row is None:
        return {}
    names = ", ".join(contract_form.spoken(name).lower() for name in lacking)
    st.warning(f"This contract is settled on figures that are not known here: {names}.")
    known = {name: experiences.vocabulary()[name] for name in lacking if name in experiences.vocabulary()}
    taken = {name: one(contract, field) for name, field in known.items() if field.shape != "by type"}
    return {name: figure for name, figure in taken.items() if figure is not None}


def one(contract: vt.Contract, field: Known):
    """One figure that is assumed, with an interval if there is one; None while it has no value."""
    name = contract_form.spoken(field.name)
    with st.container(border=True):
        st.markdown(f"**Assume: {name.lower()}**")
        st.caption(f"{field.meaning} [{field.unit}]")
        value, low, high = (
            column.number_input(label, value=None, key=f"assumed {field.name} {label}", **KEPT)
            for column, label in zip(st.columns(3), (f"{name}: value", f"{name}: low", f"{name}: high"), strict=True)
        )
        if value is None:
            return None
        if faults := experiences.faults({field.name: value}):
            show.faults(faults)
            return None
        if fault := experiences.bounds_fault(name, value, low, high):
            st.error(fault)
            low = high = None
    (_, figure), *_ = reversed(contract.assume(**{field.name: value}).assumed)
    return experiences.with_bounds(figure, low, high)
