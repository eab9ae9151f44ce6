"""Compare: what is an investment worth to an ACO under its contract?"""

import session
import streamlit as st
from parts import pick, show

st.title("Compare two futures")
st.markdown(
    "The same people live the coming years twice with the same luck: once as today, once with what you choose. "
    "The difference is what the choice is worth, and how surely."
)
shown = session.address_run()
inputs, result = st.columns([1, 2], gap="large")
with inputs:
    choice = pick.choice(session.first_choice(shown))
    faults = choice.faults()
    show.faults(faults)
    run = None if faults else choice.digest(session.twin(choice.twin))
    if st.button("Run", type="primary", disabled=bool(faults), width="stretch"):
        session.begin(run, choice)
        shown = st.query_params.get("run")
with result:
    show.run(shown, is_what_is_chosen=run == shown)
    st.page_link(
        "pages/contracts.py",
        label="How would another contract settle this? Open the contracts",
        query_params={"run": shown} if shown else None,
    )
