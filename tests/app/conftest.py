"""The app's own modules, importable as its pages import them; and a small twin with few draws."""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

APP = Path(__file__).parent.parent.parent / "app"
sys.path.insert(0, str(APP))

SECONDS_FOR_A_RUN = 240
DRAWS, PEOPLE = 3, 300


@pytest.fixture(scope="session", autouse=True)
def leaves_nothing_behind() -> Iterator[None]:
    """The pages' own runs end with the tests, and their folder goes."""
    yield
    import session

    session.jobs().close()


@pytest.fixture(autouse=True)
def small(monkeypatch) -> None:
    """What the page's fields begin with in these tests, as the app documents it."""
    monkeypatch.setenv("VBC_TWIN_APP_DRAWS", str(DRAWS))
    monkeypatch.setenv("VBC_TWIN_APP_PEOPLE", str(PEOPLE))


@pytest.fixture
def open_page() -> Callable[..., AppTest]:
    """Opens the app's first page, with parameters in its address."""

    def opened(**address: str) -> AppTest:
        page = AppTest.from_file(str(APP / "home.py"), default_timeout=60)
        for name, value in address.items():
            page.query_params[name] = value
        return page.run()

    return opened


@pytest.fixture
def wait() -> Callable[[Callable[[], bool]], None]:
    """Waits until something is so; fails when a run takes far too long."""

    def until(is_so: Callable[[], bool]) -> None:
        end = time.monotonic() + SECONDS_FOR_A_RUN
        while not is_so():
            assert time.monotonic() < end, "still waiting"
            time.sleep(0.2)

    return until


@pytest.fixture
def jobs(tmp_path) -> Iterator:
    """Runs of their own, ended when the test ends."""
    from jobs import Jobs

    (tmp_path / "runs").mkdir()
    held = Jobs(tmp_path / "runs")
    yield held
    held.close()


@pytest.fixture(scope="session")
def small_choice():
    """One year of a small panel with half a nurse for transitional care."""
    from choice import Choice, Purchase, Terms

    return Choice("example_aco", Terms(), Terms(), (Purchase("transitional_care", 0.5),), 1, DRAWS, PEOPLE)
