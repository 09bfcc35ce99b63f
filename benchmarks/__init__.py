"""What the monitor reaches, measured: each figure in the docs comes from a command in here."""
