"""What a fresh process takes CPU time for until the first response: `python -m tests.benchmarks.cold`.

It prints two tables for docs/performance.md. The first one has the parts of the time, boto3's whole time being 100. The
second one has what is left to do at the first call, after a program has prepared more or less of it. Both are medians
of processes that take turns. `--quick` runs a fifth of them.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Mapping, Sequence
from functools import partial

from tests.benchmarks import harness
from tests.benchmarks.report import noise_text

ROUNDS = 30

_BEGIN = """
import json, sys, time
import _frozen_importlib as importing

clock, loaders = time.process_time, [0.0]
parts, steps, modules = {}, {}, {"pydantic": 0.0, "sesv2kit": 0.0, "boto": 0.0}
GROUPS = dict.fromkeys(["pydantic", "pydantic_core", "annotated_types", "typing_inspection", "typing_extensions"],
                       "pydantic") | {"sesv2kit": "sesv2kit"}
original = importing._find_and_load

def timed(name, import_):
    loaders.append(0.0)
    begin = clock()
    try:
        return original(name, import_)
    finally:
        spent = clock() - begin
        modules[GROUPS.get(name.partition(".")[0], "boto")] += spent - loaders.pop()
        loaders[-1] += spent

importing._find_and_load = timed

def step(name):
    global begin, loaded
    now = clock()
    steps[name] = now - begin
    parts[name] = now - begin - (loaders[0] - loaded)
    begin, loaded = clock(), loaders[0]

begin, loaded = clock(), 0.0
"""

_END = """
importing._find_and_load = original
compiling = 0.0
for name, module in [*sys.modules.items()]:
    file = getattr(module, "__file__", None) or ""
    if file.endswith(".py") and name != "__main__" and ("site-packages" in file or name.startswith("sesv2kit")):
        with open(file, "rb") as source:
            text = source.read()
        begin = clock()
        compile(text, file, "exec", dont_inherit=True)
        compiling += clock() - begin
print(json.dumps({"parts": parts | modules, "steps": steps, "rest": {"compiling": compiling}}))
"""

PROGRAMS: Mapping[str, str] = {
    "boto3": """
import boto3
step("import")
client = boto3.client("sesv2")
step("client")
client.get_account()
step("call")
""",
    "sesv2kit": """
from sesv2kit import SESv2
ses = SESv2()
step("import")
ses.boto3_client
step("client")
ses.account
step("service")
from sesv2kit.models.account import GetAccountRequest, GetAccountResponse
GetAccountRequest.model_rebuild()
GetAccountResponse.model_rebuild()
step("models")
ses.account.get_account()
step("call")
ses.account.get_account()
step("second call")
""",
}

PARTS = {
    "modules of boto3, botocore and what they load": ("boto",),
    "modules of Pydantic": ("pydantic",),
    "modules of sesv2kit": ("sesv2kit",),
    "session and client: credentials, botocore's files, endpoint": ("import", "client"),
    "building the models of the operation": ("models",),
    "the first call": ("call",),
}
"""The steps and modules of each row."""

STEPS = ("import", "client", "service", "models", "call")

PREPARED = {
    "nothing": 0,
    "`ses = SESv2()`": 1,
    "and `ses.region_name`, which makes the boto3 client": 2,
    "and `ses.account`, which loads the models of the service": 3,
    "and one call of the same operation": 5,
}
"""How many of the steps are done before the first call."""


def measured(key: str, url: str) -> dict[str, dict[str, float]]:
    """The CPU seconds of one fresh process, by part and by step."""
    with harness.process(sys.executable, "-c", _BEGIN + PROGRAMS[key] + _END, url=url) as one:
        assert one.stdout
        found: dict[str, dict[str, float]] = json.loads(one.stdout.readline())
    return found


def compare(rounds: int) -> dict[str, list[dict[str, dict[str, float]]]]:
    """The processes of each client, which take turns."""
    with harness.server() as url:
        for key in PROGRAMS:
            measured(key, url)  # compiles, and fills the file cache
        found: dict[str, list[dict[str, dict[str, float]]]] = {key: [] for key in PROGRAMS}
        for _ in range(rounds):
            for key, runs in found.items():
                runs.append(measured(key, url))
    return found


def _median(runs: Sequence[Mapping[str, Mapping[str, float]]], kind: str, names: Sequence[str]) -> float:
    return statistics.median(sum(run[kind].get(name, 0.0) for name in names) for run in runs)


def tables(found: Mapping[str, Sequence[Mapping[str, Mapping[str, float]]]]) -> str:
    """Both tables, in Markdown."""
    whole = partial(_median, kind="steps", names=STEPS)
    unit = whole(found["boto3"]) / 100
    lines = ["| CPU time until the first response, boto3's = 100 | boto3 | sesv2kit |", "| --- | --- | --- |"]
    for title, names in PARTS.items():
        cells = [f"{_median(runs, 'parts', names) / unit:.0f}" for runs in found.values()]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    lines.append(f"| together | {' | '.join(f'{whole(runs) / unit:.0f}' for runs in found.values())} |")
    ours = found["sesv2kit"]
    lines += ["", "| done before the first call | the first call then takes |", "| --- | --- |"]
    for title, done in PREPARED.items():
        left = STEPS[done:] or ("second call",)
        lines.append(f"| {title} | {_median(ours, 'steps', left) / unit:.0f} |")
    boto3s, our = (_median(runs, "rest", ("compiling",)) / unit for runs in found.values())
    lines += ["", f"compiling installed modules that have no bytecode: {boto3s:.0f} for boto3, {our:.0f} for sesv2kit"]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a fifth of the processes")
    options = parser.parse_args()
    print(noise_text(harness.noise()), flush=True)
    print(tables(compare(ROUNDS // 5 if options.quick else ROUNDS)))
    print(noise_text(harness.noise()))


if __name__ == "__main__":
    main()
