"""The page Compare for everybody: WCAG 2.2 at level AA by axe, on a desk and a phone, in the light and in the dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe

DESK, PHONE = {"width": 1400, "height": 900}, {"width": 390, "height": 844}
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_STREAMLIT = {"list", "listitem"}  # its own list of pages; nothing else is let through
TABS = ("Worth", "Spending", "Health", "Settlement", "Before and after", "Sources")
FIELDS = ("Contract", "ACO", "Precision")


def violations(page, *rules: str) -> list[str]:
    """What axe finds, a line each: the rule, and the first element that breaks it; by all rules, or by some."""
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": LEVELS}
    found = Axe().run(page, options={"runOnly": only, "resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found if each["id"] not in OF_STREAMLIT]


def opened(page, tab: str) -> None:
    """Opens a tab and waits until it is filled."""
    page.get_by_role("tab", name=tab, exact=True).click()
    panel = page.get_by_role("tabpanel", name=tab, exact=True)
    panel.locator("h3, label").first.wait_for()
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


@pytest.mark.parametrize(
    ("viewport", "theme", "tabs", "rules"),
    [
        (DESK, "light", (*FIELDS, *TABS), ()),
        (DESK, "dark", (*FIELDS, *TABS), ("color-contrast",)),
        (PHONE, "light", ("Worth", "Settlement"), ()),
    ],
    ids=["desk", "dark", "phone"],
)
def test_everybody_can_use_the_page(visit, finished, viewport, theme, tabs, rules):
    page = visit(finished, viewport, theme)
    page.get_by_role("tab", name="Worth").wait_for()
    found = []

    for tab in tabs:
        opened(page, tab)
        found += [f"{tab}: {line}" for line in violations(page, *rules)]

    assert found == []


def test_the_page_before_a_run_and_its_faults_can_be_read_by_everybody(visit):
    page = visit()
    before = violations(page)

    page.get_by_label("Nurses").fill("-2")
    page.keyboard.press("Enter")
    page.get_by_text("expected a number from 0").wait_for()

    assert before == []
    assert violations(page) == []


def test_a_phone_shows_the_page_without_scrolling_sideways(visit, finished):
    page = visit(finished, PHONE)
    page.get_by_role("tab", name="Worth").wait_for()

    for tab in TABS:
        opened(page, tab)
        widths = "[document.documentElement.scrollWidth, document.querySelector('[data-testid=stMain]').scrollWidth]"
        assert max(page.evaluate(widths)) <= PHONE["width"], tab


def test_every_figure_has_its_result_in_words(visit, finished):
    page = visit(f"{finished}&question=Spending")

    page.locator(".js-plotly-plot .main-svg").first.wait_for()

    assert page.get_by_role("figure", name="per member per month").count() == 1
