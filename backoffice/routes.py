"""Every address of the back office; all under `/staff`, so that a proxy can keep them inside."""

from urllib.parse import quote

from shared.ui.reader import OFFICE

HOME = OFFICE
SIGN_IN = "/staff/sign-in"
PASSWORD = "/staff/sign-in/password"
CODE = "/staff/sign-in/code"
CHECK_CODE = "/staff/sign-in/check"
SIGN_OUT = "/staff/sign-out"
UPLOAD = "/staff/upload"
JOURNALS = "/staff/journals"
JOURNAL = "/staff/journals/[journal_id]"
IMPORTED = "/staff/journals/[journal_id]/imported"
EVENTS = "/staff/events"
PAYERS = "/staff/payers"
TEXT_RULES = "/staff/text-rules"
REFUNDS = "/staff/refunds"
CARD_CLEARING = "/staff/card-clearing"
RECEIPTS = "/staff/receipts"
RECEIPT = "/staff/receipts/[receipt_id]"
STATEMENTS = "/staff/upload/statements"
CSV_COLUMNS = "/staff/bank-files/[file_id]"
CSV_LAYOUTS = "/staff/bank-files"
INVOICES = "/staff/invoices"
INVOICE = "/staff/invoices/[invoice_id]"
IMPORT_INVOICES = "/staff/invoices/import"
INVOICE_LISTS = "/staff/upload/invoices"
DOCUMENTS = "/staff/documents"
DOCUMENT = DOCUMENTS + "/{document_id:int}"
ACCOUNT_LIST = DOCUMENTS + "/account/{debtor_id:int}.csv"
ATTACHMENT = "/staff/attachments/{attachment_id:int}"
DISPUTES = "/staff/disputes"
DEBTORS = "/staff/debtors"
DEBTOR = "/staff/debtors/[debtor_id]"
CREDITORS = "/staff/creditors"
AGREEMENTS = "/staff/agreements"
AGREEMENT = "/staff/agreements/[agreement_number]"
PLANS = "/staff/plans"
PLAN = "/staff/plans/[plan_id]"
NEW_PLAN = "/staff/plans/new"
SETTLEMENTS = "/staff/settlements"
PLAN_POLICIES = "/staff/plan-policies"
PLAN_POLICY = "/staff/plan-policies/[policy_id]"
FIND = "/staff/find"


def journal(journal_id: int) -> str:
    """Where one journal is worked on."""
    return f"{JOURNALS}/{journal_id}"


def imported(journal_id: int) -> str:
    """What became of every row that came into a journal."""
    return f"{journal(journal_id)}/imported"


def journal_line(journal_id: int, line_id: int) -> str:
    """A journal with one of its lines beside it."""
    return f"{journal(journal_id)}?line={line_id}"


def receipt(receipt_id: int) -> str:
    """The card of one receipt."""
    return f"{RECEIPTS}/{receipt_id}"


def csv_columns(file_id: int) -> str:
    """Where somebody says what the columns of a waiting file mean."""
    return f"{CSV_LAYOUTS}/{file_id}"


def invoice(invoice_id: int) -> str:
    """The card of one invoice."""
    return f"{INVOICES}/{invoice_id}"


def document(document_id: int) -> str:
    """A document to download."""
    return f"{DOCUMENTS}/{document_id}"


def attachment(attachment_id: int) -> str:
    """A file that a debtor gave us."""
    return f"/staff/attachments/{attachment_id}"


def account_list(debtor_id: int) -> str:
    """A debtor's account as a list for a spreadsheet."""
    return f"{DOCUMENTS}/account/{debtor_id}.csv"


def debtor(debtor_id: int) -> str:
    """The card of one debtor."""
    return f"{DEBTORS}/{debtor_id}"


def agreement(number: str) -> str:
    """The card of one agreement; its number is what people call it, whatever characters it holds."""
    return f"{AGREEMENTS}/{quote(number, safe='')}"


def plan(plan_id: int) -> str:
    """The card of one plan."""
    return f"{PLANS}/{plan_id}"


def new_plan(debtor_id: int) -> str:
    """Where a plan is set up for a debtor."""
    return f"{NEW_PLAN}?debtor={debtor_id}"


def settle(debtor_id: int) -> str:
    """Where a settlement is offered to a debtor."""
    return f"{SETTLEMENTS}?debtor={debtor_id}"


def replan(plan_id: int) -> str:
    """Where a plan is set up that takes the place of another."""
    return f"{NEW_PLAN}?instead={plan_id}"


def plan_policy(policy_id: int) -> str:
    """One version of a plan policy; 0 is the usual one, which nobody has changed yet."""
    return f"{PLAN_POLICIES}/{policy_id}"


def another_plan_policy(like: int = 0, currency: str = "") -> str:
    """The form of a policy of its own that begins with another's settings; without `like` with the usual ones."""
    return f"{plan_policy(like)}?another={currency or 'yes'}"
