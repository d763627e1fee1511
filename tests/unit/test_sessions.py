"""Creating a client from a boto3 session changes the session exactly as boto3 does."""

import functools
import logging
import os
import types
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader

from sesv2kit.client import SESv2
from sesv2kit.config import ClientConfig
from sesv2kit.errors import ConfigurationError
from tests.aio import blocking
from tests.faults.server import Server, answer
from tests.unit.credential_sources import signed_by

# The comparison.


def contents(value: Any, path: str, known: dict[int, str]) -> Iterator[tuple[str, str]]:
    """All values inside boto3's and botocore's objects by path, as texts that are the same in each process."""
    if isinstance(value, types.MethodType):
        yield path, value.__func__.__qualname__
        yield from contents(value.__self__, f"{path}.__self__", known)
        return
    if value is None or isinstance(value, str | bytes | int | float | type | types.ModuleType):
        yield path, repr(value)
        return
    if id(value) in known:
        yield path, f"the same as {known[id(value)]}"
        return
    known[id(value)] = path
    kind = type(value)
    yield path, getattr(value, "__qualname__", f"{kind.__module__}.{kind.__qualname__}")
    held: Mapping[Any, Any] = {}
    if isinstance(value, Mapping):
        held = value
    elif isinstance(value, list | tuple):
        held = dict(enumerate(value))
    elif isinstance(value, set | frozenset):
        held = dict.fromkeys(value)
    elif isinstance(value, functools.partial):
        held = {"func": value.func, "args": value.args, "keywords": value.keywords}
    elif kind.__module__.startswith(("boto3", "botocore")):
        held = vars(value)
    for key in sorted(held, key=repr):
        yield from contents(held[key], f"{path}.{key}", known)


def snapshot(session: boto3.Session) -> dict[str, Any]:
    """Everything that creating a client could change."""
    core: Any = session._session  # pyright: ignore[reportPrivateUsage]  # boto3 has no public access to it
    loader = core.get_component("data_loader")
    # The content of AWS's files is long: their names are enough.
    files = {
        id(data): f"what {key} gives"
        for key, found in loader._cache.items()
        for data in (found, *(found if isinstance(found, tuple) else ()))
    }
    loggers = {name: logging.getLogger(name) for name in ("", "boto3", "botocore", "urllib3")}
    return {
        "session": dict(contents(session, "session", files)),
        "methods": {name: repr(method) for name, method in vars(Loader).items()},
        "environment": dict(os.environ),
        "logging": {
            name: (one.level, one.propagate, one.disabled, [*map(repr, one.handlers)], [*map(repr, one.filters)])
            for name, one in loggers.items()
        },
        "default session": None if boto3.DEFAULT_SESSION is None else boto3.DEFAULT_SESSION is session,
    }


def is_listing(path: str) -> bool:
    return "('list_available_services'," in path or "('list_api_versions'," in path


def plain(session: boto3.Session | None, url: str | None) -> None:
    """Create a client with boto3, and call it if there is an endpoint."""
    config = Config(
        retries={"mode": "standard", "total_max_attempts": 1}
    )  # our mode, which botocore stores in the session
    client = (session or boto3).client("sesv2", endpoint_url=url, config=config)
    if url:
        client.get_account()
    client.close()


def ours(make: Callable[..., SESv2]) -> Callable[[boto3.Session | None, str | None], None]:
    def used(session: boto3.Session | None, url: str | None) -> None:
        with make(session=session, endpoint_url=url, config=ClientConfig(pacing=False)) as client:
            assert client.boto3_client
            if url:
                client.account.get_account()

    return used


OURS = {"sync": ours(SESv2), "async": ours(blocking.client)}


def new_session() -> boto3.Session:
    return boto3.Session("AKID", "secret", region_name="us-west-2")


@pytest.mark.parametrize("whose", ["given", "default", "ours"])
@pytest.mark.parametrize("called", [False, True], ids=["made", "called"])
@pytest.mark.parametrize("client", OURS)
def test_a_session_is_left_as_boto3_leaves_it(
    client: str, called: bool, whose: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshots: list[dict[str, Any]] = []
    with Server([answer()]) as server:
        for use in (plain, OURS[client]):
            session = new_session()
            if whose == "default":
                monkeypatch.setattr(boto3, "DEFAULT_SESSION", session)
            if whose == "ours" and use is not plain:
                monkeypatch.setattr(boto3, "Session", lambda made=session, **_: made)  # it creates this one
            use(
                None if whose == "default" or (whose == "ours" and use is not plain) else session,
                server.url if called else None,
            )
            snapshots.append(snapshot(session))
    expected, found = snapshots
    assert len(expected["session"]) > 200  # otherwise it checks nothing
    if whose == "ours":  # the loader looks for the one service, and has no list of all in its cache, and it makes dicts
        for one in snapshots:
            one["session"] = {
                path: str(value).replace("collections.OrderedDict", "builtins.dict")
                for path, value in one["session"].items()
                if not is_listing(path)
            }
    assert found == expected


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("a loader's method", lambda core: setattr(core.get_component("data_loader"), "load_data", print)),
        ("a search path", lambda core: core.get_component("data_loader").search_paths.append("elsewhere")),
        ("a component", lambda core: core.register_component("extra", object())),
        ("an event handler", lambda core: core.register("before-call", lambda **_: None)),
        ("a setting", lambda core: core.set_config_variable("region", "eu-west-1")),
        ("credentials", lambda core: core.set_credentials("a", "b")),
        ("the user agent", lambda core: setattr(core, "user_agent_extra", "x")),
        ("a provider", lambda core: core.get_component("credential_provider").remove("sso")),
    ],
)
def test_a_change_is_seen(name: str, change: Callable[[Any], object]) -> None:
    sessions = [new_session(), new_session()]
    for session in sessions:
        assert session.get_credentials()
    change(sessions[1]._session)  # pyright: ignore[reportPrivateUsage]  # as above
    assert snapshot(sessions[0]) != snapshot(sessions[1])


