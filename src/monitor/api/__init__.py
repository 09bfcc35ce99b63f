"""Addresses for machines: the numbers of the pages as JSON, CSV and Atom, under the pages' own parameters."""
