"""Lines that are no customer's money: a payout of the card provider, or what a text rule catches. Pure."""

import re
from collections.abc import Sequence

from shared.journals.proposed import Proposed
from shared.journals.text_rules import first_that_catches, words_of
from shared.models import JournalLine, LinePurpose, TextRule

_PROVIDER = "stripe"
_PAYOUT_ID = re.compile(r"\bpo_[A-Za-z0-9]{14,40}\b")


def payout(line: JournalLine) -> bool:
    """Whether the card provider paid it, or it names one of its payouts (L8c)."""
    payer, text = words_of(line.payer_name), words_of(line.text)
    return payer[:1] == (_PROVIDER,) or text[:1] == (_PROVIDER,) or bool(_PAYOUT_ID.search(line.text))


def is_surely_payout(line: JournalLine) -> bool:
    """Whether the provider itself is named as the payer, and not merely in a text that anybody may write."""
    return words_of(line.payer_name)[:1] == (_PROVIDER,)


def booked_elsewhere(line: JournalLine, tried: Sequence[TextRule]) -> Proposed | None:
    """What is proposed for a line that is no customer's money; None for all others."""
    if payout(line):
        return Proposed({"purpose": LinePurpose.PAYOUT})
    rule = first_that_catches(line, tried)
    if rule is None:
        return None
    return Proposed({"purpose": LinePurpose.OTHER, "account": rule.account, "text_rule_id": rule.id})
