"""What a reader takes away: what numbers mean, how to cite them, and a page as one file."""
