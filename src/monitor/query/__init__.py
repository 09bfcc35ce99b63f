"""Filters become measures: one function per question."""
