"""`make bench`: every benchmark in turn, each in a process of its own, with the machine named."""

import os
import platform
import subprocess
import sys
from pathlib import Path

NAMES = ("statements statement_import posting bank_file registration webhooks plan_charges events matching").split()


def machine() -> str:
    """What the figures were taken on."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown CPU")
    return (
        f"{os.cpu_count()} cores, {model}, {platform.system()} {platform.release()}, Python {platform.python_version()}"
    )


def main() -> int:
    print(machine(), flush=True)
    failed = []
    for name in NAMES:
        print(f"\n== {name}", flush=True)
        run = [sys.executable, "-c", f"from benchmarks import {name}; {name}.run()"]
        if subprocess.run(run, check=False).returncode:
            failed.append(name)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
