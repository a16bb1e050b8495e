"""The explanation of a proposal, worked out only when somebody looks at it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import overload

from shared.matching.values import Signal


class Signals(Sequence[Signal]):
    """Reads like a tuple of signals; the sentences are written when the first of them is asked for."""

    __slots__ = ("_told", "_write")

    def __init__(self, write: Callable[[], Iterable[Signal]]) -> None:
        self._write = write
        self._told: tuple[Signal, ...] | None = None

    @property
    def told(self) -> tuple[Signal, ...]:
        if self._told is None:
            self._told = tuple(self._write())
        return self._told

    def __iter__(self) -> Iterator[Signal]:
        return iter(self.told)

    def __len__(self) -> int:
        return len(self.told)

    @overload
    def __getitem__(self, at: int) -> Signal: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Signal]: ...
    def __getitem__(self, at: int | slice) -> Signal | Sequence[Signal]:
        return self.told[at]

    def __eq__(self, other: object) -> bool:
        return self.told == tuple(other) if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.told)

    def __repr__(self) -> str:
        return repr(self.told)
