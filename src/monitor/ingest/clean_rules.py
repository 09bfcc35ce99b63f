"""What a page leaves behind in an article: one table of patterns and the reason that an analyst reads.

A ``WHOLE_LINE`` pattern must cover its line, which is lower-cased before. A ``HINTED`` pattern must cover its
line too, as printed; it is only tried where its hint stands, because it has to read lines to their end. An
``INLINE`` pattern is cut out of a longer paragraph, so it names only what no sentence says. To add a rule, add
a row, and in the table of the tests a line that it cuts and a sentence like it that must stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_FURNITURE = 400
"""Characters. A longer line is a paragraph, whatever its words."""

WHOLE_LINE: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "advertisement",
        (
            r"(?:(?:advertise?ment|advertising|sponsored(?: content)?|paid content|promoted)[\s:.-]*)+"
            r"(?:continue reading the main story)?",
            r"publicité|publicidad|werbung|anzeige|pubblicità|advertentie",
        ),
    ),
    (
        "continued",
        (
            r"(?:story|article) continue[sd]? (?:below|after)(?: (?:the |this )?(?:advertisement|ad))?\W*",
            r"continue reading(?: (?:below|the main story|the story))?\W*",
            r"skip advertisement",
        ),
    ),
    (
        "share bar",
        (
            r"(?=.*(?:share|tweet|e-?mail|facebook|twitter|whatsapp|linkedin|copy link))"
            r"(?:(?:share|tweet|post|pin|e-?mail|print|save|facebook|twitter|whatsapp|linkedin|reddit"
            r"|telegram|messenger|flipboard|pinterest|comments?|link|copy link|copied|this|article|story|on|via"
            r"|to|&|x)[\s,|/:·•+]*){2,12}",
            r"share|tweet|print",
            r"read or share this story:.*",
            r"(?:follow|like|join|find) (?:us|@\w+|\S+(?: \S+)?) on (?:twitter|facebook|instagram|x)\b.*",
            r"-? ?(?:follow @\w+\s*)+",
            r"-? ?follow the .{2,40} on twitter\b.*",
            r"(?:like|join) us on \S*facebook\S*.*",
            r"chat with us in facebook messenger\b.*",
        ),
    ),
    (
        "photo caption",
        (
            r"(?:image (?:copyright|source|credit) .{1,80} )?image caption .+",
            r"file photo: .+",
            r"media playback is (?:un|not )supported on (?:your|this) device\W*(?:media caption .+)?",
            r"media caption .+",
            r"\[caption .+\[/caption\]",
        ),
    ),
    (
        "photo credit",
        (
            r"(?:photo|image|picture|illustration)s?",
            r"\(?(?:file )?(?:reuters|ap|afp|getty|epa|dreamstime|shutterstock) (?:file )?(?:photo|image)s?"
            r"(?:\W*|\s?[:/].{0,80})",
            r"\(?(?:file )?(?:photo|image|picture|photograph|(?:photo )?illustration|credit)"
            r"(?: (?:credit|by|courtesy(?: of)?))? ?[:/] ?[^.]{2,100}\)?",
            r"image (?:copyright|source|credit)\W? (?:(?!image caption).){1,80}",
            r"(?:enlarge this image|(?:hide|toggle) caption).{0,200}",
            r"\((?:ap|afp|epa|upi|reuters|getty(?: images)?|bloomberg)(?:/.{1,60})?\)",
            r"(?:prev|next|previous)(?: image)?(?: next)? \d+ of \d+",
        ),
    ),
    (
        "recommended stories",
        (
            r"(?:read more|more to read|also read|read also|see also|also see|see more|must read|must watch"
            r"|most read|most popular|more on this(?: story)?|more stories|more like this|more headlines"
            r"|(?:related|recommended)(?: (?:stor(?:y|ies)|articles?|content|coverage|topics|links|reading|news"
            r"|videos?|for you))?|trending(?: now| stories)?|you (?:may|might) also (?:like|be interested in)"
            r"|don['’]t miss|further reading|editors?['’]s? picks?|in case you missed it|what to read next"
            r"|top stories|popular now|à lire aussi|lire aussi|lea también|lesen sie auch|leggi anche)"
            r"(?:\W*|\s?(?:[:»>|]|\.{2,3}|…| [–—-] )\s?.{0,160})",
            r"(?:read|watch|listen|more|photos?|pictures?|videos?|gallery|slide ?show)\s?:\s?.{0,120}",
            r"\( ?(?:also on|photos?|pictures?|related|see also|read|watch|video|more)\b[^)]{0,160}\)",
        ),
    ),
    (
        "newsletter",
        (
            r"sign[ -]?up (?:for|to|here|now)\b.{0,200}",
            r"subscribe(?: (?:to|now|today|for|here|with)\b.{0,200})?\W*",
            r"newsletter(?: sign[ -]?up)?|manage newsletters",
            r"by (?:signing up|subscribing),? you agree\b.{0,200}",
            r"thank(?:s|you| you) for (?:signing up|subscribing).{0,80}",
        ),
    ),
    (
        "promotion",
        (
            r"click (?:here )?(?:to|for|here)\b.{2,160}",
            r"get the .{2,40} app\W*",
            r"download (?:the|our) .{2,60} app\b.{0,60}",
            r"watch the latest (?:video|news) (?:at|on) .{2,60}",
            r"read .{2,40}['’]s .{0,20}flipboard magazine\W*",
        ),
    ),
    (
        "copyright",
        (
            r"(?:(?:copyright|©|\(c\))[\s,]*)+\d{4}\b.*",
            r"(?:copyright )?©.{2,200}",
            r"this material may not be published, broadcast\b.*",
            r"this copy is for your personal, non-commercial use only\b.*",
        ),
    ),
    (
        "player",
        (
            r"listen to (?:this )?(?:article|story)\W*(?:\d{1,2}:\d\d|\d+ min\w*)?\W*",
            r"(?:listen(?: now)?|play(?: video)?|now playing|up next)\W*",
            r"your browser does not support .{2,80}",
        ),
    ),
    ("credit line", (r"contribut(?:ing|ors?):.{2,120}",)),
    (
        "contact",
        (
            r"\S+@\S+\.\w{2,}",
            r"(?:https?://)?(?:www\.)?(?:twitter|facebook|instagram|x)\.com/\S+",
            r"(?:e-?mail|write to|contact|reach|follow) [^.!?]{2,60} (?:at|on) "
            r"(?:\S+@\S+|@\w+|(?:twitter|facebook|instagram)\b).{0,160}",
        ),
    ),
    (
        "page label",
        (
            r"story highlights",
            r"\[(?:pullquote|image|audio-clip|video|gallery|photo)\]",
            r"close|link copied|back to top|skip to (?:main )?content",
            r"\d+ (?:years?|months?|weeks?|days?|hours?|mins?|minutes?) ago",
            r"\d+ min(?:ute)?s? read",
            r"(?:reading time|lesedauer|temps de lecture|tiempo de lectura|tempo d[ie] (?:lettura|leitura))"
            r"\W.{1,30}",
            r"(?:filed under|tags|topics|keywords)\s?:.{0,200}",
            r"order reprints|print article",
            r"an error (?:has )?occurred\W{1,2}please try again(?: later)?\W*",
            r"this article is more than \d+ (?:years?|months?) old",
            r"this is a rush transcript\b.{0,120}",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Hinted:
    """A line known by something in its middle or at its end."""

    reason: str
    hint: str
    pattern: re.Pattern[str]


_AGENCY = r"(?:AP|AFP|EPA|PA|NPR|CNN|UPI|Reuters|REUTERS|Getty|Associated Press|Landov|Shutterstock|Bloomberg)"

HINTED: tuple[Hinted, ...] = tuple(
    Hinted(reason, hint, re.compile(pattern))
    for reason, hint, pattern in (
        ("photo credit", "/", rf"\(?[^\W\d][^,:;!?“”\"/]{{2,50}} ?/ ?{_AGENCY}(?:[\s/].{{0,80}})?\)?"),
        ("photo caption", "hoto", r".{10,380}\((?:[Pp]hoto|PHOTO)s?(?: credit| by)? ?[:/] ?[^()]{2,80}\)"),
        ("photo caption", "mage", r".{10,380}\((?:[Ii]mage|IMAGE) (?:credit|source|by): [^()]{2,80}\)"),
        ("photo caption", "| ", r".{10,380} \| (?:AP|Getty|REUTERS|Reuters|AFP)(?: (?:Photo|Images))?"),
        ("photo caption", "REUTERS/", r".{10,380} REUTERS/[A-Z][\w .'’-]{2,40}(?:/File Photo)?"),
        ("photo caption", "(AP Photo/", r".{10,380}\(AP Photo/[^()]{2,80}\)"),
        (
            "newsletter",
            "inbox",
            r"\W*(?:Get|GET|Daily|Want|Receive|Enter|Have)\b.{2,160}\b(?:in|to) your (?:e-?mail )?inbox\b"
            r".{0,160}",
        ),
        ("copyright", "ights", r".{0,120}\b[Aa]ll [Rr]ights [Rr]eserved\b.*"),
        (
            "credit line",
            "contributed",
            r"\W*[A-Z].{1,200} contributed (?:\w+ )?to this (?:report|story|article|post|column)\W*",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Inline:
    """A piece that a page dropped into a paragraph; searched only where a hint is in the text."""

    reason: str
    hints: tuple[str, ...]
    pattern: re.Pattern[str]


INLINE: tuple[Inline, ...] = (
    Inline(
        "continued",
        ("tory Con", "tory con", "TORY CON"),
        re.compile(
            r"\b(?:Story Continue[sd] Below|STORY CONTINUE[SD] BELOW|Story continues below advertisement)\b"
        ),
    ),
    Inline(
        "advertisement",
        ("dvertisement", "DVERTISEMENT"),
        re.compile(
            r"(?:(?<=[.!?”\"’…] )|^)(?:(?:Advertisement|ADVERTISEMENT)\b:? ?)+"
            r"(?:Continue reading the main story)?(?= ?$|(?<= )[A-Z“\"‘])"
        ),
    ),
    Inline("player", ("LISTEN TO ARTICLE",), re.compile(r"\bLISTEN TO ARTICLE(?: \d{1,2}:\d\d)?\b")),
    Inline(
        "share bar",
        ("Tweet Post Email",),
        re.compile(r"(?:\bShare this article )?\bShare Tweet Post Email\b"),
    ),
    Inline("share bar", ("Click To Tweet", "Click to Tweet"), re.compile(r"\bClick [Tt]o Tweet\b")),
    Inline(
        "page label",
        ("[pullquote]", "[audio-clip]", "[image]"),
        re.compile(r"\[(?:pullquote|audio-clip|image)\]"),
    ),
)

LINE_REASONS: tuple[str, ...] = tuple(
    dict.fromkeys(
        [
            *(reason for reason, _ in WHOLE_LINE),
            *(rule.reason for rule in HINTED),
            *(rule.reason for rule in INLINE),
        ]
    )
)
"""Why a line or a piece of one is cut by a pattern, each reason once."""

_DEPARTMENTS = """
africa, americas, analysis, analysis/opinion, arts, arts & culture, asia, asia pacific, asia-pacific, australia,
balochistan, breaking, breaking news, business, canada, china, city, columnists, columns, comment, commentary,
crime, culture, defence, defense, diplomacy, economy, editorial, editorials, education, elections, energy,
entertainment, environment, europe, exclusive, fact check, featured, features, finance, food, football, foreign,
from the left, from the right, global, headlines, health, home, home news, immigration, india, international,
investigations, iran, iraq, israel, japan, kashmir, latest, latest news, law, letters, life, lifestyle, living,
local, local news, main stories, markets, media, metro, middle east, money, movies, music, nation, national,
national security, news, newsletters, obituaries, oceania, op-ed, opinion, opinions, pakistan, people, podcast,
policy, politics, press release, punjab, regional, regions, religion, russia, science, security, sindh, society,
south asia, special report, sport, sports, syria, tech, technology, top news, top stories, top story, travel,
trending, uk, uk news, ukraine, urgent, us, us & canada, us news, us politics, usa, usa today, video, videos,
war, weather, world, world news
"""

SECTIONS = frozenset(map(str.strip, _DEPARTMENTS.split(",")))
"""Departments of newspapers, in lower case: a label where one stands alone above the first sentence."""
