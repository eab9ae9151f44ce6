"""What rests on fewer than eleven people is neither shown nor saved, and does not follow from what is."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from vbc_twin.reporting import small_cells


@pytest.mark.parametrize(("people", "said"), [(0, "<11"), (10.9, "<11"), (11, "11"), (1234.0, "1,234")])
def test_counts_under_eleven_are_written_as_such(people, said):
    assert small_cells.shown(people) == said


def test_figures_of_few_people_become_null():
    frame = pl.DataFrame({"rate": [1.0, 2.0], "people": [10.0, 11.0]})

    hidden = small_cells.hide(frame, ["rate"], "people")

    assert_frame_equal(hidden, pl.DataFrame({"rate": [None, 2.0], "people": [10.0, 11.0]}))


@given(st.lists(st.floats(0, 100), min_size=2, max_size=6))
def test_no_single_part_of_a_whole_is_hidden_alone(people):
    frame = pl.DataFrame({"whole": ["a"] * len(people), "people": people, "rate": people})

    hidden = small_cells.hide_parts(frame, ["rate"], "people", ["whole"])["rate"]

    assert hidden.null_count() != 1
    assert all(rate is None for rate, each in zip(hidden, people, strict=True) if each < 11)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        (
            "race: native 1 and hispanic 10 and other 12 (blank; 23 heads remain of the head count)",
            "race: native <11 and hispanic <11 and other 12 (blank; 23 heads remain of the head count)",
        ),
        ("person-years: esrd 8 (blank; 8 remain of it)", "person-years: esrd <11 (blank; <11 remain of it)"),
        (
            "race: native 5 and unknown 82 (blank; 87 heads remain of it)",
            "race: native <11 and unknown 82 (blank; some heads remain of it)",
        ),
        ("taken as 9 person-years, 80,009 USD, score 1.010", "taken as <11 person-years, 80,009 USD, score 1.010"),
    ],
)  # fmt: skip
def test_small_counts_in_a_sentence_are_hidden_and_other_figures_kept(sentence, said):
    assert small_cells.said(sentence) == said
