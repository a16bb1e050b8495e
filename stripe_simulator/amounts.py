"""Amounts as a person reads them, with the number of decimals Stripe counts in."""

# https://docs.stripe.com/currencies: Stripe takes ISK and UGX in hundredths although they have no smaller unit.
_NO_DECIMALS = frozenset("bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split())
_THREE_DECIMALS = frozenset("bhd jod kwd omr tnd".split())


def figure(amount_minor: int, currency: str) -> str:
    """The number alone, as in `1,250.00`."""
    decimals = 0 if currency in _NO_DECIMALS else 3 if currency in _THREE_DECIMALS else 2
    whole, part = divmod(amount_minor, 10**decimals)
    return f"{whole:,}" + (f".{part:0{decimals}d}" if decimals else "")
