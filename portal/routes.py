"""Every address of the portal."""

from urllib.parse import urlencode

from shared.access.genuine import GENUINE_PATH
from shared.access.rules import LINK_PATH, NEW_ADDRESS_PATH, PAY_LINK_PATH
from shared.payments.order import RETURN_PATH
from shared.payments.saved_cards.setups import RETURN_PATH as CARDS_RETURN_PATH

HOME = "/"
SIGN_IN = "/sign-in"
SIGN_IN_SENT = "/sign-in/sent"
LINK = LINK_PATH + "{token}"
OPEN_LINK = "/sign-in/open"
SIGN_OUT = "/sign-out"
WANT_LINK = "/sign-in/link"
PROVE = "/prove"
LANGUAGE = "/language"
PAY = "/pay"
PAY_RETURN = RETURN_PATH
PAYMENT = "/payments/"
PAY_LINK = PAY_LINK_PATH + "{token}"
OPEN_PAY_LINK = "/pay/link"
PAY_LINK_OVER = SIGN_IN + "?problem=pay-link"
PAY_NOW = "/pay/now"
PAY_NOW_PAYMENT = "/pay/now/payments/"
PAY_NOW_PAYMENT_PAGE = PAY_NOW_PAYMENT + "[payment_key]"
PAY_NOW_LEAVE = "/pay/now/leave"
GENUINE = GENUINE_PATH
LINKS = "/links"
STRIPE_WEBHOOK = "/webhooks/stripe"
PAYMENT_PAGE = PAYMENT + "[payment_key]"
INVOICES = "/invoices"
INVOICE_PAGE = INVOICES + "/[invoice_id]"
DISPUTE_PAGE = INVOICE_PAGE + "/dispute"
DISPUTE_UPLOAD = "/upload/dispute"
ATTACHMENT = "/attachments/{attachment_id:int}"
PLAN_NEW = "/plans/new"
PLAN_AMOUNT = "/plans/new/amount"
PLAN_TERMS = "/plans/new/terms"
PLAN_CONFIRM = "/plans/new/confirm"
PLAN_AGREE = "/plans/agree"
PLAN_PAGE = "/plans/[plan_id]"
OFFER_PAGE = "/offers/[offer_id]"
RECEIPTS = "/receipts"
RECEIPT_PAGE = RECEIPTS + "/[receipt_id]"
CARDS = "/cards"
CARDS_ADD = "/cards/add"
CARDS_RETURN = CARDS_RETURN_PATH
CARDS_REMOVE = "/cards/remove"
MESSAGES = "/messages"
ACCOUNT = "/account"
ACCOUNT_LIST = ACCOUNT + "/statement.csv"
PROFILE = "/profile"
NEW_ADDRESS = NEW_ADDRESS_PATH + "{token}"
TAKE_ADDRESS = PROFILE + "/address"
DOCUMENTS = "/documents"
DOCUMENT = DOCUMENTS + "/{document_id:int}"


def prove(then: str) -> str:
    """Where a code is asked for that was mailed; from there on to a page of ours."""
    return f"{PROVE}?{urlencode({'then': then})}"


def invoice(invoice_id: int) -> str:
    return f"{INVOICES}/{invoice_id}"


def dispute(invoice_id: int) -> str:
    return f"{INVOICES}/{invoice_id}/dispute"


def attachment(attachment_id: int) -> str:
    return f"/attachments/{attachment_id}"


def plan(plan_id: int) -> str:
    return f"/plans/{plan_id}"


def offer(offer_id: int) -> str:
    return f"/offers/{offer_id}"


def receipt(receipt_id: int) -> str:
    return f"{RECEIPTS}/{receipt_id}"


def document(document_id: int) -> str:
    return f"{DOCUMENTS}/{document_id}"
