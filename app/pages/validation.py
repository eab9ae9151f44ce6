"""Validation: does the twin say what was seen, in cohorts and trials, in real ACOs, and in published cases?"""

import streamlit as st
from parts import forecast_test, published_outcomes, risk_equations

st.title("Validation")
st.markdown(
    "A what-if is worth what its model is worth. Here the same model is held against what others have seen and "
    "published. What misses is shown with its reason, and so is what the model does not have."
)
QUESTIONS = {
    "Published outcomes": published_outcomes.tell,
    "Real ACOs": forecast_test.tell,
    "Risk equations": risk_equations.tell,
}
tabs = st.tabs(list(QUESTIONS), key="held to", bind="query-params")
for tab, tell in zip(tabs, QUESTIONS.values(), strict=True):
    if tab.open:
        with tab:
            tell()
