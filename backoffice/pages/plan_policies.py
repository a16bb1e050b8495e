"""The plan policies and their versions: what is in force, what is a draft, who wrote and who published each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import reflex as rx
from sqlmodel import Session

from backoffice import routes
from backoffice.components.frame import frame
from backoffice.components.lists import if_may
from backoffice.components.reading import reading, unreadable
from backoffice.pages.plan_policy.state import standing
from backoffice.session import StaffSession
from shared import clock, db
from shared.access.actors import names_of
from shared.access.rules import Permission
from shared.plans import policies
from shared.plans.policies import AUTHOR, Version
from shared.plans.scopes import WHICH_COUNTS
from shared.settings import settings
from shared.ui import live
from shared.ui.layout import page, page_head
from shared.ui.links import crumbs, link, link_button
from shared.ui.marks import allow
from shared.ui.notices import skeleton_lines
from shared.ui.status import status
from shared.ui.table import Column, table, two_lines

_ABOUT = (
    "Who may agree to which plan. What was published is never changed; plans keep the one they were made under. "
    f"{WHICH_COUNTS}"
)


@dataclass
class VersionLine:
    """One version, ready to be drawn."""

    name: str = ""
    href: str = ""
    number: str = ""
    scope: str = ""
    written: str = ""
    published: str = ""
    kind: str = ""
    label: str = ""


class PlanPoliciesState(StaffSession):
    """All versions, the newest of each policy first."""

    rows: list[VersionLine] = []
    loading: bool = True
    failed: str = ""

    @rx.event
    @allow("plans.read")
    async def load(self) -> None:
        async with reading(self):
            found, names = await db.ask(_look)
            today = clock.today()
            in_force = {each.id for each in await db.ask(policies.published, today)}
            self.rows = [_line(each, names, in_force, today) for each in found]

    @rx.event(background=True)
    @allow("plans.read")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, "plan_policies"):
            yield PlanPoliciesState.load


_do: Any = PlanPoliciesState


def plan_policies() -> rx.Component:
    listed = table(
        [
            Column("Policy", place="title"),
            Column("For", width="240px", place="note"),
            Column("Written by", width="180px"),
            Column("Published by", width="180px"),
            Column("Status", width="220px", place="side"),
        ],
        _do.rows,
        lambda one: (
            two_lines(link(one.name, href=one.href, class_name="medium"), one.number),
            one.scope,
            one.written,
            one.published,
            status(one.kind, one.label),
        ),
        caption="Plan policies",
    )
    another = link_button("Begin another policy", href=routes.another_plan_policy(), icon="plus")
    content = rx.cond(_do.loading, skeleton_lines(5, "Loading the policies"), listed)
    return frame(
        page_head(
            "Plan policies",
            if_may(Permission.PLAN_POLICIES_WRITE, another),
            note=_ABOUT,
            above=crumbs(("Plans", routes.PLANS), ("Plan policies", routes.PLAN_POLICIES)),
        ),
        page(unreadable(_do.failed, "The policies", _do.load, otherwise=content)),
        here=routes.PLANS,
    )


def register(app: rx.App) -> None:
    app.add_page(
        plan_policies, route=routes.PLAN_POLICIES, title="Plan policies: Duebook", on_load=[_do.load, _do.watch]
    )


def _look(session: Session) -> tuple[list[Version], Mapping[str, str]]:
    """Every version; the usual policy of the firm's currency as long as nobody has published another of it."""
    found = policies.versions(session)
    usual = policies.version(session, 0, currency=settings().base_currency)
    if not any(each.code == usual.code and each.effective_from for each in found):
        found = [*found, usual]
    return found, names_of(session, {who for each in found for who in (each.written_by, each.published_by) if who})


def _line(found: Version, names: Mapping[str, str], in_force: set[int], today: date) -> VersionLine:
    kind, label = standing(found, today)
    if found.effective_from and found.effective_from <= today and found.id not in in_force:
        kind, label = "cancelled", "Replaced"
    return VersionLine(
        name=found.policy.name,
        href=routes.plan_policy(found.id),
        number=f"Version {found.number}" if found.id else "Nobody has changed it yet",
        scope=_scope(found),
        written=_who(found.written_by, names),
        published=_who(found.published_by, names),
        kind=kind,
        label=label,
    )


def _scope(found: Version) -> str:
    kinds = " and ".join(found.policy.kinds) or "all debtors"
    countries = ", ".join(found.policy.countries)
    where = f" in {countries}" if countries else ""
    return f"{found.policy.currency}, {kinds}{where}"


def _who(actor: str, names: Mapping[str, str]) -> str:
    return "Duebook" if actor == AUTHOR else names.get(actor, actor)
