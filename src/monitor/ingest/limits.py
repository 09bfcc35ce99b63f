"""How much of anything the readers take: each bound in one place, with what it guards."""

from __future__ import annotations

MB = 1024 * 1024

PAGE_BYTES = 20 * MB
"""One HTML page, feed or plain-text file. The longest real ones reach a tenth of it."""

RECORD_BYTES = 50 * MB
"""One line of JSON lines, one element of a JSON array, one row of a CSV."""

TEXT_CHARS = 5_000_000
"""The text of one article: a thousand pages of a book."""

TITLE_CHARS = 2_000
"""A longer title is cut: somebody put the text into the wrong field."""

EXCERPT_CHARS = 200
"""What the quarantine keeps of a piece that can't be read."""

EXTRA_CHARS = 500
EXTRA_FIELDS = 20
"""What is kept of the fields that other producers add: each this long, and this many."""

ARCHIVE_DEPTH = 4
"""Archives inside archives: ``a.zip!b.tar.gz!c.jsonl`` is three layers (zip, gzip, tar)."""

ARCHIVE_ENTRIES = 1_000_000
"""Files in one archive."""

FREE_EXPANSION = 64 * MB
EXPANSION_RATIO = 200
"""An archive may unpack to the free amount plus this many times its size. News packs 3 to 30 times; a zip bomb
claims a thousand times and more."""

FOLDER_DEPTH = 64

CSV_RESTARTS = 100
"""How often one table may be taken up again behind a quote that is never closed; each costs a second
reading."""
