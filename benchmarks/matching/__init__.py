"""Matching bank payments to open invoices, measured on made-up books of which the right answer is known."""


def run() -> None:
    """Print every table, as `duebook bench matching` does."""
    # Here, not above: whoever only makes sets needs neither the product nor anything it is compared with.
    from benchmarks.matching import running

    running.run()
