"""The client: its arguments, its endpoint, its description and user agent, and closing."""

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import ConfigParseError

from sesv2kit import __version__
from sesv2kit.aio.client import AsyncSESv2
from sesv2kit.client import SESv2
from sesv2kit.config import ClientConfig
from sesv2kit.errors import ConfigurationError, OutcomeUnknownError
from sesv2kit.models.account import GET_ACCOUNT
from sesv2kit.models.sending import SEND_EMAIL
from tests.faults.server import Server, answer
from tests.unit.support import SEND, client_of, make, session

KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


def made(**retries: Any) -> Any:
    """A boto3 client with these retry settings."""
    settings: Any = retries or None
    return session().client("sesv2", config=Config(retries=settings))


# Refused arguments, and the advice in the message.

REFUSED: list[tuple[str, Callable[[], SESv2], str]] = [
    (
        "a client of another service",
        lambda: SESv2(boto3_client=session().client("ses")),
        "client for ses, not for sesv2",
    ),
    ("legacy retries", lambda: SESv2(boto3_client=made()), r"config=Config\(retries={'total_max_attempts': 1}\)"),
    ("standard retries", lambda: SESv2(boto3_client=made(mode="standard")), "allow_client_retries=True"),
    ("adaptive retries", lambda: SESv2(boto3_client=made(mode="adaptive")), "session="),
    ("one retry", lambda: SESv2(boto3_client=made(max_attempts=1)), "has retries of its own"),
    ("two attempts", lambda: SESv2(boto3_client=made(total_max_attempts=2)), "has retries of its own"),
    ("a client and a region", lambda: SESv2("us-east-1", boto3_client=made(total_max_attempts=1)), "its own region"),
    ("a client and a session", lambda: SESv2(session=session(), boto3_client=made(max_attempts=0)), "credentials"),
    ("a client and a profile", lambda: SESv2(profile_name="p", boto3_client=made(max_attempts=0)), "credentials"),
    ("a client and an endpoint", lambda: SESv2(endpoint_url="x", boto3_client=made(max_attempts=0)), "endpoint"),
    ("a client and settings", lambda: SESv2(boto_config=Config(), boto3_client=made(max_attempts=0)), "configuration"),
    ("a session and a profile", lambda: SESv2(session=session(), profile_name="p"), "without profile_name="),
    ("settings that retry", lambda: SESv2(boto_config=Config(retries={"mode": "standard"})), "RetryPolicy"),
    ("settings with retries", lambda: SESv2(boto_config=Config(retries={"max_attempts": 3})), "RetryPolicy"),
]


