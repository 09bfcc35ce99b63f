"""The only folder that imports Streamlit: frame, filters, links, evidence, tables."""
