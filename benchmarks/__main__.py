"""`make bench`: print what codes, delivery and lists reach, beside floors of the same run."""

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import delivery, lists
from benchmarks.arrivals import BURST, RATES, arrivals
from bot.logs import start_logging

PER_SECOND = 500.0  # numbers checked a second, at least
SHARE = 0.99  # of a provider's ceiling, at least
HELP = 200.0  # milliseconds at p95 while a list runs, at most
MEGABYTES = 300.0  # at most, for 100,000 lines
READ_OF_FLOOR = 1.0  # times what phonenumbers alone takes to parse and validate, at most
OF_FLOOR = 1 / 3  # of the floor's throughput, at least
OF_PEER = 4.0  # times the peer's, at least
ADDED = 20.0  # milliseconds at p99, at most
OF_BARE = 2.0  # times a bare handler, from webhook to chat, at p99 and ten a second, at most


def main() -> int:
    """Measure, print, and give 1 where a bound is missed."""
    start_logging()
    # codes go first: a desk is a process that has done nothing else before
    with serving_target() as address, tempfile.TemporaryDirectory() as folder:
        came = asyncio.run(arrivals(address, Path(folder)))
    show_arrivals(came)
    with serving_target() as address:
        with tempfile.TemporaryDirectory() as folder:
            rates = asyncio.run(delivery.throughput(address, Path(folder)))
        print(f"messages a second, {delivery.IN_FLIGHT} in flight (medians of {delivery.ROUNDS})")
        for name, rate in rates.items():
            print(f"  {name:6}{rate:9.0f}{rate / rates['floor']:8.2f} of the floor")
        with tempfile.TemporaryDirectory() as folder:
            late = asyncio.run(delivery.latency(address, Path(folder)))
        print(f"milliseconds from commit to arrival, {delivery.PER_SECOND} a second")
        for name, milliseconds in late.items():
            print(f"  {name:10}{milliseconds:8.1f}")
    with tempfile.TemporaryDirectory() as folder:
        long = asyncio.run(lists.measured("benchmarks.long_list", Path(folder)))
    print("a list of 100,000: seconds, and megabytes")
    for name, figure in long.items():
        print(f"  {name:20}{figure:9.1f}")
    with tempfile.TemporaryDirectory() as folder:
        asked = asyncio.run(lists.measured("benchmarks.lists", Path(folder)))
    print("a list being asked about: numbers a second, milliseconds, share")
    for name, figure in asked.items():
        print(f"  {name:20}{figure:9.2f}")
    added = late["ours p99"] - late["floor p99"]
    verdicts = (
        ("ours / floor", rates["ours"] / rates["floor"], ">=", OF_FLOOR),
        ("ours / peer", rates["ours"] / rates["peer"], ">=", OF_PEER),
        ("added at p99, ms", added, "<", ADDED),
        ("webhook to chat / floor", came["ours 10/s p99"] / came["floor 10/s p99"], "<", OF_BARE),
        ("reading / floor", long["reading"] / long["floor of reading"], "<", READ_OF_FLOOR),
        ("megabytes", long["peak MB"], "<", MEGABYTES),
        ("numbers a second", asked["ours"], ">=", PER_SECOND),
        ("share of the ceiling", asked["share of the ceiling"], ">=", SHARE),
        ("/help at p95, ms", asked["/help p95"], "<", HELP),
    )
    missed = 0
    for name, found, sign, bound in verdicts:
        is_kept = found >= bound if sign == ">=" else found < bound
        missed += not is_kept
        print(f"{'PASS' if is_kept else 'MISS'}  {name} {found:.2f} ({sign} {bound:.2f})")
    return 1 if missed else 0


@contextmanager
def serving_target() -> Iterator[str]:
    """Have a local Bot API server in a process of its own; gives its address."""
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.target"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        yield f"http://127.0.0.1:{int(server.stdout.readline())}"
    finally:
        server.terminate()
        server.wait(10)


def show_arrivals(came: dict[str, float]) -> None:
    """Print how long codes took from the webhook to the chat."""
    print("milliseconds from webhook to chat")
    for rate in RATES:
        for name in ("floor", "leanest", "ours"):
            p50, p99 = came[f"{name} {rate}/s p50"], came[f"{name} {rate}/s p99"]
            print(f"  {name:8}{rate:4}/s   p50{p50:8.1f}   p99{p99:8.1f}")
    for name in ("floor", "leanest", "ours"):
        print(f"  {name:8}{BURST} at once, the last {came[f'{name} burst']:8.1f}")


if __name__ == "__main__":
    sys.exit(main())
