"""Who may do what, as agreed: every event handler and every HTTP route of the product."""

EVENTS = {
    "backoffice.pages.sign_in.StaffSignInState.load": "public",
    "portal.pages.sign_in.SignInState.load": "public",
    "shared.ui.notice_state.NoticeState.clear": "public",
    "shared.ui.notice_state.NoticeState.show": "public",
}

ROUTES = {
    "POST /sign-in/link": "public",
    "GET /link/{token}": "public",
    "POST /sign-in/open": "public",
    "POST /sign-out": "debtor",
    "POST /pay": "debtor",
    "GET /pay/return": "public",
    "POST /webhooks/stripe": "public",
    "POST /staff/sign-in/password": "public",
    "POST /staff/sign-in/check": "public",
    "POST /staff/sign-out": "staff",
}
