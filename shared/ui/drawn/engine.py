"""The process that runs the pages' own code: React in V8, without files, network or secrets.

Apart from the application, because V8 takes the process with it when it fails, and wants to be there before any thread.
It reads one JSON line `[address, path, data]` each, and answers `{"page": ...}` or `{"failed": ...}`. It ends with its
standard input.
"""

import json
import signal
import sys
from pathlib import Path

from py_mini_racer import JSEvalException, JSOOMException, MiniRacer

_MOST_MEMORY = 256 * 1024 * 1024


def main(script: Path, patience_s: float) -> None:
    """Answer until nobody asks any more, each within the given seconds."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal tells the application, which then lets go
    engine = MiniRacer()
    engine.eval(script.read_text("utf-8"))
    for line in sys.stdin:
        sys.stdout.write(f"{json.dumps(_answer(engine, line, patience_s))}\n")
        sys.stdout.flush()


def _answer(engine: MiniRacer, line: str, patience_s: float) -> dict[str, str]:
    try:
        return {"page": engine.call("draw", *json.loads(line), timeout_sec=patience_s, max_memory=_MOST_MEMORY)}
    except JSOOMException:
        raise  # nothing works in it any more: the process ends, and the next page finds another
    except JSEvalException as error:
        return {"failed": str(error)[:500]}


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
