"""Roles as data: what nobody may be given by accident."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.access.rules import ROLES, Kind, Permission, Person, cookie_name, is_over
from shared.models import Role

POSTS = {
    Permission.JOURNALS_POST,
    Permission.JOURNALS_RELEASE,
    Permission.RECEIPTS_APPLY,
    Permission.RECEIPTS_REVERSE,
    Permission.REFUNDS_PROPOSE,
    Permission.REFUNDS_APPROVE,
}
CHANGES = {each for each in Permission if not each.endswith(".read")}
AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def test_every_role_is_spelled_out() -> None:
    assert set(ROLES) == set(Role)


def test_an_administrator_moves_no_money() -> None:
    assert not ROLES[Role.ADMIN] & POSTS


@pytest.mark.parametrize("role", [Role.VIEWER, Role.AUDITOR])
def test_who_only_looks_changes_nothing(role: Role) -> None:
    assert not ROLES[role] & CHANGES


def test_releasing_what_does_not_tie_takes_an_approver() -> None:
    assert [role for role in Role if Permission.JOURNALS_RELEASE in ROLES[role]] == [Role.APPROVER]


def test_nobody_proposes_a_refund_and_approves_it() -> None:
    both = {Permission.REFUNDS_PROPOSE, Permission.REFUNDS_APPROVE}

    assert [role for role in Role if both <= ROLES[role]] == []


def test_only_administrators_manage_staff() -> None:
    assert [role for role in Role if Permission.STAFF_MANAGE in ROLES[role]] == [Role.ADMIN]


def test_a_debtor_has_no_permission_of_the_staff() -> None:
    assert Person(Kind.DEBTOR, 1, "Jana", session_id=1).permissions == {"debtor"}


@pytest.mark.parametrize(
    ("name", "initials"), [("Ines Calloway", "IC"), ("Jana", "J"), ("ana de la cruz", "AC"), ("", ""), ("(x) B", "B")]
)
def test_initials_are_those_of_the_first_and_the_last_name(name: str, initials: str) -> None:
    assert Person(Kind.STAFF, 1, name, session_id=1).initials == initials


@pytest.mark.parametrize(("kind", "minutes"), [(Kind.DEBTOR, 15), (Kind.STAFF, 30)])
def test_a_session_ends_at_the_very_minute(kind: Kind, minutes: int) -> None:
    def over(after: timedelta) -> bool:
        return is_over(kind, seen_at=AT, expires_at=AT + timedelta(hours=8), now=AT + after)

    assert not over(timedelta(minutes=minutes, seconds=-1))
    assert over(timedelta(minutes=minutes))


def test_the_faces_never_share_a_cookie() -> None:
    names = [cookie_name(kind, secure=secure) for kind in Kind for secure in (True, False)]

    assert len(set(names)) == 2 * len(Kind)
    assert all(cookie_name(kind, secure=True).startswith("__Host-") for kind in Kind)
