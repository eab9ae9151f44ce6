"""The register lists every figure once, with its source, and counts the marks."""

import polars as pl
from polars.testing import assert_frame_equal

from vbc_twin.evidence import Parameter, library, marks, register


def figure(name: str, mark: str, interval: str = "published") -> Parameter:
    return Parameter(name, 1.0, 0.9, 1.1, "ratio", "lognormal", "judgement", "here", mark, interval)


def test_the_register_is_sorted_and_names_the_title_of_each_source():
    frame = register([figure("b", "judged"), figure("a", "checked"), figure("b", "judged")])

    assert frame["name"].to_list() == ["a", "b"]
    assert frame["title"].to_list() == [library.sources()["judgement"].title] * 2
    assert frame.row(0, named=True)["low"] == 0.9


def test_marks_are_counted_with_the_intervals_that_were_assumed():
    frame = register([figure("a", "judged", "assumed"), figure("b", "judged"), figure("c", "checked")])

    assert_frame_equal(
        marks(frame),
        pl.DataFrame({"mark": ["judged", "checked"], "figures": [2, 1], "assumed_intervals": [1, 0]}),
        check_dtypes=False,
    )
