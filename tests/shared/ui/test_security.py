"""What wraps every HTTP answer: headers, the content policy, limits, the gate before uploads."""

import base64
import hashlib
from pathlib import Path

import pytest

from rxconfig import config
from shared.settings import settings
from shared.ui import security
from shared.ui.http import local_path
from tests.harness import debtor_cookie, new_debtor, staff_cookie, visitor

pytestmark = pytest.mark.usefixtures("database")


class TestHeaders:
    @pytest.mark.parametrize("path", ["/link/token", "/ping", "/no-such-page", "/staff/sign-out"])
    async def test_stand_on_every_answer(self, path: str) -> None:
        async with visitor() as browser:
            headers = (await browser.get(path)).headers

        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]

    async def test_the_page_of_a_link_tells_its_address_to_nobody(self) -> None:
        async with visitor() as browser:
            assert (await browser.get("/link/token")).headers["referrer-policy"] == "strict-origin"

    async def test_a_token_in_an_address_cannot_write_into_the_page(self) -> None:
        async with visitor() as browser:
            page = (await browser.get('/link/"><script>alert(1)<')).text

        assert "<script>" not in page

    @pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:8000.evil.example"])
    async def test_no_other_origin_is_let_in(self, origin: str) -> None:
        async with visitor(origin=origin) as browser:
            answer = await browser.get("/ping")

        assert "access-control-allow-origin" not in answer.headers

    def test_sockets_are_for_our_origin_alone(self) -> None:
        assert list(config.cors_allowed_origins) == [settings().origin]


class TestContentPolicy:
    def test_allows_the_builds_inline_scripts_by_their_hashes(self, tmp_path: Path) -> None:
        script = "window.theme = 'dark'"
        page = f"<script>{script}</script><script src='/a.js'></script>"
        (tmp_path / "staff").mkdir()
        (tmp_path / "staff" / "index.html").write_text(page)
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()

        policy = security.content_policy(page, tmp_path)

        assert f"script-src 'self' 'sha256-{digest}';" in policy

    def test_allows_no_inline_script_that_the_build_did_not_write(self, tmp_path: Path) -> None:
        (tmp_path / "index.html").write_text("<script>ours()</script>")

        assert "sha256-" not in security.content_policy("<script>theirs()</script>", tmp_path)

    def test_evaluates_nothing_and_runs_nothing_inline(self, tmp_path: Path) -> None:
        scripts = security.content_policy("", tmp_path).partition("script-src ")[2].partition(";")[0]

        assert scripts == "'self'"

    def test_lets_forms_go_to_us_and_to_the_card_page(self, tmp_path: Path) -> None:
        policy = security.content_policy("", tmp_path)

        assert f"form-action 'self' {settings().checkout_origin}" in policy


class TestUploads:
    @pytest.mark.parametrize("role", ["viewer", "admin", "auditor"])
    async def test_need_the_permission(self, role: str) -> None:
        async with visitor(cookie=staff_cookie(role)) as browser:
            assert (await browser.post("/_upload", content=b"x")).status_code == 403

    async def test_need_the_cookie_on_the_request_itself(self) -> None:
        async with visitor(**{"reflex-client-token": "some-tab"}) as browser:
            assert (await browser.post("/_upload", content=b"x")).status_code == 403

    async def test_are_not_for_debtors(self) -> None:
        async with visitor(cookie=debtor_cookie(new_debtor())) as browser:
            assert (await browser.post("/_upload", content=b"x")).status_code == 403

    async def test_reach_the_app_from_who_may(self) -> None:
        async with visitor(cookie=staff_cookie("agent")) as browser:
            assert (await browser.post("/_upload", content=b"x")).status_code not in (401, 403, 413)

    async def test_are_never_handed_out(self) -> None:
        async with visitor(cookie=staff_cookie("agent")) as browser:
            assert (await browser.get("/_upload/statement.xml")).status_code == 404

    async def test_have_an_end(self) -> None:
        declared = {"content-length": str(security.UPLOAD_LIMIT + 1)}
        async with visitor(cookie=staff_cookie("agent"), **declared) as browser:
            assert (await browser.post("/_upload", content=b"x")).status_code == 413


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "",
        "x",
        "/a\r\nb",
        "\t//e.example",
    ],
)
def test_a_redirect_never_leaves_the_site(path: str) -> None:
    assert local_path(path, otherwise="/home") == "/home"


@pytest.mark.parametrize("path", ["/", "/staff/invoices?state=open#top", "/link/a-b_c"])
def test_a_redirect_goes_where_it_should_within_the_site(path: str) -> None:
    assert local_path(path, otherwise="/home") == path
