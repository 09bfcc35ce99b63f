"""Addresses for machines: the numbers of the pages as JSON, CSV and Atom, under the pages' own parameters."""

ROOT = "/api/v1"
"""What stands before every address."""
