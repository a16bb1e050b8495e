"""Write to a debtor, and keep the history of what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from shared import clock, outbox
from shared.db import locked
from shared.i18n import negotiated
from shared.messaging import rules
from shared.messaging.footer import genuine_note
from shared.messaging.queries import was_told
from shared.models import Debtor, Message, MessageState

MESSAGE_WRITTEN = "messaging.message_written"
"""The outbox topic of a message to send: `{"message_id"}`."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message taken for sending, secrets in place."""

    id: int
    address: str
    subject: str
    body: str


def write(
    session: Session,
    debtor_id: int,
    template: str,
    *,
    address: str,
    facts: Mapping[str, Any],
    secrets_until: datetime | None = None,
) -> Message:
    """Write a message from a template, in the debtor's language, and promise to send it once this transaction commits.

    Facts that are `Secret` go into the mail but not into the history; `secrets_until` says when they lapse.

    Raises:
        UnfitAddress: the address is not one plain address.
    """
    language = negotiated([session.get_one(Debtor, debtor_id).language])
    written = rules.render(template, facts, language)
    message = Message(
        debtor_id=debtor_id,
        template=template,
        address=rules.check_address(address),
        subject=written.subject,
        body=f"{written.body}\n{genuine_note(session, debtor_id, template)}",
        secrets=written.secrets,
        secrets_until=secrets_until,
        created_at=clock.now(),
    )
    session.add(message)
    session.flush()
    outbox.promise(session, MESSAGE_WRITTEN, f"message:{message.id}", {"message_id": message.id})
    outbox.changed(session, "messages")
    return message


def write_once(
    session: Session,
    debtor_id: int,
    template: str,
    *,
    cause: str,
    address: str,
    facts: Mapping[str, Any],
    secrets_until: datetime | None = None,
) -> Message | None:
    """Write what is told of a thing once; None where it was told before. Of two who write at once the later fails.

    Raises:
        UnfitAddress: the address is not one plain address.
    """
    if was_told(session, cause):
        return None
    message = write(session, debtor_id, template, address=address, facts=facts, secrets_until=secrets_until)
    message.cause = cause
    session.flush()
    return message


def take(session: Session, message_id: int) -> Outgoing | None:
    """Take a message for sending; None if somebody has dealt with it.

    A message found half sent is never sent again: its worker died, and the mail may have arrived.
    """
    message = locked(session, Message, [message_id])[message_id]
    if message.state is MessageState.SENDING:
        _finish(session, message, MessageState.FAILED, "Sending was interrupted; it may have arrived.")
    if message.state is not MessageState.WAITING:
        return None
    message.state = MessageState.SENDING
    body = rules.revealed(message.body, message.secrets)
    return Outgoing(message_id, message.address, message.subject, body)


def sent(session: Session, message_id: int) -> None:
    """It left; its secrets are forgotten."""
    message = locked(session, Message, [message_id])[message_id]
    message.sent_at = clock.now()
    _finish(session, message, MessageState.SENT)


def failed(session: Session, message_id: int, problem: str) -> None:
    """It will not be tried again; its secrets are forgotten."""
    _finish(session, locked(session, Message, [message_id])[message_id], MessageState.FAILED, problem)


def put_back(session: Session, message_id: int, problem: str) -> None:
    """It certainly did not leave and may be tried again."""
    message = locked(session, Message, [message_id])[message_id]
    message.state, message.problem = MessageState.WAITING, problem[:300]


def keep(session: Session, message_id: int) -> None:
    """No mail leaves this installation: it stands in the history as it would have gone."""
    message = locked(session, Message, [message_id])[message_id]
    if message.state is MessageState.WAITING:
        message.state = MessageState.KEPT
        outbox.changed(session, "messages")


def forget_secrets(session: Session) -> None:
    """Forget links that have lapsed."""
    lapsed = select(Message).where(col(Message.secrets_until) < clock.now())
    for message in session.exec(lapsed):
        message.secrets, message.secrets_until = {}, None


def _finish(session: Session, message: Message, state: MessageState, problem: str = "") -> None:
    message.state, message.problem = state, problem[:300]
    message.secrets, message.secrets_until = {}, None
    outbox.changed(session, "messages")
