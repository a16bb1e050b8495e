"""Every address of the back office; all under `/staff`, so that a proxy can keep them inside."""

HOME = "/staff"
SIGN_IN = "/staff/sign-in"
PASSWORD = "/staff/sign-in/password"
CODE = "/staff/sign-in/code"
CHECK_CODE = "/staff/sign-in/check"
SIGN_OUT = "/staff/sign-out"
UPLOAD = "/staff/upload"
JOURNALS = "/staff/journals"
JOURNAL = "/staff/journals/[journal_id]"
EVENTS = "/staff/events"
STATEMENTS = "/staff/upload/statements"


def journal(journal_id: int) -> str:
    """Where one journal is worked on."""
    return f"{JOURNALS}/{journal_id}"
