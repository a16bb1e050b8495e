"""The currencies Stripe takes, and amounts as a person reads them, with the number of decimals Stripe counts in."""

# https://docs.stripe.com/currencies#presentment-currencies
CURRENCIES = frozenset(
    "aed afn all amd ang aoa ars aud awg azn bam bbd bdt bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf"
    " clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl htg huf"
    " idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt"
    " mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf"
    " sar sbd scr sek sgd shp sle sos srd std szl thb tjs tnd top try ttd twd tzs uah ugx usd uyu uzs vnd vuv"
    " wst xaf xcd xof xpf yer zar zmw".split()
)

# https://docs.stripe.com/currencies: Stripe takes ISK and UGX in hundredths although they have no smaller unit.
_NO_DECIMALS = frozenset("bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split())
_THREE_DECIMALS = frozenset("bhd jod kwd omr tnd".split())


def figure(amount_minor: int, currency: str) -> str:
    """The number alone, as in `1,250.00`."""
    decimals = 0 if currency in _NO_DECIMALS else 3 if currency in _THREE_DECIMALS else 2
    whole, part = divmod(amount_minor, 10**decimals)
    return f"{whole:,}" + (f".{part:0{decimals}d}" if decimals else "")
