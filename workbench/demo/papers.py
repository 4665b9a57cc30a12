"""The demonstration's papers: the saved landing page, a picture of the whole of it, a chat, and a mail."""

from __future__ import annotations

from email.message import EmailMessage
from typing import TYPE_CHECKING

from workbench.demo import scenery
from workbench.demo.adverts import NAVY
from workbench.demo.canvas import INK, WHITE, Canvas

if TYPE_CHECKING:
    from PIL import Image

PAGE = """<!doctype html>
<!-- saved from https://polling-place.example/check on 2026-10-03T16:20:08Z -->
<html lang="en">
<head>
<meta charset="utf-8">
<title>Check your polling place | Alder County Elections Office</title>
<link rel="canonical" href="https://polling-place.example/check">
<style>
body { margin: 0; font: 17px/1.5 sans-serif; color: #181e2a; background: #f4f6f9 }
header { background: #182c54; color: #fff; padding: 24px 40px }
main { max-width: 640px; margin: 40px auto; padding: 32px; background: #fff }
.alert { border-left: 6px solid #c4302c; padding: 8px 16px; background: #fbeceb }
label { display: block; margin-top: 16px }
</style>
</head>
<body>
<header>
<strong>Alder County</strong> Elections Office
</header>
<main>
<h1>Your polling place has changed</h1>
<p class="alert">The county election now takes place on <strong>Thursday 15 October</strong>.
Linden School is closed to voters.</p>
<p>New place: <strong>Fairground Hall, 40 Mill Road</strong>. Polls close at 3 pm.</p>
<form action="https://polling-place.example/check" method="post">
<label>Full name <input name="name"></label>
<label>Identity card number <input name="card"></label>
<label>Whom do you mean to vote for? <input name="choice"></label>
<button>Check my place</button>
</form>
<h2>Questions</h2>
<dl>
<dt>Why did the day change?</dt><dd>For the safety of the staff.</dd>
<dt>May I still go to Linden School?</dt><dd>No. You will be turned away.</dd>
<dt>Who runs this page?</dt><dd>The voter information service.</dd>
</dl>
<footer><small>&copy; 2026 Alder Civic Desk. Not affiliated with any public office.</small></footer>
</main>
</body>
</html>
"""

CHAT = """\
02.10.2026, 19:58 - Messages in this chat are kept on your devices only.
02.10.2026, 19:58 - Civic desk created group "Leaflet run"
02.10.2026, 20:01 - Civic desk: Front and back are final. 4,000 copies, folded once.
02.10.2026, 20:03 - Print shop: The front has the county seal on it. Is that cleared?
02.10.2026, 20:04 - Civic desk: It is a public seal, everybody uses it.
02.10.2026, 20:06 - Print shop: And the 15th? I thought the vote was on the 13th.
02.10.2026, 20:11 - Civic desk: Print what is in the file please.
02.10.2026, 20:12 - Placements: Same date is in the video and the carousel. All go out at 6 in the morning.
02.10.2026, 20:12 - Placements: <Media omitted>
02.10.2026, 21:05 - Civic desk: mailer_front.jpg (file attached)
02.10.2026, 21:06 - Civic desk: mailer_back.jpg (file attached)
03.10.2026, 05:47 - Driver: Picked up two boxes. Which streets?
03.10.2026, 05:52 - Civic desk: Linden Street and everything between the river and the school.
03.10.2026, 09:20 - Placements: Video is live since 9:12. 31,000 views on the carousel already.
03.10.2026, 11:41 - Print shop: Somebody from the clerk's office rang and asked who ordered this.
03.10.2026, 11:43 - Civic desk: What did you say?
03.10.2026, 11:44 - Print shop: That I only print.
03.10.2026, 11:49 - Civic desk: This message was deleted
03.10.2026, 12:02 - Placements: Page header swapped in case they look. Old one is back at noon tomorrow.
03.10.2026, 12:03 - Driver: 1,100 left. Stop or go on?
03.10.2026, 12:05 - Civic desk: Go on 👍
"""


PLACES = """\
place,address,opens,closes
Linden School,12 Linden Street,07:00,20:00
Town Hall,1 Market Square,07:00,20:00
Fairground Hall,40 Mill Road,not a polling place,
"""


def answer(picture: bytes) -> bytes:
    """The clerk's answer to a question about the place and the day, as the mail was saved, with what it encloses."""
    mail = EmailMessage()
    mail["From"] = "Office of the clerk <clerk@alder-county.example>"
    mail["To"] = "Elections desk <elections-desk@platform.example>"
    mail["Subject"] = "Re: Is Linden School open on Tuesday?"
    mail["Date"] = "Sat, 03 Oct 2026 10:05:31 -0400"
    mail["Message-ID"] = "<20261003100531.7741@alder-county.example>"
    mail.set_content(
        "Linden School is open on Tuesday 13 October, from 7 in the morning to 8 in the evening. No place has moved "
        "and no day has changed. We have not ordered any notice that says otherwise.\n\nThe notice at our door and the "
        "list of all places are enclosed.\n"
    )
    mail.add_attachment(picture, maintype="image", subtype="jpeg", filename="notice at the door.jpg")
    mail.add_attachment(PLACES, subtype="csv", filename="places.csv")
    mail.set_boundary("=_enclosed_7741")
    return mail.as_bytes()


def full_page() -> Image.Image:
    """The landing page from its head to its foot, as a browser would picture it."""
    canvas = Canvas(1000, 2400, (244, 246, 249))
    canvas.gradient(NAVY, (40, 70, 122), (0, 0, 1000, 360), 0.6)
    scenery.seal(canvas, 150, 130, 84, NAVY)
    canvas.text(270, 86, "Alder County", 46, WHITE, "la", 0.6)
    canvas.text(270, 146, "Elections Office", 38, (190, 206, 232))
    canvas.box((100, 300, 900, 2220), (210, 216, 226), 10, 0.8, 12)
    canvas.box((100, 290, 900, 2210), WHITE, 0, 1, 12)
    canvas.block(150, 340, ("Your polling place", "has changed"), 60, INK, "la", 0.8, 1.15)
    canvas.box((150, 510, 850, 680), (251, 236, 235))
    canvas.box((150, 510, 160, 680), (196, 48, 44))
    canvas.block(190, 535, ("The county election now takes place", "on Thursday 15 October."), 36, INK, "la", 0.2)
    canvas.text(150, 720, "Fairground Hall, 40 Mill Road", 38, NAVY, "la", 0.5)
    scenery.street_map(canvas, (150, 790, 850, 1190), 46)
    scenery.pin(canvas, 560, 1050, 130, (196, 48, 44))
    for index, words in enumerate(("Full name", "Identity card number", "Whom do you mean to vote for?")):
        y = 1240 + index * 140
        canvas.text(150, y, words, 30, (80, 86, 98))
        canvas.box((150, y + 44, 850, y + 108), (198, 204, 214), 0, 1, 8)
        canvas.box((152, y + 46, 848, y + 106), WHITE, 0, 1, 7)
    canvas.box((150, 1680, 850, 1770), (28, 130, 90), 0, 1, 45)
    canvas.text(500, 1725, "Check my place", 38, WHITE, "mm", 0.5)
    for index, words in enumerate(("Why did the day change?", "May I still go to Linden School?")):
        canvas.text(150, 1830 + index * 150, words, 32, INK, "la", 0.4)
        canvas.prose((150, 1885 + index * 150, 850, 1955 + index * 150), 34, (150, 156, 166), index)
    canvas.text(150, 2160, "© 2026 Alder Civic Desk", 24, (140, 146, 156))
    return canvas.finish(41, 0, 0)
