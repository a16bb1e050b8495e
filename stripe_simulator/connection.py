"""Hanging up on a caller without an answer, which no HTTP server offers."""

import os
import socket
import stat


def hang_up(peer: tuple[str, int]) -> None:
    """Cut this process's connection to that address and port, as a network failure would."""
    for name in os.listdir("/dev/fd"):
        descriptor = int(name)
        try:
            if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                continue
            with socket.socket(fileno=os.dup(descriptor)) as ours:
                if ours.getpeername()[:2] == peer:
                    ours.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue  # closed meanwhile, or listening
