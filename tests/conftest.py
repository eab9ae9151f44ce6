"""What every room's tests may ask for: the published CMS files, a browser, and examples that repeat."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parent.parent
CMS_FILES = ROOT.parent / "shared" / "data" / "cms"
BROWSER_ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# The same examples on every machine, and no verdict that depends on how fast the machine is.
settings.register_profile("suite", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that asks for a browser, so that `-m "not browser"` leaves them out."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def cms() -> Path:
    """The folder of results files as CMS publishes them; they are not part of the project."""
    if not CMS_FILES.is_dir():
        pytest.skip("the published CMS files are not in ../shared/data/cms beside this checkout")
    return CMS_FILES


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """A real Chromium without a window, for pages served on this machine; `python3 run.py test` names it."""
    program = os.environ.get("VBC_BROWSER")
    if not program:
        pytest.skip("no browser is named in VBC_BROWSER; python3 run.py test finds or installs one")
    from playwright.sync_api import sync_playwright

    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    arguments = [*BROWSER_ARGUMENTS, *(["--no-sandbox"] if is_root else [])]  # Chromium refuses root in its sandbox
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=arguments)
        yield opened
        opened.close()
