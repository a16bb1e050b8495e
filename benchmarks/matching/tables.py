"""Prints what was measured, one table a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.matching.scorer import DEMANDED, Score

_HEAD = (
    f"{'':26} {'automation':>10} {'precision':>10} {'low':>7} {'by value':>9} {'wrong':>16} {'rank-1':>7} "
    f"{'kept':>7} {'Brier':>6} {'ECE':>6}"
)


def scores(rows: Mapping[str, Score]) -> None:
    """Automation and rank-1 of the entries that have something to apply; wrong postings of all entries."""
    print(_HEAD)
    for name, each in rows.items():
        wrong = f"{each.wrong}/{each.posted} {_percent(each.wrong_rate)}"
        print(
            f"{name:26} {_percent(each.automation):>10} {_percent(each.precision, 2):>10} "
            f"{_percent(each.precision_low, 1):>7} {_percent(each.precision_value, 2):>9} {wrong:>16} "
            f"{_percent(each.rank1):>7} {_percent(each.leave_alone_kept):>7} {each.brier:>6.3f} {each.ece:>6.3f}"
        )


def attainable(rows: Mapping[str, Score]) -> None:
    """The automation at demanded precisions, the threshold chosen with hindsight; lines as far as they are right."""
    demanded = " ".join(f"{_percent(each, 1):>8}" for each in DEMANDED)
    print(f"{'automation at precision':26} {demanded} {'lines right':>12} {'found':>7}")
    for name, each in rows.items():
        reached = " ".join(f"{_percent(each.attainable[one]):>8}" for one in DEMANDED)
        print(f"{name:26} {reached} {_percent(each.line_precision):>12} {_percent(each.line_recall):>7}")


def kinds(levels: Mapping[str, Score]) -> None:
    """Entries, rank-1, posted rightly and wrong postings of each kind, the levels side by side."""
    print(f"{'kind':16}" + "".join(f" | {name:^32}" for name in levels))
    print(f"{'':16}" + f" | {'entries':>7} {'rank-1':>7} {'posted':>7} {'wrong':>8}" * len(levels))
    for kind in next(iter(levels.values())).kinds:
        print(f"{kind:16}" + "".join(_kind(each, kind) for each in levels.values()))


def speed(rows: Sequence[tuple[int, int, Mapping[str, float]]]) -> None:
    """Entries a second of processor time, for growing books."""
    names = list(rows[0][2])
    print(f"{'entries':>8} {'invoices':>9} " + " ".join(f"{name:>22}" for name in names))
    for entries, invoices, rates in rows:
        print(f"{entries:>8,} {invoices:>9,} " + " ".join(f"{_rate(rates.get(name)):>22}" for name in names))


def _kind(level: Score, name: str) -> str:
    each = level.kinds.get(name)
    if each is None:
        return f" | {'-':>7} {'':>7} {'':>7} {'':>8}"
    right, posted = each.right / each.entries, each.automatic / each.entries
    return f" | {each.entries:>7} {_percent(right):>7} {_percent(posted):>7} {each.wrong:>8}"


def _rate(rate: float | None) -> str:
    return f"{rate:,.0f}" if rate else "not run"


def _percent(share: float, decimals: int = 1) -> str:
    return f"{100 * share:.{decimals}f}%"
