"""What a list's address says and what is drawn from it: filter, search, sort, page. Pure; no Reflex.

A page's state reads the address, asks its query, and keeps the view for `shared.ui.table.data_table`:

    query = ListQuery.read("/staff/invoices", params, sorts=("number", "due"), filters=("overdue", "disputed"))
    rows, total = invoices.page(filter=query.filter, sort=query.sort, offset=query.offset, limit=query.size)
    self.view = query.view(total, [FilterCount("", "All", 231), FilterCount("overdue", "Overdue", 12)])
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from shared.formats import count
from shared.i18n import said

PAGE_SIZE = 25
_LAST_PAGE = 100_000
_LONGEST_SEARCH = 100


@dataclass(frozen=True)
class FilterCount:
    """One filter the list offers: its value in the address ("" for all), its word, how many rows it leaves."""

    value: str
    label: str
    count: int


@dataclass
class Chip:
    """A filter drawn as a link."""

    label: str = ""
    count: str = ""
    href: str = ""
    current: bool = False


@dataclass
class ListView:
    """A list's surroundings, as `data_table` draws them; a state var starts as `ListView()`."""

    sort: str = ""
    sort_base: str = ""
    search: str = ""
    filter: str = ""
    chips: list[Chip] = field(default_factory=list)
    total: int = 0
    shown: str = ""
    previous: str = ""
    following: str = ""
    clear: str = ""


@dataclass(frozen=True)
class ListQuery:
    """Which part of a list is wanted. `sort` is a column's key, with "-" in front for descending."""

    path: str
    filter: str = ""
    search: str = ""
    sort: str = ""
    page: int = 1
    size: int = PAGE_SIZE
    keep: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(
        cls,
        path: str,
        params: Mapping[str, str],
        *,
        sorts: Collection[str] = (),
        filters: Collection[str] = (),
        keep: Sequence[str] = (),
    ) -> "ListQuery":
        """From the address's parameters, which anybody may have typed: what the list does not offer is left out.

        `keep` names other parameters that the list's links carry on.
        """
        sort, wanted = params.get("sort", ""), params.get("filter", "")
        return cls(
            path=path,
            filter=wanted if wanted in filters else "",
            search=params.get("q", "").strip()[:_LONGEST_SEARCH],
            sort=sort if sort.removeprefix("-") in sorts else "",
            page=_page_number(params.get("page", "1")),
            keep=tuple((name, params[name]) for name in keep if params.get(name)),
        )

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.size

    @property
    def url(self) -> str:
        """The address that restores exactly this."""
        said = [*self.keep, ("filter", self.filter), ("q", self.search), ("sort", self.sort)]
        if self.page > 1:
            said.append(("page", str(self.page)))
        told = [(name, value) for name, value in said if value]
        return f"{self.path}?{urlencode(told)}" if told else self.path

    def view(self, total: int, filters: Sequence[FilterCount] = (), language: str = "en") -> ListView:
        """What to draw around the rows of this page, when the list has `total` rows in all."""
        base = replace(self, sort="", page=1).url
        last = self.offset + self.size >= total
        return ListView(
            sort=self.sort,
            sort_base=base + ("&" if "?" in base else "?") + "sort=",
            search=self.search,
            filter=self.filter,
            chips=[self._chip(one, language) for one in filters],
            total=total,
            shown=self._shown(total, language),
            previous=replace(self, page=self.page - 1).url if self.page > 1 else "",
            following="" if last else replace(self, page=self.page + 1).url,
            clear=replace(self, filter="", search="", page=1).url if self.filter or self.search else "",
        )

    def _chip(self, one: FilterCount, language: str) -> Chip:
        href = replace(self, filter=one.value, page=1).url
        return Chip(one.label, count(one.count, language), href, current=one.value == self.filter)

    def _shown(self, total: int, language: str) -> str:
        if total <= self.offset:
            return ""
        return said(
            "{first} to {last} of {total}",
            language,
            first=count(self.offset + 1, language),
            last=count(min(self.offset + self.size, total), language),
            total=count(total, language),
        )


def _page_number(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit()):
        return 1
    return max(1, min(int(typed[:9]), _LAST_PAGE))
