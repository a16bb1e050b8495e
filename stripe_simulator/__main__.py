"""`python -m stripe_simulator`: run the simulator until it is told to stop."""

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path

from stripe_simulator.delivery import Target
from stripe_simulator.loopback import is_loopback, is_loopback_url
from stripe_simulator.server import server


def main() -> None:
    options = _options()
    if not is_loopback(options.host):
        sys.exit(f"{options.host} is not this machine: the simulator listens on loopback only.")
    if options.webhook and not is_loopback_url(options.webhook):
        sys.exit(f"{options.webhook} is not on this machine: the simulator sends webhooks to loopback only.")
    if options.webhook and not options.secret:
        sys.exit("Webhooks need --secret to be signed with.")
    asyncio.run(_serve(options))
    # All is closed by now, but granian's threads may still be ending, and Python aborts when it ends before them.
    os._exit(0)


async def _serve(options: argparse.Namespace) -> None:
    target = Target(options.webhook, options.secret)
    serving = server(options.port, target, host=options.host, state=options.state)
    for stop in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(stop, serving.stop)
    sys.stdout.write(f"Stripe simulator on http://{options.host}:{options.port}, test payments only.\n")
    sys.stdout.flush()
    await serving.serve()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="stripe_simulator", description="Speaks Stripe's API on this machine.")
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address")
    parser.add_argument("--port", type=int, default=8421)
    parser.add_argument("--webhook", default="", metavar="URL", help="where events are sent")
    parser.add_argument("--secret", default="", metavar="WHSEC", help="what events are signed with")
    parser.add_argument("--state", type=Path, metavar="FILE", help="keep what happens in this SQLite file")
    return parser.parse_args()


if __name__ == "__main__":
    main()
