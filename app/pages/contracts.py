"""Contracts: how does a payment contract settle, rule by rule, and what if a figure in it were another?"""

import session
import streamlit as st
from parts import contract_desk, settlement

st.title("Contracts")
st.markdown(
    "Choose a payment contract and the figures that it is settled on. Change a number of it, and see at once what is "
    "paid, by which rule, and how sure that rule is. A changed contract can be saved as your own file."
)
session.address_run()
inputs, result = st.columns([2, 3], gap="large")
with inputs:
    desk = contract_desk.lay()
with result:
    settlement.of(desk)