# boto3's default session.


@pytest.fixture
def profiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two profiles: the default one, and "prod" of another account and region."""
    file = tmp_path / "config"
    keys = "aws_access_key_id = {}\naws_secret_access_key = s\nregion = {}\n"
    text = f"[default]\n{keys.format('AKIDDEV', 'us-west-2')}[profile prod]\n{keys.format('AKIDPROD', 'eu-west-3')}"
    file.write_text(text)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(file))


@pytest.mark.usefixtures("profiles")
@pytest.mark.parametrize("make", [SESv2, blocking.client], ids=["sync", "async"])
class TestTheDefaultSession:
    def signed(self, make: Callable[..., SESv2], **settings: Any) -> tuple[str, str]:
        """The key and the region in the signature of a call."""
        with Server([answer()]) as server, make(endpoint_url=server.url, **settings) as client:
            client.account.get_account()
        return signed_by(server.seen[0]), server.seen[0].headers["authorization"].split("/")[2]

    def test_it_is_used(self, make: Callable[..., SESv2]) -> None:
        boto3.setup_default_session(profile_name="prod")
        assert self.signed(make) == ("AKIDPROD", "eu-west-3")

    def test_it_is_used_in_another_region(self, make: Callable[..., SESv2]) -> None:
        boto3.setup_default_session(profile_name="prod")
        assert self.signed(make, region_name="eu-west-1") == ("AKIDPROD", "eu-west-1")

    @pytest.mark.parametrize("how", ["a profile", "a session"])
    def test_what_is_given_wins(self, how: str, make: Callable[..., SESv2]) -> None:
        boto3.setup_default_session(profile_name="prod")
        given = {"profile_name": "default"} if how == "a profile" else {"session": boto3.Session()}
        assert self.signed(make, **given) == ("AKIDDEV", "us-west-2")

    def test_none_is_set_up(self, make: Callable[..., SESv2]) -> None:
        assert self.signed(make) == ("AKIDDEV", "us-west-2")
        assert boto3.DEFAULT_SESSION is None

    @pytest.mark.parametrize("first", [None, "prod"])
    def test_a_client_keeps_to_the_account_of_its_first_call(
        self, first: str | None, make: Callable[..., SESv2], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        if first:
            boto3.setup_default_session(profile_name=first)
        with Server([answer()]) as server:
            monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
            with make(config=ClientConfig(pacing=False)) as client:
                client.account.get_account()
                boto3.setup_default_session(profile_name="default" if first else "prod")
                client.pinpoint_email.get_account()  # with its own boto3 client
        assert {signed_by(seen) for seen in server.seen} == {"AKIDPROD" if first else "AKIDDEV"}
        assert len(server.seen) == 2


def listed_nothing(self: Loader, type_name: str) -> list[str]:
    raise AssertionError(f"all services are listed for {type_name}")


@pytest.fixture
def own_session(monkeypatch: pytest.MonkeyPatch) -> boto3.Session:
    """The session that a client without one creates."""
    session = new_session()
    monkeypatch.setattr(boto3, "Session", lambda **_: session)
    return session


@pytest.mark.parametrize("client", OURS)
def test_a_client_with_a_session_of_its_own_lists_no_other_service(
    client: str, own_session: boto3.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Loader, "list_available_services", listed_nothing)
        OURS[client](None, None)
    assert {"sesv2", "sts"} <= {*own_session.get_available_services()}


def test_while_a_client_is_made_its_session_knows_every_other_service(
    own_session: boto3.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    create: Any = own_session.client  # the stubs know its services only

    def with_another(service: str, **settings: Any) -> Any:  # as a provider of credentials may
        made.append(create("sts").meta.service_model.service_name)
        with pytest.raises(UnknownServiceError, match=r"'carrier-pigeon'.*sesv2.*sts"):
            create("carrier-pigeon")
        return create(service, **settings)

    monkeypatch.setattr(own_session, "client", with_another)
    OURS["sync"](None, None)
    assert made == ["sts"]


def test_a_default_session_of_an_unknown_profile_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", boto3.Session())
    monkeypatch.setenv("AWS_PROFILE", "nowhere")
    with SESv2() as client, pytest.raises(ConfigurationError, match="nowhere"):
        client.account.get_account()
