"""A page is drawn with its data where it was drawn without as it was built; anything else leaves it as it was built."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from starlette.types import Scope

from shared.ui.drawn.pages import DrawnPages
from shared.ui.drawn.painter import Painter

BUILT = "<head></head><body><main></main><script>1</script></body>"
SCRIPT = """
function draw(address, path, data) {
  const {name, stuck, broken, greedy} = JSON.parse(data);
  if (broken) throw new Error("no such page");
  while (stuck) {}
  for (const kept = []; greedy; ) kept.push(new Array(1e6).fill(kept.length));
  return `<main>${name ?? ""}</main>`;
}
"""


async def arrived(pages: DrawnPages, data: str, page: str = BUILT) -> str:
    async def data_of(scope: Scope) -> str:
        assert scope["path"] == "/nowhere"
        return data

    pages._data_of = data_of
    return await pages.arrived({"type": "http", "path": "/nowhere"}, page)


@pytest.fixture
async def painter(tmp_path: Path) -> AsyncIterator[Painter]:
    script = tmp_path / "page.js"
    script.write_text(SCRIPT)
    painter = Painter(script)
    yield painter
    if process := painter._process:
        painter.stop()
        await process.communicate()


@pytest.fixture
def pages(painter: Painter) -> DrawnPages:
    return DrawnPages(None, painter)  # type: ignore[arg-type]


async def test_the_data_is_drawn_and_comes_along(pages: DrawnPages) -> None:
    assert await arrived(pages, '{"name":"Jana"}') == (
        "<head></head><body><main>Jana</main><script>1</script>"
        '<script type="application/json" id="duebook-data">{"name":"Jana"}</script></body>'
    )


async def test_a_page_without_data_leaves_as_it_was_built(pages: DrawnPages) -> None:
    assert await arrived(pages, "") == BUILT


async def test_a_page_that_is_not_drawn_as_it_was_built_leaves_as_it_was_built(
    pages: DrawnPages, caplog: pytest.LogCaptureFixture
) -> None:
    other = BUILT.replace("<main>", "<main class='new'>")

    assert await arrived(pages, '{"name":"Jana"}', other) == other
    assert "not drawn as it was built" in caplog.text


@pytest.mark.parametrize("data", ['{"broken":true}', '{"stuck":true}', '{"greedy":true}'])
async def test_code_that_fails_hangs_or_grows_costs_one_page_its_data(
    pages: DrawnPages, data: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert await arrived(pages, data) == BUILT
    assert "/nowhere leaves without its data" in caplog.text

    assert "<main>Jana</main>" in await arrived(pages, '{"name":"Jana"}')


async def test_a_process_that_was_killed_is_started_anew(pages: DrawnPages, painter: Painter) -> None:
    await arrived(pages, '{"name":"Jana"}')
    assert painter._process is not None
    painter._process.kill()
    await painter._process.wait()

    assert await arrived(pages, '{"name":"Jana"}') == BUILT
    assert "<main>Jana</main>" in await arrived(pages, '{"name":"Jana"}')


async def test_pages_drawn_at_once_get_each_their_own(painter: Painter) -> None:
    names = [f"Name {number}" for number in range(20)]

    drawn = await asyncio.gather(*(painter.draw("/", "/", json.dumps({"name": name})) for name in names))

    assert drawn == [f"<main>{name}</main>" for name in names]


async def test_the_code_has_neither_files_nor_network_nor_our_environment(painter: Painter) -> None:
    painter._script.write_text(
        "draw = () => [typeof fetch, typeof XMLHttpRequest, typeof require, typeof process] + ''"
    )

    assert await painter.draw("/", "/", "{}") == "undefined,undefined,undefined,undefined"
    assert painter._process is not None
    assert Path(f"/proc/{painter._process.pid}/environ").read_bytes() == b""
