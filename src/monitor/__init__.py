"""Media Monitor: who and which countries are in the news, in what tone, and because of which sentences."""

__version__ = "0.1.0"
