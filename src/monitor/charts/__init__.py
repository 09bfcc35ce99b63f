"""A frame becomes a Plotly figure: pure functions, no widgets."""
