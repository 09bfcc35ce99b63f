"""The language that an article is written in."""

from __future__ import annotations

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

UNKNOWN = "und"
"""ISO 639 for "undetermined": there is too little text to tell, or the text is in no language known here."""

_LANGUAGES = """
am ar az be bg bn ca cs da de el en es et eu fa fi fr gu ha he hi hr hu hy id ig is it ja ka kk km kn ko ku ky
lo lt lv mk ml mn mr ms my ne nl no om or pa pl ps pt ro ru rw si sk sl so sq sr sv sw ta te tg th tk tl tr uk
ur uz vi yo zh zu
"""
"""Languages with a daily press. Small neighbours of a large one (Scots, Asturian, Pidgin) are left out: on
headlines the identifier finds them far more often than they are there."""

_OTHER_NAMES = """
ar: ara arabic
de: deu ger german
en: eng english
es: spa spanish
fa: fas per persian
fr: fra fre french
he: iw heb hebrew
hi: hin hindi
hr: bs
id: in ind indonesian
it: ita italian
ja: jpn japanese
ko: kor korean
nl: nld dut dutch
no: nb nn nob nor
pl: pol polish
pt: por portuguese
ru: rus russian
sv: swe swedish
tl: fil tgl
tr: tur turkish
uk: ukr ukrainian
ur: urd urdu
vi: vie
zh: zho chi chinese
"""
_CODES = {
    name: code
    for code, _, names in (line.partition(":") for line in _OTHER_NAMES.split("\n"))
    for name in names.split()
}
"""What sources write instead of an ISO 639-1 code."""

_SAMPLE = 1_000
_ENGLISH = (" the ", " of ", " and ", " to ", " in ")
_SURELY_ENGLISH = 12
"""So many of these five words in a sample is English; the most that the others reach is four."""

_FEWEST_LETTERS = 10
_LETTERS_TO_CONTRADICT = 200
_CONFIDENT = 0.3
_CERTAIN = 0.9
_NOT_PROSE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|[\W\d_]+")


def detect_language(title: str, text: str, stated: str | None = None) -> str:
    """The ISO 639-1 code of an article's language, or ``und``.

    ``stated`` is what the source says ("en-GB", "eng", "English"). It is believed unless at least 200 letters
    of text are almost surely in another language. The title counts where the text is short.

    Source: py3langid, a naive Bayes model over byte n-grams (Lui & Baldwin, langid.py, ACL 2012).
    """
    sample = f"{text} {title[:_SAMPLE]}" if len(text) < _SAMPLE else text[:_SAMPLE]
    claim = _code(stated)
    if sum(sample.count(word) for word in _ENGLISH) >= _SURELY_ENGLISH and sample.count(" the ") > 2:
        return "en"
    prose = _NOT_PROSE.sub(" ", sample).strip()
    letters = len(prose) - prose.count(" ")
    if letters < _FEWEST_LETTERS and prose.isascii():
        return claim or UNKNOWN
    found, confidence = _identifier().classify(prose)
    if claim:
        contradicted = found != claim and letters >= _LETTERS_TO_CONTRADICT and confidence >= _CERTAIN
        return found if contradicted else claim
    return found if confidence >= _CONFIDENT else UNKNOWN


def _code(stated: str | None) -> str | None:
    """What the source says, as ISO 639-1; None when it says nothing that is known."""
    if not stated:
        return None
    name = stated.strip().lower().replace("_", "-").split("-")[0]
    code = _CODES.get(name, name)
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None


@cache
def _identifier() -> LanguageIdentifier:
    """The model, read once per process when the first text needs it (half a second)."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_LANGUAGES.split())
    # It would keep the languages that are left out, to take them in again: 28 MB.
    identifier._full_model = identifier.nb_ptc, identifier.nb_pc, identifier.nb_classes
    return identifier
