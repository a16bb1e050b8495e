"""How a message leaves: SMTP when `DUEBOOK_SMTP_URL` is set (`smtp://user:password@host:587`, `smtps://…`)."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from email import policy
from email.message import EmailMessage
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from shared.messaging.service import Outgoing
from shared.settings import settings

_TIMEOUT_S = 10


class NotSent(Exception):
    """It certainly did not leave; a later try is safe."""


class MaybeSent(Exception):
    """The server fell silent after taking the text: it may have arrived, so it must not be sent again."""


def leaves_by_mail() -> bool:
    """Whether this installation sends at all; otherwise messages are kept for staff to read."""
    return bool(settings().smtp_url)


def send(outgoing: Outgoing) -> None:
    """Send one mail.

    Raises:
        NotSent: refused or not reached, before the text went over or by the server's own word.
        MaybeSent: the connection broke while or after the text went over.
    """
    text = as_mail(outgoing).as_bytes(policy=policy.SMTP)
    try:
        smtp = _connected()
        _expect(smtp.mail(parseaddr(settings().mail_from)[1]))
        _expect(smtp.rcpt(outgoing.address))
    except OSError as broken:  # smtplib's own errors are OSErrors too
        raise NotSent(f"The mail server cannot be reached: {type(broken).__name__}.") from broken
    try:
        _expect(smtp.data(text))
    except smtplib.SMTPDataError as refused:
        raise NotSent(f"The mail server answered {refused.smtp_code}.") from refused
    except OSError as broken:
        raise MaybeSent("The mail server fell silent; it may have arrived.") from broken
    finally:
        with suppress(OSError):
            smtp.quit()


def as_mail(outgoing: Outgoing) -> EmailMessage:
    """The mail as sent; `EmailMessage` refuses line breaks in headers. The id is the same at every try."""
    mail = EmailMessage()
    mail["From"] = settings().mail_from
    mail["To"] = outgoing.address
    mail["Subject"] = outgoing.subject
    mail["Message-ID"] = f"<message-{outgoing.id}@{urlsplit(settings().origin).hostname}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(outgoing.body)
    return mail


def _connected() -> smtplib.SMTP:
    place = urlsplit(settings().smtp_url)
    host = place.hostname or "localhost"
    if place.scheme == "smtps":
        context = ssl.create_default_context()
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(host, place.port or 465, timeout=_TIMEOUT_S, context=context)
    else:
        smtp = smtplib.SMTP(host, place.port or 587, timeout=_TIMEOUT_S)
    smtp.ehlo_or_helo_if_needed()
    if place.scheme != "smtps" and smtp.has_extn("starttls"):
        smtp.starttls(context=ssl.create_default_context())
    if place.username:
        smtp.login(unquote(place.username), unquote(place.password or ""))
    return smtp


def _expect(answer: tuple[int, bytes]) -> None:
    if not 200 <= answer[0] < 300:
        raise NotSent(f"The mail server answered {answer[0]}.")
