"""The formats of `shared.formats`, under the name that pages know them by."""

from shared.formats import amount, count, figure, long_date, moment, money, month, percent, short_date

__all__ = ["amount", "count", "figure", "long_date", "moment", "money", "month", "percent", "short_date"]
