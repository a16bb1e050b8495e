"""`python -m benchmarks.matching generate`: the sets, made anew from their seeds."""

import argparse
import sys
from pathlib import Path

from benchmarks.matching.generator import LEVELS, Order, generate


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    made = commands.add_parser("generate", help="write a set of files")
    made.add_argument("--seed", type=int, default=1)
    made.add_argument("--level", choices=LEVELS, default="standard")
    made.add_argument("--entries", type=int, default=2_000)
    made.add_argument("--invoices", type=int, default=10_000)
    made.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    generate(Order(chosen.seed, chosen.level, chosen.entries, chosen.invoices), chosen.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
