"""Published risk equations against cases with known answers."""

import session
import streamlit as st
from parts import table

import vbc_twin as vt


def tell() -> None:
    """How many cases each equation meets, and its largest error."""
    done = session.equations_checked()
    within = int(done.table["within"].sum())
    st.subheader(f"{within} of {done.accepted} known cases within their tolerance")
    st.markdown(
        "Equations as published, each with cases computed elsewhere. Check a file of your own with "
        "`vbc-twin equations check FILE`."
    )
    st.html(table.html(vt.tables.equations_checked(done.table), "Risk equations and known cases"))
