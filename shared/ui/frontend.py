"""Build the front end once and use it until its sources change: `python -m shared.ui.frontend build`."""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shared.ui.drawn.painter import build_script

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / ".web"
STAMP = WEB / "duebook.digest"
BUILT = WEB / "build" / "client"
BUN = "bun@1.4.4"

# What pages are made of. All of shared counts, since pages show its words and values.
SOURCES = ("app.py", "rxconfig.py", "portal", "backoffice", "shared", "assets", "reflex.lock")
SETTINGS = {"DUEBOOK_FACES": "portal,backoffice", "DUEBOOK_ORIGIN": "http://localhost:8000"}
_GENERATED = {"__pycache__", "external"}


def build() -> bool:
    """Make `.web/build/client` match the sources; False when it already did.

    Raises:
        subprocess.CalledProcessError: npm or the build failed; what they said is on standard error.
    """
    with _alone():
        wanted = digest()
        if BUILT.is_dir() and STAMP.is_file() and STAMP.read_text() == wanted:
            return False
        STAMP.unlink(missing_ok=True)
        _install_bun()
        reflex = [sys.executable, "-m", "reflex", "export", "--no-zip", "--frontend-only"]
        subprocess.run(reflex, cwd=ROOT, env=_environment(), check=True)
        build_script(WEB)
        # Taken again: the first build ever writes reflex.lock.
        STAMP.write_text(digest())
        return True


def digest(root: Path = ROOT) -> str:
    """One hash over the sources' names and bytes and the settings that are baked in."""
    total = hashlib.sha256()
    for name, default in SETTINGS.items():
        total.update(f"{name}={os.environ.get(name, default)}\n".encode())
    for path in _files(root):
        total.update(f"{path.relative_to(root)}\n".encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for source in SOURCES:
        start = root / source
        found = [start] if start.is_file() else start.rglob("*")
        yield from sorted(path for path in found if path.is_file() and not _GENERATED & set(path.parts))


def _install_bun() -> None:
    """Bun from the npm registry this machine is set up for; Reflex's own download needs the open internet."""
    if (ROOT / "node_modules" / ".bin" / "bun").exists():
        return
    npm = ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error", BUN]
    subprocess.run(npm, cwd=ROOT, stdout=sys.stderr, check=True)


def _environment() -> dict[str, str]:
    registry = subprocess.run(["npm", "config", "get", "registry"], capture_output=True, text=True, check=True)
    return {
        **os.environ,
        "PATH": f"{ROOT / 'node_modules' / '.bin'}{os.pathsep}{os.environ.get('PATH', '')}",
        "REFLEX_USE_SYSTEM_BUN": "1",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "NPM_CONFIG_REGISTRY": registry.stdout.strip(),
    }


@contextmanager
def _alone() -> Iterator[None]:
    """Two builds at once would write into each other's folder; the second waits and finds the work done."""
    WEB.mkdir(exist_ok=True)
    with (WEB / "duebook.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    if sys.argv[1:] != ["build"]:
        sys.exit("usage: python -m shared.ui.frontend build")
    sys.stdout.write("Front end built.\n" if build() else "Front end is up to date.\n")
