"""The whole product as `make run` starts it, with data of its own, for a browser to walk through."""

import io
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, redirect_stdout
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from backoffice import cli
from backoffice.demo.story import DEMO_DEBTOR_EMAIL, STAFF, STAFF_PASSWORD
from shared import clock, db
from shared.settings import settings

ROOT = Path(__file__).parents[2]
ORIGIN = "http://localhost:8000"  # baked into the build
CARD_PAGE = re.compile(r"127\.0\.0\.1:8421/pay/")
NOT_OURS = re.compile("not one of our codes|have not sent anything")
_PATIENCE_S = 180  # a machine that has other work to do takes its time


@contextmanager
def running(folder: Path) -> Iterator[dict[str, str]]:
    """Demo story, app, worker and card simulator; yields the environment that `duebook` needs to join in."""
    env = {**os.environ, "DUEBOOK_DATA_DIR": str(folder), "DUEBOOK_DATABASE_URL": f"sqlite:///{folder}/duebook.db"}
    program = [sys.executable, "-m", "backoffice.cli"]
    subprocess.run([*program, "demo"], cwd=ROOT, env=env, check=True, capture_output=True)
    with (folder / "run.log").open("wb") as log:
        process = subprocess.Popen([*program, "run"], cwd=ROOT, env=env, stdout=log, stderr=log)
    try:
        _wait(process, folder / "run.log")
        yield env
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(_PATIENCE_S)


def duebook(env: dict[str, str], *arguments: str, days_ahead: int = 0) -> str:
    """What a `duebook` command prints, run today or, with its clock put forward, on a later day.

    In this process, as a program of its own imports for seconds; beside the event loop that drives the browser.
    """
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(_run, env, arguments, timedelta(days_ahead)).result()


def _run(env: dict[str, str], arguments: Sequence[str], ahead: timedelta) -> str:
    with pytest.MonkeyPatch.context() as ours, redirect_stdout(io.StringIO()) as printed:
        for name in ("DUEBOOK_DATA_DIR", "DUEBOOK_DATABASE_URL"):
            ours.setenv(name, env[name])
        ours.setattr(sys, "argv", ["duebook", *arguments])
        _forget()
        clock.move(ahead)
        try:
            cli.main()
        except SystemExit as left:
            assert not left.code, f"duebook {' '.join(arguments)}: {left.code}"  # noqa: PT017 - every command exits
        finally:
            clock.move(timedelta())
            db.engine().dispose()
            _forget()
    return printed.getvalue()


def _forget() -> None:
    settings.cache_clear()
    db.engine.cache_clear()


def sign_in_staff(page: Page, env: dict[str, str], email: str = STAFF[0][0]) -> None:
    """Sign in once a person, and stay so in every further window: a code works once, and codes are rationed."""
    if email in _signed_in:
        page.context.add_cookies(_signed_in[email])
        page.goto(f"{ORIGIN}/staff")
        return
    give_password(page, email)
    code = re.search(r"half minute (\d{6})", duebook(env, "sign-in", email))
    page.get_by_label(re.compile("code", re.I)).fill(code[1] if code else "")
    page.locator("main form button").first.click()
    page.wait_for_url(re.compile(r"/staff/?$"))
    _signed_in[email] = page.context.cookies()


_signed_in: dict[str, Any] = {}


def give_password(page: Page, email: str = STAFF[0][0]) -> None:
    """The first half of signing in; the page asks for the code then."""
    page.goto(f"{ORIGIN}/staff/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(STAFF_PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url(re.compile("/staff/sign-in/code"))


def sign_in_debtor(page: Page, env: dict[str, str], email: str = DEMO_DEBTOR_EMAIL) -> None:
    link = re.search(r"(http\S+)", duebook(env, "sign-in", email))
    page.goto(link[1] if link else "")
    page.locator("main form button").first.click()
    page.wait_for_url(f"{ORIGIN}/")


def save_a_card(page: Page) -> None:
    """On the page of saved cards: agree, and enter the simulator's usual card on its page."""
    page.goto(f"{ORIGIN}/cards")
    page.get_by_label("I agree to this").check()
    page.get_by_role("button", name="Go on to enter the card").click()
    page.wait_for_url(CARD_PAGE)
    page.get_by_role("button", name="Save this card").click()
    expect(page.get_by_text("Your card is saved. Nothing was taken.")).to_be_visible()


def pay_with_the_card(page: Page) -> None:
    """On the simulator's page: pay, and come back to what became of it."""
    page.wait_for_url(CARD_PAGE)
    page.get_by_role("button", name=re.compile("Pay")).first.click()
    page.wait_for_url(re.compile("/payments/"))
    expect(page.get_by_text(re.compile(r"R-20\d\d-\d+")).first).to_be_visible()


def ask_whether_genuine(page: Page) -> None:
    """On the page that checks codes: a code that we never gave, which it answers with `NOT_OURS`."""
    page.get_by_label("Code").fill("K7QM2-9XR4T")
    page.get_by_role("button", name="Check the code").click()


def pay_link(clerk: Page, env: dict[str, str], number: str) -> str:
    """A link that pays one invoice, made by staff on its card."""
    sign_in_staff(clerk, env)
    clerk.goto(f"{ORIGIN}/staff/invoices?q={number}")
    clerk.get_by_role("link", name=number).first.click()
    clerk.get_by_role("button", name="Make a pay link").click()
    return clerk.get_by_label("The pay link", exact=True).input_value()


def _wait(process: subprocess.Popen[bytes], log: Path) -> None:
    """Until it says how to sign in: the link that it then makes ends those made before."""
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until and process.poll() is None:
        if "Ctrl+C stops all of it." in log.read_text():
            return
        time.sleep(0.2)
    raise TimeoutError(f"the product did not start: {log.read_text()[-2000:]}")
