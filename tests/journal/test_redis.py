"""What Redis really promises: a real server that is killed, stopped, told to evict, replicated and promoted."""

import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, cast

import pytest
import redis

from sesv2kit._workflows.bulk.templated import Templated
from sesv2kit.bulk import BulkSummary
from sesv2kit.errors import JournalError, KeyInProgressError
from sesv2kit.journal import redis as journals
from sesv2kit.journal.redis import RedisJournal
from sesv2kit.limits.redis import RedisLimiter
from sesv2kit.testing import check_journal
from tests.faults.server import Answer, Seen, Server, answer
from tests.pacing.servers import RedisServer, launch
from tests.unit.support import SEND, client_of
from tests.workflows.service import Service

ACCEPTED = answer({"MessageId": "message-1"})

Launch = Callable[..., RedisServer]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Launch]:
    """Starts servers with options, each in a folder of its own."""
    with ExitStack() as stack:

        def one(name: str = "redis", **options: str) -> RedisServer:
            folder = tmp_path / name
            folder.mkdir()
            server = launch(folder, **options)
            stack.callback(server.stop)
            return server

        yield one


def sender(server: Server, journal: RedisJournal) -> Callable[..., Any]:
    client = client_of(server.url, journal=journal)
    return lambda key="order-1": client.sending.send_email(**SEND, configuration_set_name="s", idempotency_key=key)


def stands(journal: RedisJournal, key: str = "order-1") -> str | None:
    record = journal.get(key)
    return None if record is None else record.state


@pytest.mark.usefixtures("each_client")
@pytest.mark.parametrize("policy", ["always", "everysec"])
def test_with_an_append_only_file_a_killed_server_keeps_its_keys(
    policy: str, start: Launch, caplog: pytest.LogCaptureFixture
) -> None:
    """Killed, not without power: what "everysec" has not written then is with the kernel."""
    redis_server = start(appendonly="yes", appendfsync=policy)
    with Server([ACCEPTED]) as server:
        sender(server, RedisJournal(redis_server.url))()
        redis_server.stop()
        redis_server.start()
        assert sender(server, RedisJournal(redis_server.url))().metadata.replayed
        assert len(server.seen) == 1
    assert caplog.text == ""


@pytest.mark.usefixtures("each_client")
def test_without_one_it_forgets_them_and_the_same_key_sends_again(
    start: Launch, caplog: pytest.LogCaptureFixture
) -> None:
    redis_server = start()
    with Server([ACCEPTED]) as server:
        journal = RedisJournal(redis_server.url)
        sender(server, journal)("order-1")
        sender(server, journal)("order-2")
        redis_server.stop()
        redis_server.start()
        sender(server, RedisJournal(redis_server.url))("order-1")
        assert len(server.seen) == 3
    warnings = [record for record in caplog.records if "append-only" in record.getMessage()]
    assert [record.levelno for record in warnings] == [logging.WARNING] * 2  # one for each journal


@pytest.mark.usefixtures("each_client")
@pytest.mark.parametrize("policy", ["allkeys-lru", "allkeys-lfu", "allkeys-random"])
def test_a_server_that_evicts_keys_is_refused(policy: str, start: Launch) -> None:
    journal = RedisJournal(evicting(start, policy).url)
    with Server([ACCEPTED]) as server:
        with pytest.raises(JournalError, match=rf"SendEmail was not sent: Redis may evict any key .*{policy}"):
            sender(server, journal)()
        assert server.connections == 0


def evicting(start: Launch, policy: str) -> RedisServer:
    return start(**{"maxmemory-policy": policy})


@pytest.mark.usefixtures("each_client")
@pytest.mark.parametrize("policy", ["noeviction", "volatile-lru", "volatile-ttl"])
def test_one_that_evicts_only_keys_that_expire_is_not(policy: str, start: Launch) -> None:
    """None of the journal's does."""
    redis_server = evicting(start, policy)
    with Server([ACCEPTED]) as server:
        sender(server, RedisJournal(redis_server.url))()
    with redis_server.client() as client:
        assert {client.ttl(key) for key in client.scan_iter()} == {-1}


