"""One version of a plan policy: shown as a form, tried on today's debtors, kept as the next draft, published."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import reflex as rx
from sqlmodel import Session

from backoffice import routes
from backoffice.components.reading import reading
from backoffice.components.told import told, with_told
from backoffice.pages.plan_policy import form as forms
from backoffice.pages.plan_policy import trial
from backoffice.pages.plan_policy.form import Group, Shape
from backoffice.pages.plan_policy.trial import ChangedLine, Compared
from backoffice.session import StaffSession
from shared import clock, db
from shared.access.actors import names_of
from shared.errors import Refused
from shared.money import DECIMALS
from shared.plans import policies, trying
from shared.plans import policy as rules
from shared.plans.policies import AUTHOR, NotPublishable, Version
from shared.plans.policy import Policy, PolicyRefused
from shared.plans.trying import Trial
from shared.settings import settings
from shared.ui.arguments import id_in, line, one_of
from shared.ui.format import long_date
from shared.ui.marks import allow
from shared.ui.notice_state import tell
from shared.words import Level

_MOST_BANDS = 6


@dataclass
class Head:
    """What stands above the form."""

    id: int = -1
    title: str = ""
    href: str = ""
    kind: str = ""
    label: str = ""
    note: str = ""
    following: str = ""
    another_href: str = ""
    is_draft: bool = False
    is_own: bool = False


@dataclass
class CurrencyLink:
    """The same form in another currency."""

    currency: str = ""
    href: str = ""
    current: str = "false"


class PlanPolicyState(StaffSession):
    """The version that the address names; what is kept is what was tried, and never what is typed meanwhile.

    Where the address asks for `another`, the form begins a policy of its own with the settings of that version.
    """

    head: Head = Head()
    groups: list[Group] = []
    problems: list[str] = []
    tried: str = ""
    compared: list[Compared] = []
    changed: list[ChangedLine] = []
    instead: list[str] = []
    can_keep: bool = False
    currencies: list[CurrencyLink] = []
    today: str = ""
    loading: bool = True
    failed: str = ""

    _version: Version | None = None
    _draft: Policy | None = None
    _is_another: bool = False
    _wrong: dict[str, str] = {}
    _shape: Shape | None = None

    @rx.event
    @allow("plans.read")
    async def load(self) -> AsyncIterator[Any]:
        policy_id = id_in(self.router.url.path, least=0)
        another = line(dict(self.router.url.query_parameters).get("another", ""), most=3).upper()
        self.loading, self.can_keep, self.problems, self._draft = True, False, [], None
        yield
        async with reading(self):
            found, last, author = await db.ask(_look, policy_id, another if another in DECIMALS else "")
            if another:
                self._begin_another(found, await db.ask(policies.currencies, settings().base_currency))
                return
            self._begin(found, last, author)
            if found.effective_from is None and found.id:
                self._tell(await db.ask(_try, found.policy, found.code))
        if said := told(dict(self.router.url.query_parameters)):
            yield tell(said.text, tone=said.tone)

    @rx.event
    @allow("plans.policies.write")
    def add_band(self, level: str) -> None:
        """One more band at the end; what is typed in the others stays."""
        self._more_bands(one_of(level, Level), 1)

    @rx.event
    @allow("plans.policies.write")
    def drop_band(self, level: str) -> None:
        """Take the last band of a level away."""
        self._more_bands(one_of(level, Level), -1)

    @rx.event
    @allow("plans.policies.write")
    async def preview(self, form: dict[str, Any]) -> None:
        """Check what is typed, and try it on today's debtors; nothing is kept."""
        self.can_keep, self._draft, self.tried = False, None, ""
        draft = await self._written(form)
        self._draw(self._wrong)
        self.problems = list(self._wrong.values())
        if draft is None:
            return
        self._draft = draft
        self._tell(await db.ask(_try, draft, self._code()))
        self.can_keep = True

    @rx.event
    @allow("plans.policies.write")
    async def keep(self) -> Any:
        """Keep what was tried as the next version, a draft that somebody else publishes."""
        version, draft = self._version, self._draft
        if version is None or draft is None:
            raise NotPublishable("Try the policy first; then you see what it changes.")
        actor = self._signed_in().actor
        policy_id = await db.call(_keep, self._code(), draft, actor=actor)
        said = "Kept as a draft. It takes effect when somebody else publishes it."
        return rx.redirect(with_told(routes.plan_policy(policy_id), said, tone="good"))

    @rx.event
    @allow("plans.policies.publish")
    async def publish(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Let the draft take effect; the service refuses its author.

        Raises:
            NotPublishable: by its author, or for a day that has passed.
        """
        day = _day(line(form.get("from", "")))
        await db.call(policies.publish, self.head.id, day, actor=self._signed_in().actor)
        yield tell(
            f"Published: in force from {long_date(day)}. Plans keep the version they were made under.", tone="good"
        )
        yield PlanPolicyState.load

    async def _written(self, form: dict[str, Any]) -> Policy | None:
        """The policy that is typed; None where `_wrong` says why it is none."""
        shape = self._shape or Shape.of(rules.usual(self._currency()))
        read = forms.read(form, self._currency(), shape)
        self._wrong = dict(read.problems)
        try:
            draft = rules.written(read.data) if not self._wrong else None
            if draft:
                await db.ask(_check_scope, draft, self._code())
            return draft
        except PolicyRefused as refused:
            self._wrong = forms.misfits(refused, read, shape)
        except Refused as refused:
            self._wrong = {"countries": str(refused)}
        return None

    def _more_bands(self, at: Level, by: int) -> None:
        if self._shape:
            count = min(max(self._shape.bands[at] + by, 1), _MOST_BANDS)
            self._shape = replace(self._shape, bands={**self._shape.bands, at: count})
            self._draw({})

    def _code(self) -> str:
        """The policy that a draft would be a version of; "" for one of its own."""
        return "" if self._is_another or self._version is None else self._version.code

    def _begin_another(self, like: Version, currencies: list[str]) -> None:
        """A form without a name, with the settings of a version."""
        currency = like.policy.currency
        self._begin(like, 0, "")
        self._is_another = True
        self.head = Head(
            id=like.id,
            title="Another policy",
            href=routes.another_plan_policy(like.id),
            note=f"It begins with the settings of “{like.policy.name}”. Give it a name, and say for whom it is: "
            f"its debtors then come under it where no narrower policy counts. Amounts in {currency}.",
            following="Keep as a policy of its own",
        )
        self.currencies = [
            CurrencyLink(each, routes.another_plan_policy(0, each), str(each == currency).lower())
            for each in currencies
        ]
        self._draw({})

    def _begin(self, found: Version, last: int, author: str) -> None:
        self._version, self._shape, self._wrong = found, Shape.of(found.policy), {}
        self.head = _head(found, last, author, own=found.written_by == self._signed_in().actor)
        self.tried, self.today = "", clock.today().isoformat()
        self._is_another, self.currencies = False, []
        self._draw({})

    def _draw(self, problems: Mapping[str, str]) -> None:
        if self._version is None or self._shape is None:
            return
        texts = forms.texts_of(self._version.policy) | ({"name": ""} if self._is_another else {})
        self.groups = forms.groups(texts, self._shape, problems)

    def _currency(self) -> str:
        return self._version.policy.currency if self._version else settings().base_currency

    def _tell(self, found: Trial) -> None:
        self.tried, self.instead = trial.told(found)
        self.compared, self.changed = trial.compared(found), trial.changed(found)


def _look(session: Session, policy_id: int, currency: str) -> tuple[Version, int, str]:
    """The version, the number of the last one, and its author's name."""
    found = policies.version(session, policy_id, currency=currency or settings().base_currency)
    numbers = [each.number for each in policies.versions(session) if each.code == found.code]
    return found, max(numbers, default=0), names_of(session, [found.written_by])[found.written_by]


def _try(session: Session, draft: Policy, code: str) -> Trial:
    return trying.try_policy(session, draft, clock.today(), code=code)


def _check_scope(session: Session, draft: Policy, code: str) -> None:
    policies.check_scope(session, draft, code=code)


def _keep(session: Session, code: str, draft: Policy, *, actor: str) -> int:
    data = draft.model_dump(mode="json")
    kept = policies.write(session, code, data, actor=actor) if code else policies.begin(session, data, actor=actor)
    return kept.id or 0


def _head(found: Version, last: int, author: str, *, own: bool) -> Head:
    kind, label = standing(found, clock.today())
    written = "It came with Duebook" if found.written_by == AUTHOR else f"Written by {author}"
    return Head(
        id=found.id,
        title=f"{found.policy.name}, version {found.number}" if found.id else found.policy.name,
        href=routes.plan_policy(found.id),
        kind=kind,
        label=label,
        note=f"{written}. Amounts in {found.policy.currency}. Empty means without limit.",
        following=f"Keep as version {last + 1}",
        another_href=routes.another_plan_policy(found.id),
        is_draft=bool(found.id) and found.effective_from is None,
        is_own=own,
    )


def standing(found: Version, today: date) -> tuple[str, str]:
    """Where a version is in its life."""
    if found.effective_from is None:
        return ("draft", "Draft") if found.id else ("active", "In force")
    if found.effective_from > today:
        return "ready", f"From {long_date(found.effective_from)}"
    return "active", f"In force since {long_date(found.effective_from)}"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotPublishable("Say the day from which it is in force.") from None
