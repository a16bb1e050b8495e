"""Plan policies as a form: every setting there and back, a sentence for what does not hold, tried before it is kept."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.pages.plan_policies import PlanPoliciesState
from backoffice.pages.plan_policy import form as forms
from backoffice.pages.plan_policy.state import PlanPolicyState
from shared import clock, db
from shared.money import Money
from shared.plans import policies, policy
from shared.plans.policy import Affordability, Band, CreditGuard, FeeCap, Policy, PolicyRefused
from shared.ui.notice_state import NoticeState
from shared.words import DebtorKind, Frequency
from tests import factories
from tests.harness import NOWHERE, Browser, staff_cookie
from tests.shared.plans import agreed

USUAL = policy.usual("EUR")


def there_and_back(wanted: Policy) -> Policy:
    read = forms.read(forms.texts_of(wanted), wanted.currency, forms.Shape.of(wanted))
    assert read.problems == {}
    return policy.written(read.data)


def refused(typed: dict[str, str]) -> dict[str, str]:
    """What is said of the usual policy with other texts in some of its cells, by cell."""
    shape = forms.Shape.of(USUAL)
    read = forms.read(forms.texts_of(USUAL) | typed, "EUR", shape)
    if read.problems:
        return dict(read.problems)
    with pytest.raises(PolicyRefused) as said:
        policy.written(read.data)
    return forms.misfits(said.value, read, shape)


class TestTheForm:
    def test_holds_every_setting_of_a_policy(self) -> None:
        wanted = USUAL.model_copy(
            update={
                "countries": ("DE", "AT"),
                "kinds": (DebtorKind.CONSUMER,),
                "frequencies": (Frequency.MONTHLY,),
                "affordability": Affordability(from_minor=1_000_00, share_bp=33_33),
                "portal": (Band(up_to_minor=500_00, least_rating="C"), Band(min_down_bp=10_25, max_interest_bp=None)),
                "guards": (CreditGuard(country="SE", max_days=50, takes_cost=True, source="Our lawyer"),),
                "fee_caps": (
                    FeeCap(country="SE", most_minor=15_00, source="Lag 1981:739"),
                    FeeCap(country="GB", most_minor=0, whole_debt=False),
                ),
            }
        )

        assert there_and_back(USUAL) == USUAL
        assert there_and_back(wanted) == wanted

    @given(
        least=st.integers(1, 10**7),
        count=st.none() | st.integers(1, 120),
        interest=st.none() | st.integers(0, 9_999),
        grace=st.integers(0, 60),
    )
    def test_loses_nothing_of_any_number(self, least: int, count: int | None, interest: int | None, grace: int) -> None:
        band = Band(min_instalment_minor=least, max_instalments=count, max_interest_bp=interest)
        conduct = USUAL.conduct.model_copy(update={"grace_days": grace})
        wanted = USUAL.model_copy(update={"staff": (band,), "conduct": conduct})

        assert there_and_back(wanted) == wanted

    @pytest.mark.parametrize(
        ("cell", "typed", "said"),
        [
            (
                "portal.0.min_instalment_minor",
                "25,00",
                "The debtor alone, band 1, Smallest instalment: Write the decimals",
            ),
            ("staff.0.max_instalments", "a dozen", "Staff, band 1, Most instalments: Write a whole number."),
            ("staff.0.max_instalments", "121", "Staff, band 1, Most instalments: Write at most 120."),
            (
                "portal.0.min_down_bp",
                "7.555",
                "The debtor alone, band 1, Down payment, at least, %: Write a percentage",
            ),
            ("portal.0.min_down_bp", "95", "The debtor alone, band 1, Down payment, at least, %: Write at most 90 %."),
            (
                "portal.0.least_rating",
                "good",
                "The debtor alone, band 1, Rating, at least (A to E): Write a letter from A",
            ),
            ("portal.0.up_to_minor", "0", "The debtor alone, band 1, Balances up to: Write more than 0.00."),
            ("conduct.retry_days", "2; 5", "Tried again after, days (2, 5, 9): Write a whole number."),
            (
                "conduct.retry_days",
                "5, 2",
                "Tried again after, days (2, 5, 9): Write at most three days, each later than",
            ),
            ("conduct.offer_days", "", "An offer stands for, days: Write a whole number."),
            ("conduct.offer_days", "0", "An offer stands for, days: Write at least 1."),
            ("settlement.max_discount_bp", "100", "A settlement may forgive, at most, %: Write less than 100 %."),
            ("guards.0.effective_from", "tomorrow", "Rule 1, From the day: Write a day as 2026-11-20."),
            ("guards.3.max_months", "6", "Rule 4, Country (two letters): Say for which country this is."),
            ("guards.3.country", "Sweden", "Rule 4, Country (two letters): Write two letters, as DE."),
            ("name", "", "Name: Give the policy a name."),
            ("countries", "DE, Austria", "Countries (DE, AT; empty: all): “AUSTRIA” is not a country's code: write DE"),
            ("affordability.from_minor", "500", "Income and spending: write both"),
            ("affordability.share_bp", "30", "Income and spending: write both"),
            ("fee_caps.1.most_minor", "170", "Cap 2, Country (two letters): Say for which country this is."),
            ("fee_caps.1.country", "se", "Cap 2, Set-up fee, at most: Write an amount, such as 170.00."),
        ],
    )
    def test_says_where_and_why_something_cannot_stand(self, cell: str, typed: str, said: str) -> None:
        [sentence] = refused({cell: typed}).values()

        assert sentence.startswith(said)
        assert sentence[-1] in ".…"

    def test_says_it_at_the_cell_that_was_typed_in_beside_empty_ones(self) -> None:
        twice = {"fee_caps.0.country": "SE", "fee_caps.1.country": "SE"}
        typed = {f"fee_caps.{k}.most_minor": "170" for k in range(2)}
        far = {"guards.3.country": "QQ", "guards.2.country": "", "guards.2.max_days": ""}

        assert list(refused(twice | typed)) == ["fee_caps.0.country", "fee_caps.1.country"]
        assert refused(far) == {
            "guards.3.country": "Rule 4, Country (two letters): “QQ” is not a country's code: write DE, AT, CH, GB …"
        }

    def test_wants_somebody_it_is_for_and_a_rhythm(self) -> None:
        nobody = {f"kinds.{each}": "" for each in DebtorKind}
        never = {f"frequencies.{each}": "" for each in Frequency}

        assert list(refused(nobody).values()) == ["Tick for whom it is: businesses, consumers or both."]
        assert list(refused(never).values()) == ["Tick at least one rhythm in which a plan may be paid."]

    def test_leaves_out_of_a_policy_what_is_empty(self) -> None:
        emptied = {"conduct.retry_days": "", "countries": " , ", "portal.0.min_down_bp": ""}
        read = forms.read(forms.texts_of(USUAL) | emptied, "EUR", forms.Shape.of(USUAL))
        found = policy.written(read.data)

        assert (found.conduct.retry_days, found.countries, found.portal[0].min_down_bp) == ((), (), 0)


async def opened(tab: Browser, policy_id: int = 0, asked: str = "") -> PlanPolicyState:
    await tab.fire(PlanPolicyState.load, path=f"{NOWHERE}/staff/plan-policies/{policy_id}{asked}")
    return await tab.state(PlanPolicyState)


@pytest.mark.usefixtures("database")
class TestTheEditor:
    async def test_tries_a_policy_keeps_it_and_another_publishes_it(self) -> None:
        agreed.at(agreed.AGREED)
        db.run(agreed.invoices)
        async with Browser(staff_cookie("accountant")) as tab:
            await opened(tab)
            shorter = forms.texts_of(USUAL) | {"portal.0.max_instalments": "3"}
            await tab.fire(PlanPolicyState.preview, form=shorter)
            state = await tab.state(PlanPolicyState)
            assert [(each.how, each.now, each.then) for each in state.compared] == [
                ("By themselves", "1", "1"),
                ("With approval", "0", "0"),
                ("Not at all", "0", "0"),
            ]
            assert [(each.now, each.then) for each in state.changed] == [
                (
                    "6 payments of up to 208.35\u00a0EUR, alone; any fee",
                    "3 payments of up to 416.68\u00a0EUR, alone; any fee",
                )
            ]
            await tab.fire(PlanPolicyState.keep)
            [path] = tab.went_to
            policy_id = int(path.partition("?")[0].rsplit("/", 1)[-1])
            await opened(tab, policy_id)
            assert (await tab.state(PlanPolicyState)).head.is_draft

        async with Browser(staff_cookie("approver")) as tab:
            await opened(tab, policy_id)
            await tab.fire(PlanPolicyState.publish, form={"from": clock.today().isoformat()})

        found = db.look(policies.in_force, "EUR", "DE", DebtorKind.BUSINESS, clock.today())
        assert (found.id, found.policy.portal[0].max_instalments) == (policy_id, 3)

    async def test_what_does_not_hold_is_said_and_cannot_be_kept(self) -> None:
        async with Browser(staff_cookie("accountant")) as tab:
            await opened(tab)
            await tab.fire(PlanPolicyState.add_band, level="portal")
            falling = forms.texts_of(USUAL) | {"portal.1.up_to_minor": "100.00", "portal.1.min_instalment_minor": "5"}
            await tab.fire(PlanPolicyState.preview, form=falling)
            state = await tab.state(PlanPolicyState)
            assert (state.can_keep, state.problems) == (
                False,
                ["The bands of debtors alone must rise, and only the last may be without limit."],
            )
            await tab.fire(PlanPolicyState.keep)
            assert "Try the policy first" in (await tab.state(NoticeState)).text

    async def test_what_a_country_lets_be_charged_is_tried_on_its_consumers(self) -> None:
        agreed.at(agreed.AGREED)
        db.run(agreed.invoices, debtor_kind=DebtorKind.CONSUMER, debtor_country="SE")
        capped = forms.texts_of(USUAL) | {"fee_caps.0.country": "se", "fee_caps.0.most_minor": "15"}
        async with Browser(staff_cookie("accountant")) as tab:
            await opened(tab)
            await tab.fire(PlanPolicyState.preview, form=capped | {"fee_caps.0.most_minor": "-15"})
            state = await tab.state(PlanPolicyState)
            assert (state.can_keep, [each.startswith("Cap 1, Set-up fee, ") for each in state.problems]) == (
                False,
                [True],
            )
            marked = [
                cell.name for group in state.groups for line in group.lines for cell in line.cells if cell.is_wrong
            ]
            assert marked == ["fee_caps.0.most_minor"]
            await tab.fire(PlanPolicyState.preview, form=capped)
            state = await tab.state(PlanPolicyState)
            assert [(each.now.split("; ")[1], each.then.split("; ")[1]) for each in state.changed] == [
                ("no fee", "a fee of up to 15.00\u00a0EUR")
            ]
            await tab.fire(PlanPolicyState.keep)

        [kept] = db.look(policies.versions)
        assert kept.policy.fee_caps == (FeeCap(country="SE", most_minor=15_00, whole_debt=False),)

    async def test_a_narrower_policy_counts_and_the_trial_names_it(self) -> None:
        agreed.at(agreed.AGREED)
        db.run(agreed.invoices, debtor_kind=DebtorKind.CONSUMER, debtor_country="DE")
        for code, countries in (("germany", ["DE"]), ("south", ["DE", "AT"])):
            data = USUAL.model_dump(mode="json") | {"name": code.title(), "countries": countries}
            draft = db.run(policies.write, code, data, actor="staff:98").id or 0
            db.run(policies.publish, draft, clock.today(), actor="staff:99")
        async with Browser(staff_cookie("accountant")) as tab:
            await opened(tab)
            await tab.fire(
                PlanPolicyState.preview, form=forms.texts_of(USUAL) | {"countries": "DE, AT, CH", "name": "Alps"}
            )
            state = await tab.state(PlanPolicyState)
            assert state.instead == ["For 1 of them “Germany” counts instead."]
            assert (state.changed, state.can_keep) == ([], True)
            await tab.fire(PlanPolicyState.preview, form=forms.texts_of(USUAL) | {"countries": "AT, CH"})
            state = await tab.state(PlanPolicyState)
            assert (state.can_keep, state.problems) == (
                False,
                [
                    "Debtors in AT are in “South” too, and neither list of countries holds the other. "
                    "Let one hold the other, or let them share none."
                ],
            )

    async def test_whom_a_policy_would_let_go_is_tried_too(self) -> None:
        agreed.at(agreed.AGREED)
        db.run(agreed.invoices, debtor_country="DE")
        data = USUAL.model_dump(mode="json") | {"name": "South", "countries": ["DE", "AT"]}
        data["portal"][0]["max_instalments"] = 3
        draft = db.run(policies.write, "south", data, actor="staff:98").id or 0
        db.run(policies.publish, draft, clock.today(), actor="staff:99")
        async with Browser(staff_cookie("accountant")) as tab:
            state = await opened(tab, draft)
            typed = forms.texts_of(policy.read(data)) | {"countries": "AT"}
            await tab.fire(PlanPolicyState.preview, form=typed)
            state = await tab.state(PlanPolicyState)

        assert state.instead == ["For 1 of them “Usual plans” counts instead."]
        assert [(each.now[:1], each.then[:1]) for each in state.changed] == [("3", "6")]

    async def test_the_author_does_not_publish_and_a_reader_does_not_write(self) -> None:
        policy_id = db.run(policies.write, "usual-EUR", USUAL.model_dump(mode="json"), actor="staff:99").id or 0
        async with Browser(staff_cookie("viewer")) as tab:
            await opened(tab, policy_id)
            await tab.fire(PlanPolicyState.publish, form={"from": clock.today().isoformat()})
            await tab.fire(PlanPolicyState.preview, form=forms.texts_of(USUAL))
            assert (await tab.state(PlanPolicyState)).can_keep is False

        assert db.look(policies.published, clock.today()) == []

    async def test_another_policy_is_begun_tried_and_counts_for_whom_it_is_alone(self) -> None:
        agreed.at(agreed.AGREED)
        db.run(agreed.invoices, debtor_kind=DebtorKind.CONSUMER)
        async with Browser(staff_cookie("accountant")) as tab:
            state = await opened(tab, asked="?another=yes")
            assert (state.head.title, state.head.is_draft) == ("Another policy", False)
            typed = forms.texts_of(USUAL) | {"name": "Consumers", "portal.0.max_instalments": "3"}
            await tab.fire(PlanPolicyState.preview, form=typed)
            state = await tab.state(PlanPolicyState)
            assert (state.can_keep, ["“Usual plans” is for the same" in each for each in state.problems]) == (
                False,
                [True],
            )
            await tab.fire(PlanPolicyState.preview, form=typed | {"kinds.business": ""})
            state = await tab.state(PlanPolicyState)
            assert (state.problems, state.can_keep, len(state.changed)) == ([], True, 1)
            await tab.fire(PlanPolicyState.keep)
            [path] = tab.went_to

        policy_id = int(path.partition("?")[0].rsplit("/", 1)[-1])
        async with Browser(staff_cookie("approver")) as tab:
            state = await opened(tab, policy_id)
            assert (state.head.title, state.head.is_draft) == ("Consumers, version 1", True)
            assert len(state.changed) == 1
            await tab.fire(PlanPolicyState.publish, form={"from": clock.today().isoformat()})
            await tab.fire(PlanPoliciesState.load)
            assert {each.name for each in (await tab.state(PlanPoliciesState)).rows} == {"Consumers", "Usual plans"}

        kinds = {each: db.look(policies.in_force, "EUR", "DE", each, clock.today()).policy.name for each in DebtorKind}
        assert kinds == {DebtorKind.CONSUMER: "Consumers", DebtorKind.BUSINESS: "Usual plans"}

    async def test_another_policy_may_be_in_another_currency_that_is_owed(self) -> None:
        db.run(factories.rate, "11.2", date(2026, 1, 2), "SEK")
        db.run(lambda session: factories.invoice(session, amount=Money(500_00, "SEK")))
        async with Browser(staff_cookie("accountant")) as tab:
            state = await opened(tab, asked="?another=yes")
            assert [(each.currency, each.current) for each in state.currencies] == [("EUR", "true"), ("SEK", "false")]
            await opened(tab, asked="?another=SEK")
            swedes = forms.texts_of(policy.usual("SEK")) | {"name": "Sweden", "countries": "SE"}
            await tab.fire(PlanPolicyState.preview, form=swedes)
            await tab.fire(PlanPolicyState.keep)

        [kept] = db.look(policies.versions)
        assert (kept.policy.name, kept.policy.currency, kept.number) == ("Sweden", "SEK", 1)

    async def test_a_reader_begins_no_policy(self) -> None:
        async with Browser(staff_cookie("viewer")) as tab:
            await opened(tab, asked="?another=yes")
            typed = forms.texts_of(USUAL) | {"name": "Mine", "countries": "DE"}
            await tab.fire(PlanPolicyState.preview, form=typed)
            await tab.fire(PlanPolicyState.keep)

        assert db.look(policies.versions) == []

    async def test_the_list_names_every_version(self) -> None:
        async with Browser(staff_cookie("viewer")) as tab:
            await tab.fire(PlanPoliciesState.load)
            [usual] = (await tab.state(PlanPoliciesState)).rows
            assert (usual.name, usual.label, usual.written) == ("Usual plans", "In force", "Duebook")
            db.run(policies.write, "usual-EUR", USUAL.model_dump(mode="json"), actor="staff:99")
            await tab.fire(PlanPoliciesState.load)
            draft, _ = (await tab.state(PlanPoliciesState)).rows

        assert (draft.label, draft.number) == ("Draft", "Version 1")
