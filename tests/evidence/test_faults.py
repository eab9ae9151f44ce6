"""Faults are gathered and told at once, each with the nearest name that exists."""

import pytest

from vbc_twin.evidence import EvidenceError, Faults, suggestion


def test_every_fault_is_told_at_once_one_a_line():
    faults = Faults()
    faults.add("data/care/ed.toml, base", "is missing")
    faults.unknown("data/care/ed.toml, target", "target", "use.edd", ["use.ed", "price.dme"])

    with pytest.raises(EvidenceError) as error:
        faults.raise_if_any()

    assert str(error.value).splitlines() == [
        "data/care/ed.toml, base: is missing",
        'data/care/ed.toml, target: no target is called "use.edd". Did you mean "use.ed"?',
    ]
    assert len(error.value.faults) == 2


def test_without_faults_nothing_is_raised():
    assert Faults().raise_if_any() is None


@pytest.mark.parametrize(
    ("name", "known", "remedy"),
    [
        ("copdd", ["copd", "cancer"], 'Did you mean "copd"?'),
        ("zebra", ["copd", "cancer"], "There is: cancer, copd."),
        ("zebra", [], "There are none."),
        (None, ["copd"], "There is: copd."),
    ],
)
def test_the_remedy_is_the_nearest_name_or_what_there_is(name, known, remedy):
    assert suggestion(name, known) == remedy


def test_a_long_list_of_names_is_cut_short():
    assert suggestion("?", [f"name {number:02}" for number in range(20)]).endswith("name 11, ....")
