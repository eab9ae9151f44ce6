"""The page Compare for everybody: WCAG 2.2 at level AA by axe, on a desk and a phone, in the light and in the dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe

DESK, PHONE = {"width": 1400, "height": 900}, {"width": 390, "height": 844}
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_STREAMLIT = {"list", "listitem"}  # its own list of pages; nothing else is let through
TABS = ("Worth", "Spending", "Health", "Settlement", "Before and after", "Sources")
FIELDS = ("Contract", "ACO", "Precision")


def violations(page) -> list[str]:
    """What axe finds, a line each: the rule, and the first element that breaks it."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": LEVELS}}).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found if each["id"] not in OF_STREAMLIT]


def opened(page, tab: str) -> None:
    page.get_by_role("tab", name=tab, exact=True).click()
    page.get_by_role("tabpanel", name=tab, exact=True).wait_for()


@pytest.mark.parametrize(
    ("viewport", "theme"), [(DESK, "light"), (DESK, "dark"), (PHONE, "light")], ids=["desk", "dark", "phone"]
)
def test_everybody_can_use_the_page(visit, finished, viewport, theme):
    page = visit(finished, viewport, theme)
    page.get_by_role("tab", name="Worth").wait_for()
    found = []

    for tab in (*FIELDS, *TABS):
        opened(page, tab)
        found += [f"{tab}: {line}" for line in violations(page)]

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
    page = visit(finished)
    opened(page, "Spending")

    figure = page.get_by_test_id("stPlotlyChart").locator("visible=true").first
    figure.locator(".main-svg").first.wait_for()

    assert "per member per month" in figure.evaluate("each => each.outerHTML")