@pytest.mark.usefixtures("each_client")
def test_a_full_server_at_the_claim(start: Launch) -> None:
    redis_server = start(maxmemory="1")
    with Server([ACCEPTED]) as server:
        with pytest.raises(JournalError, match=r"SendEmail was not sent: Redis cannot be used: .*maxmemory"):
            sender(server, RedisJournal(redis_server.url))()
        assert server.connections == 0


@pytest.mark.usefixtures("each_client")
def test_a_server_that_refuses_to_write_says_why(start: Launch) -> None:
    redis_server = start(**{"min-replicas-to-write": "1"})
    with Server([ACCEPTED]) as server:
        with pytest.raises(JournalError, match=r"SendEmail was not sent: Redis cannot be used: NOREPLICAS$"):
            sender(server, RedisJournal(redis_server.url))()
        assert server.connections == 0


# It is away.


@pytest.mark.usefixtures("each_client")
def test_away_at_the_claim_nothing_is_sent(start: Launch) -> None:
    redis_server = start()
    journal = RedisJournal(redis_server.url)
    assert stands(journal) is None
    redis_server.stop()
    with Server([ACCEPTED]) as server:
        with pytest.raises(JournalError, match="was not sent: Redis cannot be used: ConnectionError") as caught:
            sender(server, journal)()
        assert "redis.sock" not in str(caught.value)
        redis_server.start()
        sender(server, journal)()
        assert len(server.seen) == 1


@pytest.mark.usefixtures("each_client")
def test_hung_at_the_claim_nothing_is_sent(start: Launch, monkeypatch: pytest.MonkeyPatch) -> None:
    """The claim waits in its socket, and is made when it goes on: by a call that is gone, so nobody sends."""
    redis_server = start()
    patient = RedisJournal(redis_server.url)
    monkeypatch.setattr(journals, "_TIMEOUT", 0.1)
    journal = RedisJournal(redis_server.url)
    connected = False
    while not connected:
        with suppress(JournalError):  # a busy machine may not respond in this time
            connected = stands(journal) is None
    with Server([ACCEPTED]) as server:
        redis_server.hang()
        with pytest.raises(JournalError, match="SendEmail was not sent: Redis cannot be used: TimeoutError"):
            sender(server, journal)()
        redis_server.go_on()
        assert stands(patient) in ("claimed", "released", None)
        assert server.connections == 0


@pytest.mark.usefixtures("each_client")
def test_away_at_the_settlement_the_response_is_given_and_it_is_told(
    start: Launch, caplog: pytest.LogCaptureFixture, clock: Any
) -> None:
    redis_server = start(appendonly="yes", appendfsync="always")
    journal = RedisJournal(redis_server.url)

    def stop(_: Seen) -> Answer:
        redis_server.stop()
        return ACCEPTED

    with Server(stop) as server:
        assert sender(server, journal)().message_id == "message-1"
        assert "its outcome could not be recorded" in caplog.text
        redis_server.start()
        assert stands(RedisJournal(redis_server.url)) == "claimed"
        with pytest.raises(KeyInProgressError):  # and when its lease is over, OutcomeUnknownError
            sender(server, RedisJournal(redis_server.url))()
        assert len(server.seen) == 1


# Replicas.


