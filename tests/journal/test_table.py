"""Every row of the table in docs/idempotency.md has its tests."""

from importlib import import_module

import pytest

from tests.meta.source import PROJECT

SQLITE, REDIS, DYNAMODB = "test_sqlite", "test_redis", "test_dynamodb"

ROWS: dict[str, tuple[str, ...]] = {
    "several processes use one key at once": (
        "test_stores.test_it_keeps_the_promises",
        "test_fencing.test_sixteen_threads_with_one_key_send_once",
        "test_fencing.test_two_processes_of_sixteen_threads_with_one_key_send_once",
        f"{DYNAMODB}.test_a_claim_is_one_conditional_write",
    ),
    "the sender is killed, at any point": (
        "test_crashes.test_a_sender_that_is_killed_at_any_line",
        "test_stores.test_it_keeps_the_promises",
    ),
    "a sender wakes up after its key was resolved": (
        "test_crashes.test_a_sender_that_is_stopped_does_not_send_after_its_key_was_resolved",
        "test_fencing.test_it_does_not_send_after_the_key_was_resolved_and_taken_by_another",
        "test_stores.test_resolve_does_not_free_a_key_whose_lease_is_renewed_meanwhile",
    ),
    "power fails after a claim": (
        "test_crashes.test_the_claim_is_on_the_disk_before_the_request_is_written",
        "test_crashes.test_without_full_synchronisation_it_would_not_be",
        f"{REDIS}.test_with_an_append_only_file_a_killed_server_keeps_its_keys",
        f"{DYNAMODB}.test_a_claim_is_one_conditional_write",
    ),
    "the process is forked": (
        "test_stores.test_a_forked_child_connects_anew",
        f"{SQLITE}.test_a_fork_waits_for_a_thread_that_writes",
        f"{SQLITE}.test_a_child_does_not_use_what_a_fork_could_not_close",
        f"{DYNAMODB}.test_a_forked_child_has_a_connection_of_its_own",
    ),
    "the store is killed": (
        f"{REDIS}.test_with_an_append_only_file_a_killed_server_keeps_its_keys",
        f"{REDIS}.test_without_one_it_forgets_them_and_the_same_key_sends_again",
        "test_crashes.test_a_sender_that_is_killed_at_any_line",
    ),
    "the store is unavailable or full at the claim": (
        f"{SQLITE}.test_a_full_disk_at_the_claim",
        f"{SQLITE}.test_a_disk_that_is_really_full",
        f"{SQLITE}.test_a_locked_database",
        f"{REDIS}.test_away_at_the_claim_nothing_is_sent",
        f"{REDIS}.test_a_full_server_at_the_claim",
        f"{DYNAMODB}.test_a_table_that_cannot_be_reached",
    ),
    "the store is unavailable at the end of the call": (
        f"{SQLITE}.test_a_full_disk_at_the_settlement",
        f"{REDIS}.test_away_at_the_settlement_the_response_is_given_and_it_is_told",
        f"{DYNAMODB}.test_a_table_that_is_throttled_at_the_settlement",
    ),
    "the store may drop keys": (f"{REDIS}.test_a_server_that_evicts_keys_is_refused",),
    "a replica takes over": (
        f"{REDIS}.test_a_promoted_replica_may_not_know_a_key_which_then_sends_again",
        f"{REDIS}.test_with_wait_replicas_a_promoted_replica_knows_every_claim",
        f"{REDIS}.test_without_enough_replicas_nothing_is_sent",
    ),
    "a replica is asked": (f"{REDIS}.test_a_replica_itself_takes_no_claims",),
    "the file is read-only, corrupt, or no journal": (
        f"{SQLITE}.test_a_read_only_database",
        f"{SQLITE}.test_a_file_that_may_not_be_written",
        f"{SQLITE}.test_a_corrupted_database",
        f"{SQLITE}.test_a_file_that_is_no_database",
        f"{SQLITE}.test_a_database_of_something_else_stays_as_it_is",
    ),
    "the file is deleted or replaced while it is open": (
        f"{SQLITE}.test_a_file_that_is_no_longer_there_is_not_written",
        f"{SQLITE}.test_a_file_that_was_deleted_is_not_made_anew_when_it_is_opened_again",
    ),
    "there is no WAL, or a network file system": (
        f"{SQLITE}.test_where_there_is_no_wal",
        f"{SQLITE}.test_network_file_systems_are_refused",
    ),
    "the table is throttled": (
        f"{DYNAMODB}.test_a_table_that_is_throttled_at_the_claim",
        f"{DYNAMODB}.test_a_table_that_is_throttled_at_the_settlement",
    ),
    "the server has lost its scripts, or is a cluster": (
        f"{REDIS}.test_a_server_that_has_lost_the_scripts",
        f"{REDIS}.test_a_cluster",
    ),
    "another secret": ("test_arguments.test_another_secret", "test_stores.test_it_keeps_the_promises"),
}

ONE_CLIENT = {
    "test_crashes",  # processes of their own, with the blocking client
    "test_stores",  # without a client
    f"{SQLITE}.test_a_child_does_not_use_what_a_fork_could_not_close",  # the same
    f"{SQLITE}.test_a_fork_waits_for_a_thread_that_writes",
    f"{SQLITE}.test_network_file_systems_are_refused",
    f"{SQLITE}.test_a_file_that_may_not_be_written",  # a process of its own
    f"{SQLITE}.test_a_disk_that_is_really_full",
    "test_fencing.test_two_processes_of_sixteen_threads_with_one_key_send_once",
    f"{DYNAMODB}.test_a_claim_is_one_conditional_write",
    f"{DYNAMODB}.test_a_forked_child_has_a_connection_of_its_own",
}


def rows() -> list[str]:
    text = (PROJECT / "docs" / "idempotency.md").read_text()
    table = text.partition("## What each store promises\n\n")[2].partition("\n\n")[0]
    return [line.split("|")[1].strip() for line in table.splitlines()[2:]]


def test_every_row_has_tests() -> None:
    assert rows() == [*ROWS]


@pytest.mark.parametrize("name", sorted({name for names in ROWS.values() for name in names}))
def test_they_are_there_and_try_both_clients(name: str) -> None:
    module, _, function = name.partition(".")
    source = import_module(f"tests.journal.{module}")
    marks = getattr(getattr(source, function), "pytestmark", ())
    both = any(mark.name == "usefixtures" and "each_client" in mark.args for mark in marks)
    assert both != bool(ONE_CLIENT & {module, name}), name
