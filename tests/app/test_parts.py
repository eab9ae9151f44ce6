"""What a page is made of: figures fitted to it, and tables that can be read aloud."""

import plotly.graph_objects as go
import polars as pl
from parts import chart, table

import vbc_twin as vt


def panels(trace: type) -> go.Figure:
    """Two panels side by side in the library's own look."""
    traces = [trace(x=["a", "b"], y=[1, 2]), trace(x=["a", "b"], y=[1, 2], xaxis="x2", yaxis="y2")]
    return go.Figure(traces, {"template": "vbc_twin", "title": "A finding", "xaxis2": {"anchor": "y2"}, "meta": {}})


def test_a_fitted_figure_leaves_its_title_to_the_page():
    fitted = chart.fitted(panels(go.Scatter).to_json())

    assert not fitted.layout.title.text


def test_panels_of_lines_keep_their_labels_inside_and_those_of_bars_beside():
    lines, bars = (chart.fitted(panels(trace).to_json()) for trace in (go.Scatter, go.Bar))

    assert lines.layout.yaxis.ticklabelposition == "inside top"
    assert bars.layout.yaxis.ticklabelposition is None


def test_headings_of_panels_take_the_colour_of_the_page():
    assert vt.figures.templates()["light"]["layout"]["annotationdefaults"]

    fitted = chart.fitted(panels(go.Scatter).to_json())

    assert fitted.layout.template.layout.annotationdefaults.font.color is None


def test_a_table_names_itself_its_columns_and_its_rows():
    frame = pl.DataFrame({"Step": ["<b>&"], "Amount": ["-1,234"]})

    html = table.html(frame, 'The "bridge"')

    assert 'role="region" tabindex="0" aria-label="The &quot;bridge&quot;"' in html
    assert '<th scope="col">Step</th><th scope="col" class="figure">Amount</th>' in html
    assert '<th scope="row">&lt;b&gt;&amp;</th><td class="figure">-1,234</td>' in html