@pytest.fixture
def pair(start: Launch) -> tuple[RedisServer, RedisServer]:
    """A server and its replica."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    master = start("master", port=port, bind="127.0.0.1", **{"repl-diskless-sync-delay": "0"})
    replica = start("replica", replicaof=f"127.0.0.1 {port}")
    with master.client() as client:
        assert client.wait(1, 10_000) == 1
    with replica.client() as client:
        while client.info("replication")["master_link_status"] != "up":
            pass
    return master, replica


def promote(replica: RedisServer) -> RedisJournal:
    with replica.client() as client:
        client.replicaof("NO", "ONE")
    return RedisJournal(replica.url)


@pytest.mark.usefixtures("each_client")
def test_a_replica_itself_takes_no_claims(pair: tuple[RedisServer, RedisServer]) -> None:
    with Server([ACCEPTED]) as server:
        with pytest.raises(JournalError, match=r"Redis cannot be used: .*read only replica"):
            sender(server, RedisJournal(pair[1].url))()
        assert server.connections == 0


@pytest.mark.usefixtures("each_client")
def test_a_promoted_replica_may_not_know_a_key_which_then_sends_again(pair: tuple[RedisServer, RedisServer]) -> None:
    master, replica = pair
    with Server([ACCEPTED]) as server:
        journal = RedisJournal(master.url)
        assert stands(journal) is None
        sender(server, journal)("order-0")
        with master.client() as client:
            client.set("mark", "1")  # WAIT asks for what its own connection wrote
            assert client.wait(1, 10_000) == 1
            replica.hang()
            client.execute_command("CLIENT", "KILL", "TYPE", "replica")  # the network between them fails
        sender(server, journal)("order-1")
        master.stop()
        replica.go_on()
        promoted = promote(replica)
        assert sender(server, promoted)("order-0").metadata.replayed
        assert not sender(server, promoted)("order-1").metadata.replayed
        assert len(server.seen) == 3


@pytest.mark.usefixtures("each_client")
def test_with_wait_replicas_a_promoted_replica_knows_every_claim(pair: tuple[RedisServer, RedisServer]) -> None:
    master, replica = pair
    with Server([ACCEPTED]) as server:
        for number in range(20):
            sender(server, RedisJournal(master.url, wait_replicas=1))(f"order-{number}")
        master.stop()
        promoted = promote(replica)
        assert {stands(promoted, f"order-{number}") for number in range(19)} == {"accepted"}
        assert stands(promoted, "order-19") in ("claimed", "accepted")


@pytest.mark.usefixtures("each_client")
def test_without_enough_replicas_nothing_is_sent(
    pair: tuple[RedisServer, RedisServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    master, replica = pair
    replica.hang()
    journal = RedisJournal(master.url, wait_replicas=1)  # its socket waits longer than it waits for replicas
    monkeypatch.setattr(journals, "_TIMEOUT", 0.4)
    with Server([ACCEPTED]) as server:
        with pytest.raises(JournalError, match="SendEmail was not sent: 0 of 1 replicas of Redis have the claim"):
            sender(server, journal)()
        assert server.connections == 0
        assert stands(journal) == "released"


@pytest.mark.slow
@pytest.mark.usefixtures("each_client")
def test_hung_in_the_middle_of_a_run_it_ends_with_true_results_and_nobody_is_mailed_twice(
    start: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Redis has journal and limiter, and hangs while SES has the second of four calls."""
    redis_server = start()
    patient = RedisJournal(redis_server.url)
    monkeypatch.setattr(journals, "_TIMEOUT", 0.5)
    people = [f"user{number}@mail.example" for number in range(40)]

    def judge(_: list[str], call: int) -> None:
        if call == 2:
            redis_server.hang()

    service = Service(judge)

    def run(server: Server, journal: RedisJournal) -> BulkSummary:
        limiter = RedisLimiter(redis_server.url)
        client = client_of(server.url, pacing=True, send_rate=1000.0, limiter=limiter)
        return client.sending.send_bulk(
            people,
            from_email_address="news@shop.example",
            template_name="news",
            max_concurrency=1,
            run_id="june",
            journal=journal,
        ).wait()

    monkeypatch.setattr(Templated, "most_entries", 10)
    with Server(service) as server:
        hung = run(server, RedisJournal(redis_server.url))
        assert (hung.stopped, hung.accepted, hung.unknown, hung.ended) == ("journal", 20, 0, hung.read)
        assert sum(service.sent.values()) == 20
        redis_server.go_on()
        again = run(server, patient)
    assert again.accepted + again.not_tried == 40  # what could not be settled is in progress until its lease is over
    assert {*service.sent.values()} == {1}


# Cost and keys.


