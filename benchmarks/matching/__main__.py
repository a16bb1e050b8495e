"""`python -m benchmarks.matching`: measure; with `generate` write a set, with `score` judge a file of proposals."""

import argparse
import sys
from pathlib import Path

from benchmarks.matching.generator import LEVELS, Order, generate
from benchmarks.matching.running import run, scored


def main() -> int:
    chosen = _parser().parse_args()
    if chosen.command == "generate":
        generate(Order(chosen.seed, chosen.level, chosen.entries, chosen.invoices), chosen.out)
    elif chosen.command == "score":
        scored(chosen.folder, chosen.proposals)
    else:
        run(largest=chosen.largest)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching", description=__doc__)
    parser.add_argument("--largest", action="store_true", help="also 20,000 entries x 200,000 invoices")
    commands = parser.add_subparsers(dest="command")
    made = commands.add_parser("generate", help="write a set of files")
    made.add_argument("--seed", type=int, default=1)
    made.add_argument("--level", choices=LEVELS, default="standard")
    made.add_argument("--entries", type=int, default=2_000)
    made.add_argument("--invoices", type=int, default=10_000)
    made.add_argument("--out", type=Path, required=True)
    judged = commands.add_parser("score", help="judge a file of proposals for a set")
    judged.add_argument("folder", type=Path)
    judged.add_argument("proposals", type=Path)
    return parser


if __name__ == "__main__":
    sys.exit(main())
