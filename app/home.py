"""The app: one page a question. Started by `start.py`; `streamlit run app/home.py` works too, with other settings."""

from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent
PAGES = {"compare": "Compare two futures", "contracts": "Contracts", "validation": "Validation"}

st.set_page_config(page_title="vbc_twin", page_icon=str(HERE / "icon.png"), layout="wide")
st.html(HERE / "looks.css")
pages = [st.Page(HERE / "pages" / f"{name}.py", title=title) for name, title in PAGES.items()]
st.navigation(pages, position="top").run()
