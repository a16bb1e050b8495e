"""Draws pages by their own code, in a process of its own (`engine.py`) that is started when it is first needed."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from shutil import copyfile
from typing import Final

SCRIPT: Final = Path(".web/build/drawn/page.js")
_HERE: Final = Path(__file__).parent
_SOURCES: Final = {"page.jsx": "drawn.page.jsx", "vite.config.js": "drawn.vite.config.js"}
_START_S: Final = 2.0
_PATIENCE_S: Final = 2.0
_MOST_BYTES: Final = 4 * 1024 * 1024


class Painter:
    """Draws a page as a browser would after its first data; one page at a time."""

    def __init__(self, script: Path = SCRIPT) -> None:
        self._script = script
        self._one_at_a_time = asyncio.Lock()
        self._process: Process | None = None

    async def draw(self, address: str, path: str, data: str) -> str:
        """The page built for `address`, as HTML without head and frame, for a reader at `path` with this JSON.

        Raises:
            RuntimeError: the page's code failed, or its process ended.
            TimeoutError: it took too long, or those before it did.
        """
        async with asyncio.timeout(_START_S + _PATIENCE_S), self._one_at_a_time:
            try:
                answer = await self._asked([address, path, data])
            except BaseException:
                # Whatever it was, an answer that comes late must not be taken for the next page's.
                self.stop()
                raise
        if "page" not in answer:
            raise RuntimeError(answer["failed"])
        return answer["page"]

    def stop(self) -> None:
        """End the process; the next page starts another."""
        if self._process and self._process.returncode is None:
            self._process.kill()
        self._process = None

    async def _asked(self, question: list[str]) -> dict[str, str]:
        process = self._process = self._process or await self._started()
        requests, answers = _pipes(process)
        requests.write(json.dumps(question).encode() + b"\n")
        await requests.drain()
        if not (line := await answers.readline()):
            raise RuntimeError("the process has ended")
        return dict(json.loads(line))

    async def _started(self) -> Process:
        # "-I" and no environment: it is told nothing that a page's code could tell on.
        command = [sys.executable, "-I", str(_HERE / "engine.py"), str(self._script.resolve()), str(_PATIENCE_S)]
        return await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, env={}, limit=_MOST_BYTES)


def _pipes(process: Process) -> tuple[asyncio.StreamWriter, asyncio.StreamReader]:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the process has no pipes")
    return process.stdin, process.stdout


def build_script(web: Path) -> None:
    """Bundle what the process runs, from the front end as it lies in `web`.

    Raises:
        subprocess.CalledProcessError: the bundler failed; what it said is on standard error.
    """
    for ours, theirs in _SOURCES.items():
        copyfile(_HERE / ours, web / theirs)
    vite = str(web / "node_modules" / ".bin" / "vite")
    subprocess.run([vite, "build", "--config", _SOURCES["vite.config.js"]], cwd=web, check=True)
