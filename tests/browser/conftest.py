"""The app as a visitor meets it: served by our own start-up, watched in a real browser."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

APP = Path(__file__).parent.parent.parent / "app"
SMALL = {"VBC_TWIN_APP_DRAWS": "3", "VBC_TWIN_APP_PEOPLE": "300"}
SECONDS_TO_START = 120
PATIENCE = 180_000  # milliseconds that an element may take to appear; a run takes some seconds
DESK, PHONE = {"width": 1400, "height": 900}, {"width": 390, "height": 844}
KNOWN = ("/_stcore/health", "/_stcore/host-config")  # asked for below a page's own path first, where nothing is


@pytest.fixture(scope="session")
def app_url(browser, tmp_path_factory) -> Iterator[str]:
    """The address of the app, served on a free port of this machine for as long as the tests last.

    When the server has ended, its private folder of runs is gone.
    """
    folder = tmp_path_factory.mktemp("runs")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, str(APP / "start.py"), "--port", str(port), "--headless"]
    environment = os.environ | SMALL | {"TMPDIR": str(folder)}
    server = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL)
    url = f"http://localhost:{port}"
    try:
        answers(server, url)
        yield url
    finally:
        server.terminate()
        server.wait()
    assert list(folder.glob("vbc_twin_*")) == []


def answers(server: subprocess.Popen, url: str) -> None:
    """Waits until the server answers; fails if it ends or takes far too long."""
    for _ in range(2 * SECONDS_TO_START):
        assert server.poll() is None, "the app's server has ended"
        try:
            if urlopen(f"{url}/_stcore/health", timeout=5).status == 200:
                return
        except (URLError, TimeoutError, ConnectionError):
            pass
        try:
            server.wait(0.5)
        except subprocess.TimeoutExpired:
            continue
    pytest.fail("the app's server does not answer")


class Watched:
    """A page and what went wrong on it: errors in its console, answers that are errors, requests to another host."""

    def __init__(self, page, home: str) -> None:
        self.page, self.home, self.wrong = page, urlsplit(home).netloc, []
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on("request", self._asked)
        page.on("websocket", lambda socket: self._asked(socket))
        page.on("response", self._answered)

    def _said(self, message) -> None:
        if message.type == "error" and not any(known in message.location.get("url", "") for known in KNOWN):
            self.wrong.append(f"console: {message.text}")

    def _asked(self, request) -> None:
        where = urlsplit(request.url)
        if where.scheme not in ("data", "blob") and where.netloc != self.home:
            self.wrong.append(f"asks another host: {request.url}")

    def _answered(self, response) -> None:
        if response.status >= 400 and not response.url.endswith(KNOWN):
            self.wrong.append(f"{response.status}: {response.url}")


@pytest.fixture
def visit(browser, app_url) -> Iterator[Callable]:
    """Opens the app at a path, on a desk or a phone, in a light or a dark theme; in the end nothing went wrong."""
    contexts, watched = [], []

    def opened(path: str = "/", viewport: dict = DESK, theme: str = "light"):
        context = browser.new_context(viewport=viewport, color_scheme=theme, accept_downloads=True)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        contexts.append(context)
        watched.append(Watched(page, app_url))
        page.goto(app_url + path)
        settle(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [line for each in watched for line in each.wrong] == []


def settle(page) -> None:
    """Waits until the page's script has run and its form is there."""
    page.get_by_role("button", name="Run", exact=True).wait_for()
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


@pytest.fixture(scope="session")
def finished(browser, app_url) -> str:
    """The path of a run that has its answer: the page's first choice."""
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    page.goto(app_url)
    page.get_by_role("button", name="Run", exact=True).click(timeout=PATIENCE)
    page.get_by_role("tab", name="Worth").wait_for(timeout=PATIENCE)
    path = page.url.removeprefix(app_url)
    context.close()
    return path
