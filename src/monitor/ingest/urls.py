"""An address becomes the one form under which its article is known."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote, urlsplit

URL_LIMIT = 4096
"""Characters; longer addresses are data in disguise."""

TRACKING = re.compile(
    r"""(?ix)^(
        utm_?\w*|mtm_\w+|pk_\w+|piwik_\w+|hsa_\w+|_hs\w+|oly_\w+_id
      | at_(medium|campaign|custom\w*|link\w*|format|bbc_team|ptr_name)
      | fbclid|gclid|gclsrc|gbraid|wbraid|dclid|msclkid|twclid|yclid|ysclid|igshid?|mc_cid|mc_eid
      | mkt_tok|_ga|_gl|cmpid|cmp|intcmp|ncid|icid|ocid|ex_cid|xtor|wt_mc|wt_zmc|wtmc
      | traffic_source|taid|feedtype|feedname|rss
      | ns_(mchannel|source|campaign|linkname|fee)|smid|smtyp|sr_share|spref|ftag|ito|mbid|campaign_id|_r
      | guccounter|guce_referr(er|al)(_sig|_cs)?|__twitter_impression|__source|intlink_from_url
      | ref_src|ref_url|referrer|s_cid|sref|share|shareid|soc_src|soc_trk
    )$"""
)
"""Parameters that say how a reader came to a page, never which page it is. ``ref``, ``source``, ``id`` and
other short words are not among them: some systems name the article so."""

AMBIGUOUS = frozenset(
    {"ref", "source", "src", "from", "via", "partner", "feature", "output", "outputtype", "amp"}
)
HARMLESS_VALUES = frozenset(
    {
        "rss",
        "feed",
        "home",
        "homepage",
        "twitter",
        "facebook",
        "share",
        "social",
        "email",
        "top",
        "nav",
        "amp",
        "1",
        "",
    }
)
"""An ambiguous parameter goes only with a value that can't name an article."""

_SCHEME = re.compile(r"(?i)^https?://")
_HOST = re.compile(r"^(?!-)[\w-]+(?:\.[\w-]+)*$|^\[[0-9a-f:.]+\]$", re.ASCII)
_WWW = re.compile(r"^(?:www\.)+(?=[^.]+\.[^.])")
_FRONT = re.compile(r"^(?:(?:www\d?|m|mobile|amp)\.)+(?=[^.]+\.[^.])")
_HALF_PAIR = re.compile("[\ud800-\udfff]")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@lru_cache(maxsize=4_096)  # an article's address is looked at when it is read, and when it is named
def canonical_url(url: str) -> str | None:
    """Give the address under which an article is known, or None where ``url`` is no web address.

    The scheme becomes https and the host lower-case ASCII without ``www.``: outlets answer on all of these, and
    links to one article mix them freely. User name, default port, fragment, tracking parameters and trailing
    slashes go; what is left of the query is sorted. Mobile and AMP hosts stay as they are: too many outlets
    give an article another path there. Applying it twice changes nothing more.

    The result is a key, not a link: open the address that the article came with.
    """
    parts = _split(url)
    host = _ascii_host(parts) if parts else None
    if parts is None or host is None:
        return None
    query = _query(parts.query)
    path = _one_spelling(parts.path).rstrip("/") or "/"
    return f"https://{_WWW.sub('', host)}{_port(parts)}{path}{'?' + query if query else ''}"


def source_of(url: str) -> str:
    """Give the host that published ``url``, without ``www.``, ``m.`` or ``amp.``; empty where there is none."""
    parts = _split(url)
    host = _ascii_host(parts) if parts else None
    return _FRONT.sub("", host) if host else ""


def _split(url: str) -> SplitResult | None:
    text = _HALF_PAIR.sub("\ufffd", url.strip())
    if len(text) > URL_LIMIT or not _SCHEME.match(text):
        return None
    try:
        parts = urlsplit(text)
        _ = parts.port  # a port outside 0-65535 raises only when it is read
    except ValueError:
        return None
    return parts


def _ascii_host(parts: SplitResult) -> str | None:
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    try:
        name = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    name = name.lower()
    return name if _HOST.match(name) else None


def _port(parts: SplitResult) -> str:
    return "" if parts.port in (None, 80, 443) else f":{parts.port}"


def _query(query: str) -> str:
    pairs = (_one_spelling(pair) for pair in query.split("&"))
    return "&".join(sorted({pair for pair in pairs if pair and not _tracks(pair)}))


def _tracks(pair: str) -> bool:
    name, _, value = pair.partition("=")
    name = unquote(name)
    return bool(TRACKING.match(name)) or (
        name.lower() in AMBIGUOUS and unquote(value).lower() in HARMLESS_VALUES
    )


def _one_spelling(text: str) -> str:
    """Escape what must be escaped, and nothing that need not be; reserved characters keep the form they came
    in."""
    plain = _ESCAPE.sub(_unescape_plain, _STRAY_PERCENT.sub("%25", text))
    return quote(plain, safe="%/:@!$&'()*+,;=?~")


def _unescape_plain(match: re.Match[str]) -> str:
    char = chr(int(match.group()[1:], 16))
    return char if char in _PLAIN else match.group().upper()
