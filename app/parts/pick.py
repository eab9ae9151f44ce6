"""Fields in, a choice out: what a visitor sets on a page, turned into what the library knows."""

import session
import streamlit as st
from choice import OWN, Choice, Purchase, Terms

import vbc_twin as vt

MOST_YEARS = 15
MOST_DRAWS = 2000
FEWEST_PEOPLE = 200


def choice(first: Choice) -> Choice:
    """Two futures of a twin, begun with `first`."""
    investments, contract, aco, precision = st.tabs(["Investments", "Contract", "ACO", "Precision"])
    with aco:
        name, row = twin(first.twin)
    with contract:
        today = terms("Contract", first.today, name, row)
        other = st.toggle("Another contract with the investments", first.today != first.instead)
        instead = terms("Contract instead", first.instead, name, row) if other else today
    with investments:
        bought = purchases(first.purchases)
    with precision:
        years = st.slider("Years", 1, MOST_YEARS, min(first.years, MOST_YEARS))
        draws = st.number_input("Draws", 1, MOST_DRAWS, min(first.draws, MOST_DRAWS))
        st.caption(DRAWS_HELP)
        people = st.number_input("People", FEWEST_PEOPLE, None, first.people, placeholder="everybody")
        st.caption(PEOPLE_HELP)
    return Choice(name, today, instead, bought, years, draws, people)


def twin(first: str) -> tuple[str, vt.PublishedRow]:
    """A twin by its name, and what CMS published of its ACO."""
    names = session.twin_names()
    name = st.selectbox("Twin", names, _place(names, first), format_func=_spoken)
    row = session.twin(name).row
    st.caption(
        f"{row.name}: {row.assigned_beneficiaries:,} assigned people, USD {row.spending_per_person_year:,.0f} per "
        f"person-year in {row.performance_year}, as CMS published."
    )
    return name, row


DRAWS_HELP = "How often both futures are lived, each time with other luck and other figures within their intervals."
PEOPLE_HELP = (
    "Leave empty for one person in the panel for each real one. Fewer are quicker and give the same means; the "
    "intervals then hold sampling noise that the real ACO does not have."
)


def terms(label: str, first: Terms, twin_name: str, row: vt.PublishedRow) -> Terms:
    """A contract that the twin's years can settle, its level, and whether the level is held."""
    names = [OWN, *session.lived_contracts(twin_name)]
    name = st.selectbox(label, names, _place(names, first.name), format_func=lambda name: _contract_label(name, row))
    contract = _own_contract(row) if name == OWN else session.contract(name)
    st.caption(f"{contract.label}.")
    levels = list(contract.text.levels)
    level = row.track if name == OWN else levels[-1]
    if name != OWN and levels[1:]:
        level = st.selectbox(
            f"Level in {row.performance_year}", levels, _place(levels, first.level), key=f"{label} level"
        )
    held = False
    if level != levels[-1]:
        held = st.checkbox(f"Stay at level {level} (else one level higher each year)", first.held, key=f"{label} held")
    return Terms(name, level if name != OWN and levels[1:] else None, held)


def purchases(first: tuple[Purchase, ...]) -> tuple[Purchase, ...]:
    """Investments, each with its size and options."""
    library, begun = session.investments(), session.usual_purchases() | {each.name: each for each in first}
    chosen = st.multiselect(
        "Investments", list(library), [each.name for each in first], format_func=lambda name: library[name].label
    )
    return tuple(purchase(library[name], begun.get(name, Purchase(name, 1.0))) for name in chosen)


def purchase(investment: vt.Investment, first: Purchase) -> Purchase:
    """The size of one investment, and its options."""
    with st.container(border=True):
        st.markdown(f"**{investment.label}**")
        st.caption(investment.question)
        word, key = investment.staff_word, investment.name
        staff = st.number_input(word.capitalize(), value=first.staff, step=0.5, key=f"{key} staff")
        st.caption(f"One {investment.role} cares for about {investment.members_per_staff.value:,.0f} people at a time.")
        options = tuple(
            option.name
            for option in investment.options
            if st.checkbox(option.label, option.name in first.options, key=f"{key} {option.name}")
        )
    return Purchase(investment.name, staff, options)


def _own_contract(row: vt.PublishedRow) -> vt.Contract:
    return vt.Scenario("own").contract.held_by(row)


def _contract_label(name: str, row: vt.PublishedRow) -> str:
    if name == OWN:
        return f"Its own: {_short(_own_contract(row))}, level {row.track}"
    return _short(session.contract(name))


def _short(contract: vt.Contract) -> str:
    return contract.label.rsplit(", ", 1)[-1]


def _place(names: list, wanted) -> int:
    return names.index(wanted) if wanted in names else 0


def _spoken(name: str) -> str:
    return name.rsplit("/", 1)[-1].replace("_", " ").replace("aco", "ACO").capitalize().replace("aco", "ACO")
