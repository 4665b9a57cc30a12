"""The demonstration's script: what is asked, what happened, what is marked, cited, judged and written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from workbench.casefile.annotations import Anchor
from workbench.casefile.cases import CaseKind
from workbench.casefile.decisions import Confidence, Judgement
from workbench.casefile.exhibits import Provenance, Sensitivity
from workbench.casefile.harms import Harm
from workbench.casefile.memos import MemoPart

POLICY = "ads-civic-integrity"
VERSION = "14"
COUNTY = "America/New_York"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened, told as a person would write it, and the files that bear it out."""

    when: str
    zone: str
    title: str
    files: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where some files come from."""

    files: tuple[str, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Something that is known of and must not be held: its digest, and where it is kept."""

    digest: str
    size: int
    name: str
    location: str
    description: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Words about part of a file."""

    file: str
    words: str
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of a policy that are pinned on a file."""

    file: str
    section: str
    quote: str
    anchor: Anchor = Anchor()
    policy: str = POLICY
    version: str = VERSION


@dataclass(frozen=True, slots=True)
class Decision:
    """What is judged of a file, and why; ``group`` lets the judgement serve what looks like it."""

    file: str
    judgement: Judgement
    section: str = ""
    rationale: str = ""
    confidence: Confidence | None = None
    group: bool = False


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole script; ``due`` counts from the moment the case is opened, ``opened`` names the containers to unpack."""

    title: str
    reference: str
    kind: CaseKind
    due: timedelta
    question: str
    origins: tuple[Origin, ...] = ()
    opened: tuple[str, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    happenings: tuple[Happening, ...] = ()
    marks: tuple[Mark, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    decisions: tuple[Decision, ...] = ()
    sensitive: tuple[tuple[str, Sensitivity], ...] = ()
    harms: tuple[tuple[str, tuple[Harm, ...]], ...] = ()
    described: tuple[tuple[str, str], ...] = ()
    memo: tuple[tuple[MemoPart, str], ...] = ()


CLIP = "sponsored_video_47s.mp4"
PAGE = "Check your polling place.html"
CHAT = "Chat with Leaflet run.txt"
SATIRE = "VOTE YESTERDAY! 100% satire (final) #2 [web].png"

ANSWER = "Answer of the clerk.eml"
TICKET = "Escalation HPE-2417"
ADVERTISER = Provenance("", "Ads library", "alder-civic-desk", ("payer:88417",), TICKET)

ORIGINS = (
    Origin(
        ("sponsored_01.jpg", CLIP, "carousel_1of3.jpg", "carousel_2of3.jpg", "carousel_3of3.jpg"),
        replace(
            ADVERTISER, source_url="https://ads.platform.example/library/7741", identifiers=("ad:7741", "payer:88417")
        ),
    ),
    Origin(
        ("story_check-now.jpg", "page_header.png"),
        replace(ADVERTISER, source_url="https://platform.example/alder-civic-desk", identifiers=("page:31180",)),
    ),
    Origin(
        (PAGE, "landing page, full page.png"),
        Provenance(
            "https://polling-place.example/check",
            authority=TICKET,
            captured=datetime(2026, 10, 3, 16, 20, 8, tzinfo=UTC),
        ),
    ),
    Origin((CHAT,), Provenance(platform="Messenger", account="Leaflet run", authority="Handed over by a member")),
    Origin((ANSWER,), Provenance(authority=TICKET)),
)

ELSEWHERE = (
    Elsewhere(
        "9e1a5b0c7f34d2685c1be0a9473f8d62b5e0c41f9a7d3826e4f1c05b7a9d2e38",
        48_211_904,
        "identity cards typed into the form.csv",
        "Evidence room of the privacy team, order 31",
        "Personal data of voters, as the look-alike page gathered them. It must not be kept here.",
        "text/csv",
    ),
)

HAPPENINGS = (
    Happening("2026-09-29 16:20", "UTC", "polling-place.example is registered", (PAGE,), "Registry extract"),
    Happening("2026-10-02 18:44:10", COUNTY, "Queue at Linden School photographed", ("IMG_0417.jpg",), "Camera data"),
    Happening("2026-10-02 20:11", COUNTY, "The print shop asks about the date and is told to go on", (CHAT,), "Chat"),
    Happening("2026-10-03", COUNTY, "Version 14 of the policy takes effect", (), "Policy"),
    Happening("2026-10-03 06:00", COUNTY, "The placements go live, carousel first", ("sponsored_01.jpg",), "Ads log"),
    Happening("2026-10-03 09:12", COUNTY, "The video starts to run", (CLIP,), "Ads log"),
    Happening(
        "2026-10-03 10:05", COUNTY, "The clerk's notice repeats Tuesday 13 October", ("clerk_lobby.jpg",), "Clerk"
    ),
    Happening("2026-10-03 11:37", COUNTY, "First report by a voter turned away", ("mailer_front.jpg",), "Report queue"),
    Happening("2026-10-03 12:02", COUNTY, "The page header is swapped", (CHAT, "page_header.png"), "Chat"),
    Happening("2026-10-03 16:40", "UTC", "Escalated by the elections desk", (), "Hand-over note"),
    Happening("2026-10-13 07:00", COUNTY, "Polls open", (), "Clerk"),
)

MARKS = (
    Mark(CLIP, "Seal and name of the election office", Anchor(2.5, 9.75)),
    Mark(CLIP, "Wrong day: the vote is on Tuesday 13 October", Anchor(9.75, 18.0)),
    Mark(CLIP, "The ring closes on the 15th", Anchor(12.48)),
    Mark(CLIP, "Says that Linden School is closed; the clerk says it is open", Anchor(18.0, 24.0)),
    Mark(CLIP, "Look-alike link on a telephone", Anchor(24.0, 29.5, (0.36, 0.08, 0.28, 0.3))),
    Mark(CLIP, "Booths only, no claim", Anchor(37.5, 42.0)),
    Mark("sponsored_01.jpg", "Seal of the election office", Anchor(region=(0.05, 0.69, 0.18, 0.2))),
    Mark("sponsored_01.jpg", "New place, not announced by the clerk", Anchor(region=(0.25, 0.87, 0.68, 0.1))),
    Mark("carousel_2of3.jpg", "Thursday 15 is ringed, Tuesday 13 struck out", Anchor(region=(0.24, 0.45, 0.4, 0.2))),
    Mark("page_header.png", "Seal, name and colours of the office", Anchor(region=(0.0, 0.0, 0.55, 1.0))),
    Mark(SATIRE, "Signed as satire, in small letters at the foot", Anchor(region=(0.1, 0.93, 0.8, 0.05))),
    Mark("mailer_front.jpg", "Wrong day in the largest type", Anchor(region=(0.17, 0.48, 0.62, 0.14))),
)

FALSE_DATE = "must not give a false date, time, place or method of voting"
BORROWED = "borrow the name, seal or visual identity of an election office"
CLOSED = "must not claim that a polling place is closed, unsafe or moved unless the election office has said so"
SATIRE_RULE = "Satire is not a breach where a reasonable viewer recognises it at first sight"
IMITATES = "An address that imitates that of an election office is a breach by itself"
CARD = "must not ask for identity numbers, card numbers or how somebody means to vote"
DAMAGE = "Pictures of damage or injury at a polling place are not accepted in paid placements."

QUOTATIONS = (
    Quotation(CLIP, "4.2(a)", FALSE_DATE, Anchor(12.48)),
    Quotation(CLIP, "4.2(b)", BORROWED, Anchor(2.5, 9.75)),
    Quotation(CLIP, "4.2(c)", CLOSED, Anchor(18.0, 24.0)),
    Quotation(CLIP, "6.1(a)", IMITATES, Anchor(24.0, 29.5)),
    Quotation("sponsored_01.jpg", "4.2(c)", CLOSED, Anchor(region=(0.25, 0.87, 0.68, 0.1))),
    Quotation("carousel_2of3.jpg", "4.2(a)", FALSE_DATE, Anchor(region=(0.24, 0.45, 0.4, 0.2))),
    Quotation("page_header.png", "4.2(b)", BORROWED),
    Quotation(PAGE, "6.1(b)", CARD),
    Quotation(SATIRE, "4.2(d)", SATIRE_RULE),
    Quotation("broken_door.jpg", "5.2", DAMAGE),
    Quotation("mailer_front.jpg", "4.2(a)", FALSE_DATE),
)

VIOLATING, BORDERLINE, CLEAR, ESCALATE = Judgement
LOW, MODERATE, HIGH = Confidence
DECISIONS = (
    Decision(
        CLIP,
        VIOLATING,
        "4.2(a)",
        "Gives Thursday 15 October as the day of the vote, under the office's seal. The clerk says Tuesday 13.",
        HIGH,
    ),
    Decision(
        "sponsored_01.jpg", VIOLATING, "4.2(c)", "Moves the polling places; the office has announced no move.", HIGH
    ),
    Decision("carousel_1of3.jpg", CLEAR, "4.1", "A hand and a ballot box. No date, no place, no link.", HIGH),
    Decision("carousel_2of3.jpg", VIOLATING, "4.2(a)", "Rings the wrong day and strikes out the right one.", HIGH),
    Decision(
        "page_header.png",
        VIOLATING,
        "4.2(b)",
        "Copies name, seal and colours. The real page has no flags; people would not notice.",
        MODERATE,
    ),
    Decision(PAGE, VIOLATING, "6.1(b)", "Asks for the card number and for the choice of the voter.", HIGH),
    Decision(
        SATIRE,
        ESCALATE,
        "4.2(d)",
        "Reads as satire at first sight, but it was paid for by the same account. Policy is asked first.",
        LOW,
    ),
    Decision(
        "broken_door.jpg",
        BORDERLINE,
        "5.2",
        "Shows damage, and says that voting is cancelled. Where and when it was taken is not known yet.",
        LOW,
    ),
    Decision("mailer_front.jpg", VIOLATING, "4.2(a)", "The posted leaflet carries the same wrong day.", MODERATE, True),
    Decision("clerk_lobby.jpg", CLEAR, "4.1", "The office's own notice, with the right day.", HIGH),
    Decision("mill_road_fair.jpg", CLEAR, "1", "A fair. It does not refer to the vote.", HIGH),
)

MEMO = (
    (
        MemoPart.ANSWER,
        "Yes. The placements break sections 4.2 and 6.1 of the ads policy on civic integrity, version 14. The video "
        "and the carousel name a wrong day for the county's vote under the seal of its election office, and the page "
        "behind them asks for card numbers.",
    ),
    (
        MemoPart.SUMMARY,
        "One payer, Alder Civic Desk, has run sponsored pictures and a video of 47 seconds since 06:00 on 3 October "
        "(Alder County time). They say that the vote has moved from Tuesday 13 to Thursday 15 October and from Linden "
        "School to Fairground Hall. The clerk's notice of the same morning says that neither is so. An exported "
        "chat shows that the print shop asked about the date the evening before. The leaflet, seen in the post, has "
        "the same wording.\n\nA satire poster of the same account is with Policy. A picture of a damaged door "
        "has not been placed in time yet.",
    ),
    (
        MemoPart.RECOMMENDATION,
        "Remove the violating placements now and hold every placement of the payer (section 7). Tell the clerk's "
        "office what ran, where and for how long. Ask the partner teams for the reach by hour, and for other payers "
        "behind polling-place.example. Look at the account again on the morning of 13 October.",
    ),
)

SCENARIO = Scenario(
    title="Ads posing as official polling-place notices",
    reference="HPE-2417",
    kind=CaseKind.ELECTIONS,
    due=timedelta(hours=2, minutes=10),
    question="Do these placements break the ads policy on civic integrity, and what must happen before the polls open?",
    origins=ORIGINS,
    opened=(CHAT, ANSWER),
    elsewhere=ELSEWHERE,
    happenings=HAPPENINGS,
    marks=MARKS,
    quotations=QUOTATIONS,
    decisions=DECISIONS,
    sensitive=(("broken_door.jpg", Sensitivity.SENSITIVE),),
    harms=(("broken_door.jpg", (Harm.VIOLENCE,)),),
    described=(
        ("broken_door.jpg", "A glass door with a crack across it. A sheet of paper is taped to it. Nobody is in view."),
        ("mailer_front.jpg", "The front of a leaflet: a county seal, a date in large type, a map."),
    ),
    memo=MEMO,
)