@pytest.mark.parametrize(("make", "words"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_is_refused_at_once(make: Callable[[], SESv2], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        make()


@pytest.mark.parametrize("retries", [{"total_max_attempts": 1}, {"max_attempts": 0}])
def test_what_does_not_retry_is_welcome(retries: Any) -> None:
    assert SESv2(boto3_client=made(**retries)).boto3_client
    client = SESv2("us-east-1", boto_config=Config(retries=retries))
    assert client.boto3_client.meta.config.retries["total_max_attempts"] == 1


def test_an_environment_without_retries_is_welcome(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    given = made()
    assert SESv2(boto3_client=given).boto3_client is given


def test_retries_of_botocores_own_can_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    config = ClientConfig(allow_client_retries=True)
    given = made(mode="standard")
    assert SESv2(boto3_client=given, config=config).boto3_client is given
    client = SESv2("us-east-1", boto_config=Config(retries={"mode": "standard", "max_attempts": 3}), config=config)
    assert client.boto3_client.meta.config.retries["mode"] == "standard"


def test_the_environment_cannot_bring_retries_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "5")
    monkeypatch.setenv("AWS_RETRY_MODE", "adaptive")
    with (
        Server([answer(b"", 500)]) as server,
        client_of(server.url) as client,
        pytest.raises(OutcomeUnknownError),
    ):
        client.call(SEND_EMAIL, SEND)
    assert len(server.seen) == 1


def test_the_advice_on_a_missing_region_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError) as caught:
        assert SESv2().region_name
    (variable,) = re.findall(r"AWS_\w+", str(caught.value))
    monkeypatch.setenv(variable, "eu-west-1")
    assert SESv2().region_name == "eu-west-1"


UNUSABLE: list[tuple[str, dict[str, Any], dict[str, str], str]] = [
    ("no region", {}, KEYS, "specify a region. To fix it: pass region_name=, or set AWS_DEFAULT_REGION"),
    (
        "no credentials",
        {"region_name": "us-east-1"},
        {},
        "GetAccount was not sent: Unable to locate credentials. To fix",
    ),
    ("half of the credentials", {"region_name": "us-east-1"}, {"AWS_ACCESS_KEY_ID": "a"}, "AWS_SECRET_ACCESS_KEY"),
    (
        "a region misspelt",
        {"region_name": "eu-wset-1"},
        KEYS,
        r"no endpoint of sesv2 in region 'eu-wset-1' \(did you mean eu-west-1",
    ),
    ("a region far off", {"region_name": "xx-nowhere-9"}, KEYS, "upgrade boto3 or pass endpoint_url="),
    ("a region that is none", {"region_name": "us east 1"}, KEYS, "doesn't match a supported format"),
    ("a region in the environment", {}, {**KEYS, "AWS_DEFAULT_REGION": "eu-wset-1"}, "did you mean eu-west-1"),
    (
        "an unknown profile",
        {"profile_name": "nobody"},
        KEYS,
        r"\(nobody\) could not be found. To fix it: check profile",
    ),
    ("an unknown profile in the environment", {}, {**KEYS, "AWS_PROFILE": "nobody"}, "AWS_PROFILE and the files"),
    ("an endpoint that is none", {"region_name": "us-east-1", "endpoint_url": "nonsense"}, KEYS, "Invalid endpoint"),
    (
        "a rate of no operation",
        {"region_name": "us-east-1", "config": ClientConfig(rates={"ListTenant": 1.0})},
        KEYS,
        "no operation 'ListTenant'; did you mean ListTenants",
    ),
    ("an endpoint without a region", {"endpoint_url": "http://127.0.0.1:1"}, KEYS, "specify a region"),
]


@pytest.mark.usefixtures("each_client")
@pytest.mark.parametrize(
    ("arguments", "environ", "words"), [row[1:] for row in UNUSABLE], ids=[row[0] for row in UNUSABLE]
)
def test_a_client_that_cannot_work_says_so_at_the_first_call(
    arguments: dict[str, Any], environ: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    client = make(**arguments)
    for operation in (GET_ACCOUNT, GET_ACCOUNT, "GetAccount"):
        with pytest.raises(ConfigurationError, match=words) as caught:
            client.call(operation, {})
        assert caught.value.__cause__ is not None or re.search("botocore|rates=", str(caught.value))


@pytest.mark.usefixtures("each_client")
def test_a_configuration_file_that_cannot_be_read_is_told_at_the_first_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config").write_text("[default")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    client = make("us-east-1")
    calls: list[Callable[[], Any]] = [
        lambda: client.call(GET_ACCOUNT, {}),
        lambda: client.call("GetAccount"),
        lambda: client.call(GET_ACCOUNT, {}, extra={"New": 1}),
        lambda: list(client.paginate("ListTenants", items="Tenants")),
    ]
    for call in calls:
        with pytest.raises(ConfigurationError, match="Unable to parse config file") as caught:
            call()
        assert isinstance(caught.value.__cause__, ConfigParseError)


def test_a_client_recovers_once_it_can_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    with Server([answer()]) as server:
        client = SESv2(endpoint_url=server.url, config=ClientConfig(pacing=False))
        with pytest.raises(ConfigurationError, match="region"):
            client.call(GET_ACCOUNT, {})
        for name, value in {**KEYS, "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"}.items():
            monkeypatch.setenv(name, value)
        client.call(GET_ACCOUNT, {})
        client.close()


# Where it connects to.

FIPS, DUAL = {"use_fips_endpoint": True}, {"use_dualstack_endpoint": True}
US = "us-east-1"
HOSTS: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, str], str]] = [
    ("region", {"region_name": "eu-west-1"}, {}, {}, "https://email.eu-west-1.amazonaws.com"),
    ("region of the session", {"session": None}, {}, {}, "https://email.us-east-1.amazonaws.com"),
    (
        "region over the session's",
        {"region_name": "eu-west-1", "session": None},
        {},
        {},
        "https://email.eu-west-1.",
    ),
    (
        "region of the environment",
        {},
        {},
        {"AWS_DEFAULT_REGION": "ap-south-1"},
        "https://email.ap-south-1.amazonaws.com",
    ),
    ("region of boto_config", {}, {"region_name": "eu-west-1"}, {}, "https://email.eu-west-1.amazonaws.com"),
    ("GovCloud", {"region_name": "us-gov-west-1"}, {}, {}, "https://email.us-gov-west-1.amazonaws.com"),
    ("FIPS", {"region_name": US}, FIPS, {}, "https://email-fips.us-east-1.amazonaws.com"),
    ("dual-stack", {"region_name": US}, DUAL, {}, "https://email.us-east-1.api.aws"),
    ("both", {"region_name": US}, FIPS | DUAL, {}, "https://email-fips.us-east-1.api.aws"),
    (
        "FIPS by env",
        {"region_name": US},
        {},
        {"AWS_USE_FIPS_ENDPOINT": "true"},
        "https://email-fips.us-east-1.amazonaws",
    ),
    (
        "dual-stack by env",
        {"region_name": US},
        {},
        {"AWS_USE_DUALSTACK_ENDPOINT": "true"},
        "https://email.us-east-1.api",
    ),
    (
        "endpoint",
        {"region_name": "xx-lab-1", "endpoint_url": "https://ses.lab.example"},
        {},
        {},
        "https://ses.lab.example",
    ),
    (
        "endpoint by env",
        {"region_name": US},
        {},
        {"AWS_ENDPOINT_URL_SESV2": "https://ses.lab.example"},
        "https://ses.lab",
    ),
    (
        "endpoint by env for all",
        {"region_name": US},
        {},
        {"AWS_ENDPOINT_URL": "https://all.lab.example"},
        "https://all.",
    ),
    (
        "argument over environment",
        {"region_name": US, "endpoint_url": "https://mine.example"},
        {},
        {"AWS_ENDPOINT_URL_SESV2": "https://theirs.example"},
        "https://mine.example",
    ),
]


@pytest.mark.parametrize(
    ("arguments", "settings", "environ", "url"), [row[1:] for row in HOSTS], ids=[row[0] for row in HOSTS]
)
def test_the_host_that_is_used(
    arguments: dict[str, Any],
    settings: dict[str, Any],
    environ: dict[str, str],
    url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Stop(Exception):
        pass

    def stop(request: Any, **_: Any) -> None:
        urls.append(request.url)
        raise Stop

    urls: list[str] = []
    if "session" in arguments:
        arguments = arguments | {"session": session()}
    for name, value in {**KEYS, **environ}.items():
        monkeypatch.setenv(name, value)
    with SESv2(**arguments, boto_config=Config(**settings) if settings else None) as client:
        client.boto3_client.meta.events.register("before-send.sesv2.GetAccount", stop)
        with pytest.raises(Stop):
            client.call(GET_ACCOUNT, {})
    assert urls[0].startswith(url)
    assert urls[0].endswith("/v2/email/account")


def test_an_endpoint_in_the_environment_is_really_called(monkeypatch: pytest.MonkeyPatch) -> None:
    with Server([answer()]) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SESV2", server.url)
        with client_of(None) as client:
            client.call(GET_ACCOUNT, {})
    assert [seen.target for seen in server.seen] == ["/v2/email/account"]


@pytest.mark.parametrize("by", ["boto_config", "environment"])
def test_a_proxy_sees_the_request(by: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Server([answer()]) as proxy:
        if by == "environment":
            monkeypatch.setenv("HTTP_PROXY", proxy.url)
        config = Config(proxies={"http": proxy.url}) if by == "boto_config" else None
        with client_of("http://email.far.example", config) as client:
            client.call(GET_ACCOUNT, {})
    assert [seen.target for seen in proxy.seen] == ["http://email.far.example/v2/email/account"]


def test_a_profile_brings_region_and_credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "config"
    file.write_text(
        "[profile mail]\nregion = eu-west-3\naws_access_key_id = AKIDMAIL\naws_secret_access_key = s\n"
        "sdk_ua_app_id = from-profile\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(file))
    with Server([answer()]) as server, SESv2(profile_name="mail", endpoint_url=server.url) as client:
        client.call(GET_ACCOUNT, {})
        headers = server.seen[0].headers
    assert "Credential=AKIDMAIL/" in headers["authorization"]
    assert "/eu-west-3/ses/" in headers["authorization"]
    assert "app/from-profile" in headers["user-agent"]


# Its user agent and its behaviour.


def agent(server: Server) -> list[Any]:
    """The parts of the last User-Agent, with its features sorted, because botocore's order varies."""
    parts = server.seen[-1].headers["user-agent"].split()
    return [sorted(part[2:].split(",")) if part.startswith("m/") else part for part in parts]


@pytest.mark.parametrize(
    ("settings", "environ"),
    [
        ({}, {}),
        ({}, {"AWS_SDK_UA_APP_ID": "billing"}),
        ({"user_agent_appid": "billing"}, {"AWS_SDK_UA_APP_ID": "other"}),
        ({"user_agent_extra": "mine/1"}, {}),
        ({"user_agent": "mine/1"}, {}),
    ],
    ids=["as it is", "application id", "application id of boto_config", "extra", "whole"],
)
def test_the_user_agent_is_boto3s_with_our_name_in_it(
    settings: dict[str, Any], environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    with Server([answer(), answer()]) as server:
        retries: Any = {"mode": "standard", "total_max_attempts": 1}
        config = Config(retries=retries, **settings)
        boto3_client: Any = session().client("sesv2", endpoint_url=server.url, config=config)
        boto3_client.get_account()
        expected = agent(server)
        with client_of(server.url, Config(**settings)) as client:
            client.call(GET_ACCOUNT, {})
        extra = settings.get("user_agent_extra")
        expected.insert(expected.index(extra) if extra else len(expected), f"sesv2kit/{__version__}")
        assert agent(server) == expected


UNFIT = {
    "a line feed": "a\nb",
    "a new header": "a\r\nX-Mine: b",
    "a folded line": "a\r\n b",
    "a null": "a\0b",
    "a delete": "a\x7fb",
    "a C1 control": "a\x85b",
    "a lone surrogate": "a\udc80b",
}
"""Characters that are not allowed in a header."""


@pytest.mark.parametrize("value", UNFIT.values(), ids=UNFIT)
@pytest.mark.parametrize("name", ["user_agent", "user_agent_extra", "user_agent_appid"])
def test_a_setting_that_would_break_the_user_agent_is_refused_at_once(name: str, value: str) -> None:
    settings: Any = {name: value}
    with pytest.raises(
        ConfigurationError, match=rf"^boto_config= sets a {name} that contains '\\[^']*', .* remove it$"
    ):
        SESv2(boto_config=Config(**settings))
    if name != "user_agent_appid":  # which botocore itself removes
        given = session().client("sesv2", config=Config(retries={"total_max_attempts": 1}, **settings))
        with pytest.raises(ConfigurationError, match=rf"^boto3_client= has a {name} that"):
            SESv2(boto3_client=given)


def test_a_sessions_own_words_that_would_break_the_user_agent_are_refused_before_anything_is_asked(
    each_client: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    core = botocore.session.Session()
    core.user_agent_extra = "bil\nling"
    with Server([answer()]) as server:
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", server.url)
        chosen = boto3.Session(region_name="us-east-1", botocore_session=core)
        with (
            make(session=chosen, endpoint_url=server.url) as client,
            pytest.raises(ConfigurationError, match="the boto3 session sets a user_agent_extra"),
        ):
            client.sending.send_email(**SEND)
    assert server.connections == 0


@pytest.mark.parametrize("source", ["environment", "profile", "execution environment"])
def test_what_botocore_cleans_by_itself_goes_out_clean(
    source: str, each_client: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    config.write_text("[default]\nsdk_ua_app_id = bil\x7fling\n" if source == "profile" else "")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    if source != "profile":
        name = "AWS_SDK_UA_APP_ID" if source == "environment" else "AWS_EXECUTION_ENV"
        monkeypatch.setenv(name, "bil\nling")
    chosen = boto3.Session("test", "test", region_name="us-east-1")
    with Server([answer()]) as server, make(session=chosen, endpoint_url=server.url) as client:
        client.call(GET_ACCOUNT, {})
    agent = server.seen[0].headers["user-agent"]
    assert "bil" in agent
    assert agent.isprintable()


def test_letters_of_any_language_may_be_in_the_user_agent() -> None:
    with Server([answer()]) as server, client_of(server.url, Config(user_agent_extra="Grüße/日本")) as client:
        client.call(GET_ACCOUNT, {})
    assert server.seen[0].headers["user-agent"].endswith("Grüße/日本")


class PublicSession:
    """A session with only the documented interface of boto3."""

    def __init__(self) -> None:
        self.client = session().client
        self.get_available_partitions = session().get_available_partitions
        self.get_available_regions = session().get_available_regions
        self.region_name = session().region_name


def test_a_session_needs_only_what_boto3_documents() -> None:
    public: Any = PublicSession()
    with Server([answer()]) as server, make(session=public, endpoint_url=server.url) as client:
        client.call(GET_ACCOUNT, {})
        assert f"sesv2kit/{__version__}" in agent(server)
    assert make(session=public).boto3_client.meta.region_name == "us-east-1"


def test_settings_reach_boto3_and_boto_config_wins() -> None:
    config = ClientConfig(connect_timeout=1.5, read_timeout=2.5, max_connections=3)
    plain: Any = SESv2("us-east-1", config=config).boto3_client.meta.config
    assert (plain.connect_timeout, plain.read_timeout, plain.max_pool_connections) == (1.5, 2.5, 3)
    assert plain.retries["total_max_attempts"] == 1
    changed: Any = SESv2("us-east-1", boto_config=Config(read_timeout=9), config=config).boto3_client.meta.config
    assert (changed.connect_timeout, changed.read_timeout, changed.retries["total_max_attempts"]) == (1.5, 9, 1)


# Closing.


def test_it_is_made_late_and_once_by_sixteen_threads(eager_threads: None) -> None:
    class Counted(boto3.Session):
        made = 0

        def client(self, *arguments: Any, **settings: Any) -> Any:
            Counted.made += 1
            return super().client(*arguments, **settings)

    barrier = threading.Barrier(16)

    def call(_: int) -> Any:
        barrier.wait()
        client.call(GET_ACCOUNT, {})
        return client.boto3_client

    with Server([answer()]) as server, ThreadPoolExecutor(16) as pool:
        counted = Counted("test", "test", region_name="us-east-1")
        client = SESv2(session=counted, endpoint_url=server.url, config=ClientConfig(pacing=False))
        assert Counted.made == 0
        made = set(pool.map(call, range(16)))
        client.close()
    assert Counted.made == len(made) == 1
    assert len(server.seen) == 16


def test_closing_a_client_closes_its_connections_and_no_more() -> None:
    with Server([answer()]) as server:
        with client_of(server.url) as client:
            client.call(GET_ACCOUNT, {})
            client.call(GET_ACCOUNT, {})
        server.wait_until_closed()
        client.close()
        client.call(GET_ACCOUNT, {})
        client.close()
    assert [seen.connection for seen in server.seen] == [1, 1, 2]


def test_a_client_that_was_given_stays_open() -> None:
    with Server([answer()]) as server:
        config = Config(retries={"total_max_attempts": 1})
        given = session().client("sesv2", endpoint_url=server.url, config=config)
        with SESv2(boto3_client=given) as client:
            client.call(GET_ACCOUNT, {})
        given.get_account()
        given.close()
    assert [seen.connection for seen in server.seen] == [1, 1]


def test_closing_an_unused_client_makes_none() -> None:
    with SESv2("xx-nowhere-9") as client:
        pass
    client.close()


def test_the_block_ends_in_closing_whatever_happened() -> None:
    def fail_within() -> None:
        with client_of(server.url) as client:
            client.call(GET_ACCOUNT, {})
            raise ZeroDivisionError

    with Server([answer()]) as server:
        with pytest.raises(ZeroDivisionError):
            fail_within()
        server.wait_until_closed()


def test_services_are_made_once() -> None:
    client = SESv2("us-east-1")
    assert client.account is client.account
    assert type(client.account).__name__ == "Account"


# Attributes that it does not have.


@pytest.mark.parametrize("client", [SESv2("us-east-1"), AsyncSESv2("us-east-1")], ids=["sync", "async"])
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("send_email", "no attribute 'send_email': in sesv2kit it is sending.send_email$"),
        ("list_tenants", "in sesv2kit it is tenants.list_tenants$"),
        ("suppresion", "no attribute 'suppresion'$"),
        ("_connections", "no attribute '_connections'$"),
    ],
)
def test_a_method_of_boto3s_client_is_found_by_its_service(client: Any, name: str, words: str) -> None:
    with pytest.raises(AttributeError, match=words) as caught:
        getattr(client, name)
    assert (caught.value.name, caught.value.obj) == (name, client)
    assert not hasattr(client, name)