@pytest.mark.usefixtures("each_client")
def test_one_round_trip_for_each_claim_and_each_settlement(redis_server: RedisServer) -> None:
    journal = RedisJournal(redis_server.url)
    sent: list[str] = []

    class Counted(redis.UnixDomainSocketConnection):
        def send_command(self, *args: Any, **kwargs: Any) -> None:
            sent.append(args[0])
            cast("Any", super()).send_command(*args, **kwargs)

    client: Any = journal._client  # pyright: ignore[reportPrivateUsage]  # its commands are counted
    with Server([ACCEPTED]) as server:
        send = sender(server, journal)
        send("warm")
        client.connection_pool.disconnect()
        client.connection_pool.connection_class = Counted
        client.connection_pool.reset()
        send("another")
        sent.clear()
        send("order-1")
        assert sent == ["EVALSHA", "EVALSHA"]
        sent.clear()
        send("order-1")
        assert sent == ["EVALSHA"]
    journal.get("order-1")  # the server gets the script
    sent.clear()
    journal.get_many([f"order-{number}" for number in range(50)])
    assert sent == ["EVALSHA"]


@pytest.mark.usefixtures("each_client")
def test_keys_of_a_namespace_are_on_one_node_of_a_cluster(redis_server: RedisServer) -> None:
    with Server([ACCEPTED]) as server:
        sender(server, RedisJournal(redis_server.url, namespace="shop"))()
    with redis_server.client() as client:
        assert {key.partition("}")[0] for key in client.scan_iter()} == {"{sesv2kit:journal:shop"}


@pytest.mark.parametrize(
    "settings", [{"protocol": 3}, {"decode_responses": True}, {"protocol": 3, "decode_responses": True}]
)
def test_whatever_way_a_client_reads_responses(settings: dict[str, Any], redis_server: RedisServer) -> None:
    client: Any = redis.Redis.from_url(redis_server.url, **settings)
    check_journal(lambda **given: RedisJournal(client, **given))
    client.close()


@pytest.mark.usefixtures("each_client")
def test_a_server_that_has_lost_the_scripts(redis_server: RedisServer) -> None:
    def flush(_: Seen) -> Answer:
        with redis_server.client() as client:
            client.script_flush()
        return ACCEPTED

    with Server(flush) as server:
        send = sender(server, RedisJournal(redis_server.url))
        assert [send(key).metadata.replayed for key in ("order-1", "order-1", "order-2")] == [False, True, False]
        assert stands(RedisJournal(redis_server.url), "order-2") == "accepted"


def test_a_server_before_redis_7(redis_server: RedisServer) -> None:
    """There SET takes either NX or GET."""
    with redis_server.client() as client:
        client.config_resetstat()
        for _ in range(2):
            RedisJournal(redis_server.url).get("order-1")
        before: Any = client.info("commandstats")
        assert before["cmdstat_get"]["calls"] == 1


@pytest.mark.slow
def test_a_cluster(start: Launch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free, socket.create_server(("127.0.0.1", 0)) as also:
        port, bus = free.getsockname()[1], also.getsockname()[1]
    options = {"port": str(port), "bind": "127.0.0.1", "cluster-enabled": "yes", "cluster-port": str(bus)}
    redis_server = start(**options)
    with redis_server.client() as one:
        one.execute_command("CLUSTER ADDSLOTSRANGE", 0, 16383)
        state: Any = {}
        while state.get("cluster_state") != "ok":
            one.wait(1, 50)  # for a replica that there is not: 50 ms in which neither process is busy
            state = one.execute_command("CLUSTER INFO")
    client: Any = redis.RedisCluster("127.0.0.1", port)
    check_journal(lambda **given: RedisJournal(client, **given))
    with Server([ACCEPTED]) as server:
        with pytest.raises(JournalError, match="SendEmail was not sent: Redis cannot be used: "):
            sender(server, RedisJournal(client, wait_replicas=1))()
        assert server.connections == 0
    client.close()


@pytest.mark.usefixtures("each_client")
def test_a_client_of_ones_own(redis_server: RedisServer) -> None:
    with redis_server.client() as client, RedisJournal(client) as journal, Server([ACCEPTED]) as server:
        send = sender(server, journal)
        assert (send().metadata.replayed, send().metadata.replayed) == (False, True)
        journal.close()
        assert client.ping()  # pyright: ignore[reportUnknownMemberType]  # it is not closed
        with pytest.raises(JournalError, match="closed"):
            send()
