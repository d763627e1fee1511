"""CPU time of sesv2kit and its peers, side by side: `python -m tests.benchmarks`, or `nox -s bench`.

All cases, which takes some minutes, print docs/performance.md anew; `--quick` and `--case` print to the terminal only.
"""

import argparse
import tempfile
from functools import partial
from pathlib import Path

from tests.benchmarks.cases import CASES, PEERS
from tests.benchmarks.harness import measure, noise, python_of, steadily
from tests.benchmarks.report import noise_text, text, write_page

QUICK = 6
"""`--quick` runs one QUICK-th of the rounds."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help=f"do a {QUICK}th of the rounds, in about a minute")
    parser.add_argument(
        "--case", action="append", choices=[case.key for case in CASES], help="only this; may come again"
    )
    options = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        found = {peer.key: python_of(peer, Path(folder)) for peer in PEERS}
        pythons = {key: python for key, python in found.items() if python}
        results = []
        print(noise_text(noise()), flush=True)
        for case in CASES:
            if not options.case or case.key in options.case:
                rounds = max(1, case.rounds // QUICK) if options.quick else case.rounds
                results.append(steadily(partial(measure, case, pythons, rounds)))
                print(text(results[-1]), flush=True)
        print(noise_text(noise()), flush=True)
    if not (options.quick or options.case):
        write_page(results)


if __name__ == "__main__":
    main()
