"""The code of docs/idempotency.md runs, its tables are the code's, and every promise of a store has its tests."""

import ast
import re
from pathlib import Path

import pytest

from sesv2kit._core import keyed
from sesv2kit.journal.base import LEASE
from tests.unit.support import environment

__all__ = ["environment"]

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "idempotency.md").read_text()
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)

PROMISES = {
    "several processes use one key at once": {
        "test_fencing": [
            "test_two_processes_of_sixteen_threads_with_one_key_send_once",
            "test_sixteen_threads_with_one_key_send_once",
        ],
        "test_stores": ["test_it_keeps_the_promises"],
    },
    "the sender is killed, at any point": {"test_crashes": ["test_a_sender_that_is_killed_at_any_line"]},
    "a sender wakes up after its key was resolved": {
        "test_crashes": ["test_a_sender_that_is_stopped_does_not_send_after_its_key_was_resolved"],
        "test_fencing": ["test_it_does_not_send_after_the_key_was_resolved_and_taken_by_another"],
        "test_stores": ["test_it_keeps_the_promises"],
    },
    "power fails after a claim": {
        "test_crashes": ["test_the_claim_is_on_the_disk_before_the_request_is_written"],
        "test_redis": ["test_with_an_append_only_file_a_killed_server_keeps_its_keys"],
        "test_dynamodb": ["test_a_claim_is_one_conditional_write"],
    },
    "the process is forked": {
        "test_sqlite": [
            "test_what_a_forked_child_claims_is_seen_by_others",
            "test_a_fork_waits_for_a_thread_that_writes",
            "test_a_child_does_not_use_what_a_fork_could_not_close",
        ],
        "test_stores": ["test_a_forked_child_connects_anew"],
        "test_dynamodb": ["test_a_forked_child_has_a_connection_of_its_own"],
    },
    "the store is killed": {
        "test_crashes": ["test_a_sender_that_is_killed_at_any_line"],
        "test_redis": [
            "test_with_an_append_only_file_a_killed_server_keeps_its_keys",
            "test_without_one_it_forgets_them_and_the_same_key_sends_again",
        ],
    },
    "the store is unavailable or full at the claim": {
        "test_sqlite": ["test_a_full_disk_at_the_claim", "test_a_disk_that_is_really_full", "test_a_locked_database"],
        "test_redis": [
            "test_away_at_the_claim_nothing_is_sent",
            "test_hung_at_the_claim_nothing_is_sent",
            "test_a_full_server_at_the_claim",
        ],
        "test_dynamodb": ["test_a_table_that_cannot_be_reached", "test_a_table_that_is_not_there"],
    },
    "the store is unavailable at the end of the call": {
        "test_sqlite": ["test_a_full_disk_at_the_settlement"],
        "test_redis": ["test_away_at_the_settlement_the_response_is_given_and_it_is_told"],
        "test_dynamodb": ["test_a_table_that_is_throttled_at_the_settlement"],
        "test_calls": ["test_when_it_fails_at_the_settlement_the_response_is_given_and_it_is_told"],
    },
    "the store may drop keys": {
        "test_redis": [
            "test_a_server_that_evicts_keys_is_refused",
            "test_one_that_evicts_only_keys_that_expire_is_not",
        ]
    },
    "a replica takes over": {
        "test_redis": [
            "test_a_promoted_replica_may_not_know_a_key_which_then_sends_again",
            "test_with_wait_replicas_a_promoted_replica_knows_every_claim",
            "test_without_enough_replicas_nothing_is_sent",
        ]
    },
    "the server is a read-only replica": {"test_redis": ["test_a_replica_itself_takes_no_claims"]},
    "the file is read-only, corrupt, or no journal": {
        "test_sqlite": [
            "test_a_read_only_database",
            "test_a_file_that_may_not_be_written",
            "test_a_corrupted_database",
            "test_a_file_that_is_no_database",
            "test_a_database_of_something_else_stays_as_it_is",
        ]
    },
    "the file is deleted or replaced while it is open": {
        "test_sqlite": [
            "test_a_file_that_is_no_longer_there_is_not_written",
            "test_a_file_that_was_deleted_is_not_made_anew_when_it_is_opened_again",
        ]
    },
    "there is no WAL, or a network file system": {
        "test_sqlite": ["test_where_there_is_no_wal", "test_network_file_systems_are_refused"]
    },
    "the table is throttled": {
        "test_dynamodb": [
            "test_a_table_that_is_throttled_at_the_claim",
            "test_a_table_that_is_throttled_at_the_settlement",
        ]
    },
    "the server has lost its scripts, or is a cluster": {
        "test_redis": ["test_a_server_that_has_lost_the_scripts", "test_a_cluster"]
    },
    "another secret": {
        "test_arguments": ["test_another_secret"],
        "test_stores": ["test_it_keeps_the_promises"],
    },
}
"""By row of the table: the tests of it, in modules of tests/journal."""

ONE_CLIENT = {
    "test_crashes",  # processes of their own
    "test_stores",  # no client
    "test_fencing.test_two_processes_of_sixteen_threads_with_one_key_send_once",  # processes of their own
    "test_sqlite.test_a_disk_that_is_really_full",
    "test_sqlite.test_a_file_that_may_not_be_written",
    "test_sqlite.test_a_child_does_not_use_what_a_fork_could_not_close",  # no client
    "test_sqlite.test_a_fork_waits_for_a_thread_that_writes",
    "test_sqlite.test_network_file_systems_are_refused",
    "test_sqlite.test_what_a_forked_child_claims_is_seen_by_others",
    "test_dynamodb.test_a_claim_is_one_conditional_write",
    "test_dynamodb.test_a_forked_child_has_a_connection_of_its_own",
    "test_redis.test_a_cluster",
}
"""Modules and tests that do not run once for each of the two clients."""


@pytest.mark.parametrize("block", BLOCKS)
def test_block_runs(block: str) -> None:
    exec(compile(block, "idempotency.md", "exec"), {})


def test_there_are_blocks() -> None:
    assert len(BLOCKS) == 4


def test_every_promise_has_tests() -> None:
    _, _, table = PAGE.partition("## What each store promises")
    table, _, _ = table.partition("An empty cell")
    rows = [line.split("|")[1].strip() for line in table.splitlines() if line.startswith("| ")]
    assert rows[2:] == list(PROMISES)


@pytest.mark.parametrize(
    ("module", "name"),
    [(module, name) for tests in PROMISES.values() for module, names in tests.items() for name in names],
)
def test_it_is_there_and_tries_both_clients(module: str, name: str) -> None:
    tree = ast.parse((ROOT / "tests" / "journal" / f"{module}.py").read_text())
    [test] = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name]
    marks = [
        node for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark"
    ]
    both = any("each_client" in ast.unparse(one) for one in (*test.decorator_list, *marks))
    assert both != bool(ONE_CLIENT & {module, f"{module}.{name}"})


def test_figures() -> None:
    assert f"({LEASE:g} seconds)" in PAGE
    assert f"1 to {keyed.MAX_KEY} characters" in PAGE
    quarters = len(re.findall(r"\ba\s+quarter of the\s", PAGE))
    assert (keyed.USABLE, " ".join(PAGE.split()).count("three quarters of the lease"), quarters) == (0.75, 1, 2)
    assert f"message tag `{keyed.TAG}`" in PAGE
