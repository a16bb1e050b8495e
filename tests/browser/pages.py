"""Where every page of both faces stands, with addresses that the demo story fills; tests/architecture misses none."""

OPEN_TO_ALL = ("/sign-in", "/sign-in/sent", "/genuine", "/staff/sign-in")

DANA, JETTE = "dana.whitfield@example.com", "jette.lundqvist@example.com"
"""Dana owes three invoices. Jette pays a plan, disputes an invoice, was offered less for another, and writes to us."""

PORTAL = {
    DANA: (
        "/",
        "/invoices/7/dispute",
        "/plans/new",
        "/plans/new/amount?invoice=7",
        "/plans/new/amount?invoice=99999",
        "/plans/new/terms?invoice=7&way=number&count=3",
        "/plans/new/confirm?invoice=7&way=number&count=3",
        "/invoices",
        "/invoices/7",
        "/pay",
        "/receipts",
        "/receipts/1",
        "/links",
        "/cards",
        "/profile",
    ),
    JETTE: (
        "/",
        "/invoices/25",
        "/invoices/32",
        "/plans/3",
        "/offers/1",
        "/messages",
        "/account",
        "/cards",
        "/profile",
        "/receipts",
        "/receipts/8",
    ),
}

STAFF = (
    "/staff",
    "/staff/find?q=Jette",
    "/staff/journals",
    "/staff/journals/1",
    "/staff/journals/1/imported",
    "/staff/bank-files",
    "/staff/receipts",
    "/staff/receipts?filter=all",
    "/staff/receipts/1",
    "/staff/refunds",
    "/staff/refunds?refund=1",
    "/staff/card-clearing",
    "/staff/payers",
    "/staff/payers?payer=1",
    "/staff/text-rules",
    "/staff/events",
    "/staff/agreements",
    "/staff/creditors",
    "/staff/agreements/FA-0031",
    "/staff/invoices",
    "/staff/invoices/5",
    "/staff/invoices/25",
    "/staff/invoices/import",
    "/staff/debtors",
    "/staff/debtors/15",
    "/staff/disputes",
    "/staff/disputes?filter=all&dispute=2",
    "/staff/plans",
    "/staff/plans/3",
    "/staff/plans/new?debtor=3",
    "/staff/settlements",
    "/staff/settlements?debtor=3",
    "/staff/plan-policies",
    "/staff/plan-policies/0",
    "/staff/plan-policies/0?another=yes",
    "/staff/plan-policies/2",
)

WALKED_TO = {
    "/pay/now": "a pay link leads there",
    "/pay/now/payments/[payment_key]": "a payment from a pay link leads there",
    "/payments/[payment_key]": "a payment leads there",
    "/staff/bank-files/[file_id]": "a file nobody knows leads there",
    "/staff/sign-in/code": "the password leads there",
}
"""Pages that no address of the story shows: browser tests look at them on the way."""


def addresses() -> list[str]:
    """Every address above."""
    return [*OPEN_TO_ALL, *(path for paths in PORTAL.values() for path in paths), *STAFF]
