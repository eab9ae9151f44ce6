"""Figures of a comparison: the only Plotly."""
