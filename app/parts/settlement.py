"""A settlement shown: its finding, the waterfall, what the edits change, and every line with its rule."""

import contract_form
import contract_lines
import streamlit as st
from desk import Desk
from parts import lines_table, show, waterfall
from settled import Settled


def of(desk: Desk | None) -> None:
    """All of a desk, or what stands in its way."""
    if desk is None:
        st.info("The settlement appears here once the contract and its figures can be read.")
        return
    if desk.edit_faults:
        count = "A change cannot" if len(desk.edit_faults) == 1 else f"{len(desk.edit_faults)} changes cannot"
        st.error(f"{count} be settled; see the fields under Terms. What is shown is your last edit without a fault.")
    if desk.lacking:
        names = ", ".join(contract_form.spoken(name).lower() for name in desk.lacking)
        st.info(f"Not settled yet. Under Figures, give or assume what is not known: {names}.")
        return
    if desk.now is None:
        show.faults(list(desk.hindrances))
        assumptions(desk)
        return
    shown(desk, desk.now)


def shown(desk: Desk, now: Settled) -> None:
    """A settlement that could be worked out."""
    before = desk.before if desk.is_edited else None
    st.header(show.plain(contract_lines.finding(now)))
    headline(now, before)
    st.markdown(show.plain(contract_lines.difference_said(now, before)))
    figure = waterfall.waterfall(now, before)
    said = contract_lines.waterfall_said(now)
    st.subheader("How the settlement comes about")
    st.plotly_chart(figure, config=show.NO_BUTTONS, key="contract waterfall", alt=said)
    st.caption(show.plain(said))
    st.subheader("Line by line")
    st.html(lines_table.html(contract_lines.lines(now), "The settlement, line by line"))
    if note := contract_lines.unsure_said(now):
        st.caption(note)
    assumptions(desk)


def headline(now: Settled, before: Settled | None) -> None:
    """The amounts that matter, with their intervals, and beside them those of the file as it stands."""
    with st.container(key="amounts"):
        for amount in contract_lines.amounts(now, before):
            with st.container(border=True):
                st.metric(amount.name, show.usd(amount.usd))
                for sentence in amount.beside:
                    st.caption(show.plain(sentence))


def assumptions(desk: Desk) -> None:
    """What is assumed, in sentences."""
    held = desk.now.contract.assumptions if desk.now else ()
    if sentences := (*desk.said, *held):
        st.subheader("What is assumed")
        st.markdown(show.plain("\n".join(f"- {sentence}" for sentence in sentences)))
