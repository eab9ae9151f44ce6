"""The start-up: at home on this machine, private, and readable in both themes."""

import asyncio
import socket

import pytest
import start
from streamlit import config

CONTRAST_OF_TEXT, CONTRAST_OF_FIGURES = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11


def luminance(colour: str) -> float:
    """Relative luminance of a colour as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours as WCAG defines it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def answered(path: str) -> list[dict]:
    """What the guard sends for a request, before an app that answers everything."""
    sent = []

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message):
        sent.append(message)

    asyncio.run(start.Guard(app)({"type": "http", "path": path}, None, send))
    return sent


def test_every_option_is_one_that_streamlit_knows():
    unknown = set(start.options(8501, True)) - set(config.get_config_options())

    assert not unknown


def test_the_server_keeps_to_this_machine_and_tells_nobody():
    options = start.options(8501, True)

    assert options["server.address"] == "127.0.0.1"
    assert set(options["server.allowedHosts"]) == {"localhost", "127.0.0.1"}
    assert options["browser.gatherUsageStats"] is False
    assert options["client.showErrorDetails"] == "none"


def test_every_page_carries_a_policy_that_keeps_it_at_home():
    (first,) = answered("/")

    headers = dict(first["headers"])

    assert b"default-src 'self'" in headers[b"content-security-policy"]
    assert b"http" not in headers[b"content-security-policy"]


def test_the_figures_of_the_server_itself_are_hidden():
    assert answered("/_stcore/metrics")[0]["status"] == 404


@pytest.mark.parametrize("theme", [start.LIGHT, start.DARK], ids=["light", "dark"])
def test_both_themes_can_be_read(theme):
    background = theme["backgroundColor"]

    assert contrast(theme["textColor"], background) >= CONTRAST_OF_TEXT
    assert contrast(theme["textColor"], theme["secondaryBackgroundColor"]) >= CONTRAST_OF_TEXT
    assert all(contrast(colour, background) >= CONTRAST_OF_FIGURES for colour in theme["chartCategoricalColors"])


def test_a_port_in_use_is_told_with_the_remedy():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(SystemExit, match=f"port {port} cannot be used.*--port"):
            start.check(port)


def test_a_port_that_does_not_exist_is_told_with_the_remedy():
    with pytest.raises(SystemExit, match=r"port 99999 cannot be used.*--port"):
        start.check(99999)


def test_the_command_line_names_the_port_and_whether_a_browser_opens():
    assert vars(start.asked([])) == {"port": 8501, "headless": False}
    assert vars(start.asked(["--port", "9000", "--headless"])) == {"port": 9000, "headless": True}
