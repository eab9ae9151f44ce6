"""Every relation on two hundred contracts and years that are made up, and on ten thousand in the nightly profile."""

import pytest
from hypothesis import given, settings

from tests.contracts import relations_of_amounts, relations_of_books, relations_of_sharing
from tests.contracts.relations import RELATIONS

THEMES = (relations_of_sharing, relations_of_amounts, relations_of_books)


def hold(name: str, examples: int) -> None:
    """Try a relation on so many contracts and years."""
    check, strategies = RELATIONS[name]
    settings(max_examples=examples)(given(**strategies)(check))()


def test_there_are_forty_relations_and_more():
    themes = {check.__module__ for check, _ in RELATIONS.values()}

    assert len(RELATIONS) >= 40 and themes == {theme.__name__ for theme in THEMES}


@pytest.mark.parametrize("name", RELATIONS)
def test_it_holds_for_two_hundred_contracts(name):
    hold(name, 200)


@pytest.mark.nightly
@pytest.mark.parametrize("name", RELATIONS)
def test_it_holds_for_ten_thousand_contracts(name):
    hold(name, 10_000)
