"""What time the simulator believes it is; a test lets hours pass with `/_clock`."""

import time


class Clock:
    """Seconds since 1970, shifted forward by `ahead_s`."""

    def __init__(self) -> None:
        self.ahead_s = 0

    def now(self) -> int:
        return int(time.time()) + self.ahead_s
