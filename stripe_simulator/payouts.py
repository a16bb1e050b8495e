"""Payouts: what is in the balance goes to the bank, all of it, and sometimes comes back."""

from stripe_simulator import objects
from stripe_simulator.errors import ApiError
from stripe_simulator.events import emit
from stripe_simulator.store import Object, Store


def pay_out(store: Store, currency: str) -> Object:
    """Send everything in that currency which was not paid out yet; the bank has it at once.

    Raises:
        ApiError: there is nothing to send.
    """
    waiting = [
        each
        for each in store.newest_first("balance_transaction")
        if each["currency"] == currency and not each.get("payout")
    ]
    amount = sum(each["net"] for each in waiting)
    if amount <= 0:
        raise ApiError(400, f"There is nothing to pay out in {currency}.", param="currency")
    payout = objects.payout(amount, currency, store.clock.now())
    left = objects.balance_transaction(payout, "payout", -amount, 0, store.clock.now())
    payout["balance_transaction"] = left["id"]
    for each in (*waiting, left):
        store.put({**each, "payout": payout["id"]})
    store.put(payout)
    emit(store, "payout.created", payout)
    payout["status"] = "paid"
    store.put(payout)
    emit(store, "payout.paid", payout)
    return payout


def fail(store: Store, payout: Object) -> Object:
    """The bank sends a payout back: the money is in the balance again.

    Raises:
        ApiError: it failed before.
    """
    if payout["status"] == "failed":
        raise ApiError(400, f"Payout {payout['id']} has failed already.")
    back = objects.balance_transaction(payout, "payout_failure", payout["amount"], 0, store.clock.now())
    payout.update(
        status="failed",
        failure_balance_transaction=back["id"],
        failure_code="account_closed",
        failure_message="The bank account has been closed.",
    )
    store.put(back)
    store.put(payout)
    emit(store, "payout.failed", payout)
    return payout
