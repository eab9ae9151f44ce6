"""A figure of the library made to fit a page: its title stands above it, and its panels share a narrow screen."""

import plotly.graph_objects as go
import plotly.io

ABOVE, BESIDE = 24, 16  # pixels: for what juts out at the top and on the left


def fitted(drawn: str) -> go.Figure:
    """A figure from Plotly's JSON, in the colours of the page's own theme.

    The title is left in `layout.meta` for the page to print, and panels of lines keep their axis labels inside so that
    they do not meet on a phone.
    """
    figure = plotly.io.from_json(drawn)
    figure.layout.template.layout.annotationdefaults = None  # else headings keep the light theme's colour in the dark
    figure.update_layout(title_text="", margin_t=ABOVE)
    if "xaxis2" in figure.layout and figure.data[0].type == "scatter":
        figure.update_layout(margin_l=BESIDE).update_yaxes(ticklabelposition="inside top", automargin=False)
    return figure
