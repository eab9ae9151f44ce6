"""An analyst's journeys over the page Compare, start to finish, in a real browser."""

import re
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

TABS = ("Worth", "Spending", "Health", "Settlement", "Before and after", "Sources")


def run(page) -> None:
    """Presses Run."""
    page.get_by_role("button", name="Run", exact=True).click()


def finding(page) -> str:
    """The finding, once it stands there."""
    page.get_by_role("tab", name="Worth").wait_for()
    return page.get_by_role("heading", level=2).first.inner_text()


def settled(page) -> None:
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


def test_open_choose_run_read_and_take_the_report_home(visit, tmp_path):
    page = visit()

    page.get_by_label("Investments", exact=True).last.fill("Transitional")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.get_by_text("Transitional care", exact=True).nth(1).wait_for()
    run(page)

    said = finding(page)
    assert "Heart failure telemonitoring + Transitional care" in said
    page.get_by_test_id("stMetric").nth(4).wait_for()
    for tab in TABS:
        page.get_by_role("tab", name=tab, exact=True).click()
        page.get_by_role("tabpanel", name=tab, exact=True).get_by_role("heading").first.wait_for()
        if tab != "Sources":
            page.locator(".js-plotly-plot .main-svg:visible").first.wait_for()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download the report").click()
    taken.value.save_as(tmp_path / "report.html")
    assert re.match(r"vbc_twin_[0-9a-f]{16}\.html", taken.value.suggested_filename)
    assert "Heart failure telemonitoring + Transitional care" in (tmp_path / "report.html").read_text(encoding="utf-8")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download the tables").click()
    taken.value.save_as(tmp_path / "tables.zip")
    assert (tmp_path / "tables.zip").read_bytes().startswith(b"PK")


def test_a_reload_and_another_visitor_find_the_result_again(visit, finished):
    page = visit(finished)
    said = finding(page)

    page.reload()

    assert finding(page) == said
    assert finding(visit(finished)) == said


def test_a_settlement_can_be_read_year_by_year(visit, finished):
    page = visit(finished)
    page.get_by_role("tab", name="Settlement", exact=True).click()

    page.get_by_role("radio", name="2026").click()

    page.get_by_role("heading", name="The settlement of 2026, line by line").wait_for()
    table = page.get_by_role("region", name="The settlement of 2026, line by line")
    assert "42 CFR 425" in table.inner_text()


def test_a_run_survives_a_reload_and_can_be_cancelled(visit):
    page = visit()
    page.get_by_role("tab", name="Precision").click()
    page.get_by_label("Draws", exact=True).fill("2000")
    page.keyboard.press("Enter")
    settled(page)
    run(page)
    page.get_by_role("progressbar").wait_for()

    page.reload()
    page.get_by_role("progressbar").wait_for()
    page.get_by_role("button", name="Cancel").click()

    page.get_by_text("The run was cancelled").wait_for()
    page.get_by_role("tab", name="Precision").click()
    assert page.get_by_label("Draws", exact=True).input_value() == "2000"


def test_a_negative_size_is_told_and_cannot_be_run(visit):
    page = visit()

    page.get_by_label("Nurses").fill("-2")
    page.keyboard.press("Enter")

    page.get_by_text("expected a number from 0, found -2").wait_for()
    assert page.get_by_role("button", name="Run", exact=True).is_disabled()


@pytest.mark.parametrize("address", ["/?run=%3Cscript%3E", "/?run=0123456789abcdef"], ids=["no id", "no run"])
def test_an_address_that_names_no_run_gets_a_plain_message(visit, address):
    page = visit(address)

    page.get_by_text(re.compile("in a form that no run has|not held here any more")).wait_for()


def test_the_server_answers_to_its_own_names_only_and_keeps_its_figures(app_url):
    for request in (Request(app_url, headers={"Host": "elsewhere.example"}), Request(f"{app_url}/_stcore/metrics")):
        with pytest.raises(HTTPError) as refused:
            urlopen(request)
        assert refused.value.code in (400, 404)
