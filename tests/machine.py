"""What the tests need of the machine: installed where that is allowed, otherwise named in one sentence."""

import glob
import os
import shutil
import subprocess
import sys
import tempfile

# Debian package → how to see that it is there.
NEEDED = {
    "chromium": lambda: shutil.which("chromium"),
    "wkhtmltopdf": lambda: shutil.which("wkhtmltopdf"),
    "postgresql": lambda: postgres_programs(),
    "redis-server": lambda: shutil.which("redis-server"),
}

# Several times what lies there at a time.
_ROOM = 4 << 30


def postgres_programs() -> str:
    """The folder of the newest installed PostgreSQL server; empty when there is none."""
    return max(glob.glob("/usr/lib/postgresql/*/bin"), default="")


def quick_folder() -> str:
    """Where temporary files lie: in memory where there is room, as no test outlives the machine; else as usual.

    Some tests run programs that they write, which not every machine allows there.
    """
    in_memory = "/dev/shm"
    if not os.access(in_memory, os.W_OK) or os.statvfs(in_memory).f_flag & os.ST_NOEXEC:
        return tempfile.gettempdir()
    return in_memory if shutil.disk_usage(in_memory).free > _ROOM else tempfile.gettempdir()


def missing() -> list[str]:
    return [package for package, is_there in NEEDED.items() if not is_there()]


def main() -> None:
    if not missing():
        return
    if os.geteuid() != 0:
        sys.exit(f"The tests need these system packages: apt-get install {' '.join(missing())}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=True)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing()]
    subprocess.run(install, env=quiet, check=True, stdout=subprocess.DEVNULL)
    if missing():
        sys.exit(f"These packages could not be installed: {' '.join(missing())}")


if __name__ == "__main__":
    main()
