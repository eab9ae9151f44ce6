"""A small ACO-year and its benchmark, written out, for the contracts' tests."""

from collections.abc import Callable

import pytest

from vbc_twin.contracts import BenchmarkHistory, Experience


@pytest.fixture
def history() -> BenchmarkHistory:
    """Two enrolment types: 100 disabled and 900 aged, 11,000 USD per person-year in the benchmark year."""
    return BenchmarkHistory(
        2022, {"disabled": 14_000.0, "aged_non_dual": 10_000.0}, {"disabled": 1.0, "aged_non_dual": 1.0}, 1.05, 1.0
    )


@pytest.fixture
def experience() -> Callable[..., Experience]:
    """An experience of 10,000 people on a benchmark of 100 million USD; keywords replace what is given."""

    def made(spent: float = 95e6, **given) -> Experience:
        plain = {"year": 2022, "persons": 10_000, "person_years": {"all": 9_700.0}, "benchmark_usd": 100e6}
        return Experience(**plain | {"spending_usd": {"all": spent}, "mitigation_usd": 0.0} | given)

    return made
