"""One process of a fleet, started by test_proof.py: `python -m tests.pacing.worker <name> <Redis URL> <seconds>`.

Prints that it is ready and waits for a line. Then half of the callers of all cases call, each in a thread, and the
process prints the granted calls.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sesv2kit import RedisLimiter
from tests.pacing.proof import CASES


def main(name: str, url: str, seconds: float) -> None:
    limiter = RedisLimiter(url)
    callers = [(case, number) for case in CASES for number in range(0, len(CASES[case].costs), 2)]
    grants: list[tuple[str, Any]] = []

    def call(caller: tuple[str, int]) -> None:
        case, number = caller
        limits, costs = CASES[case].limits(case), CASES[case].costs[number]
        while True:
            reservation = limiter.reserve(list(zip(limits, costs, strict=True)), time.monotonic())
            assert reservation is not None
            key, _, after = reservation.slots[0]
            assert key.startswith("{"), "not from Redis"
            grants.append((case, (f"{name}/{number}", after / 1e6 - costs[0] / limits[0].rate, costs)))
            if time.monotonic() + reservation.wait > end:
                return  # only the reservation matters, so nothing waits for the slot
            time.sleep(reservation.wait)

    with ThreadPoolExecutor(len(callers)) as pool:
        print("ready", flush=True)
        sys.stdin.readline()
        end = time.monotonic() + seconds
        list(pool.map(call, callers))
    print(json.dumps(grants))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
