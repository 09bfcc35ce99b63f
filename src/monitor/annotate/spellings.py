"""Other spellings of one name: Tehrik and Tehreek, Examplesky and Exampleskyy, Center and Centre."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, product

_MOST = 24
"""Spellings of one name; more would be combinations that nobody writes."""

_GROUPS = """
muhammad mohammad mohammed mohamed muhammed mohamad
ahmed ahmad ahmet
hussain hussein husain husayn hossein
hassan hasan
sharif shareef sherif
tehrik tehreek tahrik tahreek
rahman rehman
ur-rehman ur-rahman
yousaf yousuf yusuf yousef youssef yusef
usman osman othman uthman
umar omar
khalid khaled
khwaja khawaja
saeed said sayeed
syed sayed sayyed sayyid
suleiman sulaiman sulayman
mahmud mahmood mahmoud
masud masood massoud
rashid rasheed
hamid hameed
majid majeed
walid waleed
karim kareem
nasir naser nasser
qasim qassem kassem qasem
abdul abdel
abdullah abdallah abdulla
akhund akhond
qadir qader
aziz azeez
fazl fazal
faisal faysal
bashir basheer
gaddafi gadhafi qaddafi kadafi qadhafi
taiba tayyiba toiba
hezbollah hizbollah hizbullah hezbullah
qaeda qaida
taliban taleban
islami eslami
sergei sergey
alexei alexey aleksei aleksey
andrei andrey
dmitry dmitri dmitriy
yuri yury
nikolai nikolay
yevgeny evgeny yevgeni evgeni
aleksandr alexander
organization organisation
center centre
defense defence
labor labour
program programme
telecommunications telecoms
"""
_SPELT = {word: tuple(line.split()) for line in _GROUPS.split("\n") for word in line.split()}
_SLAVIC_END = re.compile(r"(?<=\w{2})sk(?:y|i|yy|iy|yi|ij|yj)\Z")
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}
_UMLAUT = re.compile("[äöüøåÄÖÜØÅ]")
_PARTS = re.compile(r"([\s-]+)")
_WORDS = {"&": ("&", "and"), "and": ("and", "&")}
_LINKS = {"i": ("i", "e"), "e": ("e", "i"), "al": ("al", "el"), "el": ("el", "al"), **_WORDS}
"""Small words between names: "Tehrik-i-Insaf" and "Tehrik-e-Insaf", "al-Sample" and "el-Sample"."""


def spellings(name: str) -> tuple[str, ...]:
    """The other spellings of a name, its capitals kept; none for most names."""
    pieces = _PARTS.split(name)
    choices = [_choices(pieces, place) for place in range(len(pieces))]
    if all(len(choice) == 1 for choice in choices):
        return ()
    found = dict.fromkeys(islice(map("".join, product(*choices)), _MOST + 1))
    return tuple(one for one in found if one != name)


def _choices(pieces: list[str], place: int) -> tuple[str, ...]:
    """The spellings of one word, as it is written first."""
    word = pieces[place]
    plain = word.lower()
    if plain in _LINKS:
        beside = pieces[max(0, place - 1) : place + 2]
        linked = len(beside) > 1 and (plain in _WORDS or "-" in beside)
        return tuple(_like(word, one) for one in _LINKS[plain]) if linked else (word,)
    return tuple(dict.fromkeys(_like(word, one) for one in (plain, *_others(plain))))


def _others(plain: str) -> Iterator[str]:
    yield from _SPELT.get(plain, ())
    if _SLAVIC_END.search(plain):
        for end in ("sky", "ski", "skyy", "skiy", "skyi"):
            yield _SLAVIC_END.sub(end, plain)
    if _UMLAUT.search(plain):
        yield _UMLAUT.sub(lambda found: _UMLAUTS[found[0]], plain)


def _like(word: str, other: str) -> str:
    """The other word with the capitals of the first; a word that is its own other stays as it is."""
    if other == word.lower():
        return word
    if word.isupper() and len(word) > 1:
        return other.upper()
    return other.capitalize() if word[:1].isupper() else other
