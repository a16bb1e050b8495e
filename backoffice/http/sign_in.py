"""Staff sign in by password, then code; and sign out."""

from starlette.responses import Response

from backoffice import routes as at
from shared import db
from shared.access import passwords, queries, rations, service
from shared.access.rules import PASSWORD_LONGEST, Kind, normal_email
from shared.ui.cookies import drop_session, session_cookies, set_session
from shared.ui.http import Visit, network_address, post, see


async def check_password(visit: Visit) -> Response:
    """Right or wrong takes equally long, known or unknown; hashing holds no transaction."""
    email, given = normal_email(visit.text("email")), visit.text("password")[: PASSWORD_LONGEST + 1]
    ip = network_address(visit.request)
    await db.call(rations.spend, password_address=email, password_ip=ip)
    known = await db.ask(queries.password_of, email)
    is_right = await passwords.check(known.password_hash if known else None, given)
    if known is None or not is_right:
        return see(f"{at.SIGN_IN}?problem=password")
    new_hash = passwords.renewed(known.password_hash, given)
    cookie = await db.call(service.begin_staff_session, known.staff_id, new_hash=new_hash)
    answer = see(at.CODE)
    set_session(answer, Kind.STAFF, cookie)
    return answer


async def check_code(visit: Visit) -> Response:
    half = session_cookies(visit.cookies).get(Kind.STAFF, "")
    person = await db.ask(queries.person_awaiting_code, half)
    if person is None:
        return see(f"{at.SIGN_IN}?problem=again")
    cookie = await db.call(service.accept_code, person, visit.text("code"))
    if cookie is None:
        return see(f"{at.CODE}?problem=code")
    answer = see(at.HOME)
    set_session(answer, Kind.STAFF, cookie)
    return answer


async def sign_out(visit: Visit) -> Response:
    await db.call(service.sign_out, session_cookies(visit.cookies)[Kind.STAFF])
    answer = see(at.SIGN_IN)
    drop_session(answer, Kind.STAFF)
    return answer


routes = [
    post(at.PASSWORD, check_password, allow="public"),
    post(at.CHECK_CODE, check_code, allow="public"),
    post(at.SIGN_OUT, sign_out, allow="staff"),
]
