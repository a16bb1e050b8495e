import json
import time

import pytest

from shared.payments.signatures import NotGenuine, verified
from tests.shared.payments.cards import OLD_SECRET, SECRET, event, signature

BODY = event("payment_intent.succeeded", {"id": "pi_1", "object": "payment_intent", "amount": 100_00})


def refused(body: bytes, header: str, secrets: tuple[str, ...] = (SECRET,)) -> bool:
    with pytest.raises(NotGenuine):
        verified(body, header, secrets)
    return True


class TestVerified:
    def test_a_signed_event_is_read_and_its_bytes_are_kept(self) -> None:
        notice = verified(BODY, signature(BODY), [SECRET])

        assert (notice.event_id, notice.type, notice.object_id) == ("evt_1", "payment_intent.succeeded", "pi_1")
        assert notice.is_live is False
        assert notice.body == BODY.decode()

    def test_while_a_secret_is_rotated_both_are_good_and_then_only_the_new_one(self) -> None:
        old = signature(BODY, OLD_SECRET)

        assert verified(BODY, old, [SECRET, OLD_SECRET]).event_id == "evt_1"
        assert verified(BODY, signature(BODY), [SECRET, OLD_SECRET]).event_id == "evt_1"
        assert refused(BODY, old)

    def test_one_of_two_signatures_is_enough(self) -> None:
        header = signature(BODY, "whsec_of_somebody_else") + "," + signature(BODY).partition(",")[2]

        assert verified(BODY, header, [SECRET]).event_id == "evt_1"

    def test_299_seconds_is_young_enough_and_301_is_not(self) -> None:
        assert verified(BODY, signature(BODY, age_s=297), [SECRET]).event_id == "evt_1"
        assert refused(BODY, signature(BODY, age_s=301))

    def test_an_event_from_the_future_is_refused(self) -> None:
        assert refused(BODY, signature(BODY, age_s=-310))
        assert refused(BODY, signature(BODY, age_s=-10 * 365 * 86_400))

    def test_a_body_written_anew_is_refused_though_it_says_the_same(self) -> None:
        assert refused(json.dumps(json.loads(BODY)).encode(), signature(BODY))

    @pytest.mark.parametrize(
        "header",
        [
            "",
            "nonsense",
            "t=1",
            "t={now},v0=abc",
            "t={now},v1=é",
            "t=,v1=",
            "v1=abc",
            "t=x,v1=y",
        ],
    )
    def test_a_header_that_proves_nothing_is_refused(self, header: str) -> None:
        assert refused(BODY, header.format(now=int(time.time())))

    @pytest.mark.parametrize(
        "body",
        [
            b"[]",
            b"{}",
            b"null",
            b"12",
            b"not json",
            b"\xff\xfe",
            b"[" * 200_000,
            event("payment_intent.succeeded", {}, event_id="x" * 256),
            event("payment_intent.succeeded", {}, event_id="evt \\u0000"),
            event("p" * 81, {}),
            event("payment_intent.succeeded", {}, created=10**30),
            event("payment_intent.succeeded", {}, created="soon"),
            event("payment_intent.succeeded", {}, livemode="false"),
            event("v1.billing.meter", {}, object="v2.core.event"),
            event("payment_intent.succeeded", {}, data=[]),
        ],
    )
    def test_what_is_no_event_is_refused_even_when_signed(self, body: bytes) -> None:
        try:
            header = signature(body)
        except UnicodeDecodeError:
            header = signature(b"")

        assert refused(body, header)

    def test_without_a_secret_nothing_is_genuine(self) -> None:
        assert refused(BODY, signature(BODY, ""), ("",))
        assert refused(BODY, signature(BODY), ())

    @pytest.mark.parametrize("subject", [{}, {"id": None}, {"id": 7}, {"id": "\x00"}])
    def test_an_object_without_a_name_is_an_event_all_the_same(self, subject: dict[str, object]) -> None:
        body = event("balance.available", subject)

        assert verified(body, signature(body), [SECRET]).object_id == ""
