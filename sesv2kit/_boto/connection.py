"""Makes the boto3 clients, or takes the one passed in, and makes the transports that use them."""

import codecs
import difflib
import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from sesv2kit._boto.advice import explain, without_passwords
from sesv2kit._boto.failures import credentials_failure
from sesv2kit._boto.hooks import listen
from sesv2kit._boto.others import asked
from sesv2kit._boto.sender import install
from sesv2kit._boto.sessions import core_of, default_session, new_client, own_session, read_quickly
from sesv2kit._boto.transport import BotoTransport
from sesv2kit._core import fork
from sesv2kit._core.arguments import check_limit, check_operation, check_pages, validated
from sesv2kit._core.cached import cached_property
from sesv2kit.config import ClientConfig
from sesv2kit.errors import ConfigurationError, Problem, RequestInvalidError
from sesv2kit.operation import SERVICES, Operation, PagedOperation, Repeat

if TYPE_CHECKING:
    import boto3
    from botocore.client import BaseClient
    from botocore.config import Config
    from botocore.model import ServiceModel

    from sesv2kit._boto.refreshing import Refreshing
    from sesv2kit._core.keyed import Keyed
    from sesv2kit.journal import AsyncJournal, Journal

_NO_RETRIES = "Config(retries={'total_max_attempts': 1})"


def _retries(settings: Mapping[str, Any] | None) -> bool:
    """Whether botocore would retry with these settings, in any of their spellings. `settings` is None if nothing is
    set."""
    return settings is not None and settings.get("total_max_attempts", settings.get("max_attempts", 1) + 1) != 1


_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters, and surrogates, which have no bytes in UTF-8."""


def _check_header(value: str | None, source: str) -> None:
    """Refuse characters that are invalid in a User-Agent header, or would start another header.

    `source` says where the value is set.
    """
    if found := _UNFIT.search(value or ""):
        raise ConfigurationError(f"{source} contains {found[0]!r}, which is not allowed in an HTTP header: remove it")


_OF_AWS = (".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".api.aws")
"""Ends of the names of AWS's hosts."""


class Connection:
    """Makes the boto3 clients of a client at their first use. The arguments are those of `SESv2`."""

    def __init__(
        self,
        *,
        region_name: str | None,
        profile_name: str | None,
        endpoint_url: str | None,
        session: "boto3.Session | None",
        boto3_client: "BaseClient | None",
        boto_config: "Config | None",
        config: ClientConfig,
    ) -> None:
        if boto3_client is not None and (region_name or profile_name or endpoint_url or session or boto_config):
            raise ConfigurationError(
                "boto3_client= has its own region, endpoint, credentials and configuration: pass it without "
                "region_name=, profile_name=, endpoint_url=, session= and boto_config="
            )
        if session is not None and not callable(getattr(session, "client", None)):
            raise ConfigurationError(f"session= must be a boto3.Session, not a {type(session).__name__}")
        if not isinstance(config, ClientConfig):  # pyright: ignore[reportUnnecessaryIsInstance]  # not every caller is type-checked
            raise ConfigurationError(f"config= must be a sesv2kit.ClientConfig, not a {type(config).__name__}")
        if session is not None and profile_name is not None:
            raise ConfigurationError("session= has its own profile: pass it without profile_name=")
        self._region_name = region_name
        self._profile_name = profile_name
        self._endpoint_url = endpoint_url
        self._session = session
        self._boto_config = boto_config
        self._config = config
        self._account_id = config.account_id
        self._given_client = boto3_client
        self._renewed = False
        for name in ("user_agent", "user_agent_extra", "user_agent_appid"):
            _check_header(getattr(boto_config, name, None), f"boto_config= sets a {name} that")
        if boto3_client is not None:
            self._check_given(boto3_client)
        elif _retries(getattr(boto_config, "retries", None) or None) and not config.allow_client_retries:
            raise ConfigurationError(
                "boto_config= sets retries, so botocore would repeat sends whose response was lost. Leave retries out "
                "and set ClientConfig(retry=RetryPolicy(...)), or accept that emails may be sent twice with "
                "ClientConfig(allow_client_retries=True)"
            )
        owns_client = boto3_client is None
        self.kept: dict[str, Any] = {}
        """What workflows keep for the client and its copies, by the name of their module."""
        self.transports: dict[str, BotoTransport] = {
            service: BotoTransport(
                partial(self._connect, service),
                config,
                owns_client=owns_client,
                renew=self._renew,
                refreshing=self._refreshing,
            )
            for service in SERVICES
        }
        """By AWS service."""
        self._models: dict[str, ServiceModel] = {}

    def described(self) -> str:
        """Region and endpoint as far as they are known, without any lookup."""
        client = self.transports["sesv2"].made_client or self._given_client
        if client is not None:
            return f"{client.meta.region_name} at {without_passwords(client.meta.endpoint_url)}"
        region = self._region_name or "region not looked up yet"
        return f"{region} at {without_passwords(self._endpoint_url)}" if self._endpoint_url else region

    def _check_given(self, boto3_client: "BaseClient") -> None:
        meta = boto3_client.meta
        if meta.service_model.service_name != "sesv2":
            raise ConfigurationError(f"boto3_client= is a client for {meta.service_model.service_name}, not for sesv2")
        if _retries(getattr(meta.config, "retries", None) or {}) and not self._config.allow_client_retries:
            raise ConfigurationError(
                "boto3_client= has retries of its own, so botocore would repeat sends whose response was lost. Make it "
                f"with boto3.client('sesv2', config={_NO_RETRIES}), pass session= instead, or accept that emails may "
                "be sent twice with ClientConfig(allow_client_retries=True)"
            )
        for name in (
            "user_agent_extra",
            "user_agent",
        ):  # the second is the complete header, with the app id
            _check_header(getattr(meta.config, name, None), f"boto3_client= has a {name} that")

    @cached_property
    def _users_session(self) -> "boto3.Session | None":
        """The session that was passed in, else boto3's default session. None: there is neither, so one is made.

        boto3's default session is looked up only once, so that a client never changes to another account.
        """
        if self._session is not None or self._profile_name is not None:
            return self._session
        with fork.IMPORTING.lock:
            return default_session()

    def _renew(self) -> bool:
        """Make the next boto3 client look up its credentials again. False: they are the user's own and do not
        change."""
        if self._given_client is not None or self._session is not None:
            return False
        if self._users_session is not None:
            from botocore.credentials import Credentials

            held = self._users_session.get_credentials()
            if (
                type(held) is not Credentials or held.method == "explicit"
            ):  # these refresh themselves, or cannot be refreshed
                return False
        self._renewed = True
        return True

    def _refreshing(self) -> "Refreshing | None":
        """The credentials of the user's session, if they refresh themselves. None: they do not, or it has none."""
        if self._given_client is not None or self._users_session is None:
            return None
        from sesv2kit._boto.refreshing import refreshing

        return refreshing(self._users_session.get_credentials())

    def _keys(self, core: Any) -> dict[str, Any]:
        """Newer credentials from the provider chain of the user's session, as arguments for a boto3 client.

        The session itself keeps the credentials that it holds. Empty: the new client uses those of the session.
        """
        if not self._renewed or self._users_session is None or core is None:
            return {}
        found = core.get_component("credential_provider").load_credentials()
        if found is None or found.method != core.get_credentials().method:
            return {}
        keys = found.get_frozen_credentials()
        return {
            "aws_access_key_id": keys.access_key,
            "aws_secret_access_key": keys.secret_key,
            "aws_session_token": keys.token,
        }

    def _connect(self, service: str) -> "BaseClient":
        codecs.lookup("idna")  # looking up the first host name would import it, and no fork would wait for that
        if self._given_client is not None:
            if service == "sesv2":
                self._check_rates(self._given_client)
                listen(self._given_client, validates=True)
                return self._given_client
            raise ConfigurationError(f"boto3_client= is a client for sesv2: to call {service}, pass session= instead")
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError

        from sesv2kit import __version__

        try:
            session = self._users_session or own_session(self._profile_name)
            core = core_of(session)
            _check_header(getattr(core, "user_agent_extra", None), "the boto3 session sets a user_agent_extra that")
            given = getattr(self._boto_config, "user_agent_extra", None)
            kept: dict[str, Any] = {"user_agent_extra": f"sesv2kit/{__version__}" + (f" {given}" if given else "")}
            if not self._config.allow_client_retries:  # if it were empty, botocore's default would apply
                kept["retries"] = {"mode": "standard", "total_max_attempts": 1}
            ours = Config(
                connect_timeout=self._config.connect_timeout,
                read_timeout=self._config.read_timeout,
                max_pool_connections=self._config.max_connections,
                parameter_validation=False,
            )
            if self._boto_config is not None:
                ours = ours.merge(self._boto_config)
            ours = ours.merge(Config(**kept))
            with nullcontext() if session is self._users_session else read_quickly(session):
                client: BaseClient = new_client(
                    session,
                    service,
                    region_name=self._region_name,
                    endpoint_url=self._endpoint_url,
                    config=ours,
                    **self._keys(core),
                )
            # Raises ValueError for an invalid port, which botocore would notice only at the first call.
            _ = urlsplit(client.meta.endpoint_url).port
        except Exception as error:
            failed = credentials_failure(error, f"the boto3 client for {service} cannot be made")
            if failed is not None:
                raise failed from error
            if not isinstance(error, (BotoCoreError, ValueError)):
                raise
            # A traceback prints it as the cause. Python's ValueError may hold a part of a password.
            is_safe = isinstance(error, BotoCoreError) or "@" not in (self._endpoint_url or "")
            error.args = (without_passwords(str(error)),) if is_safe else ("endpoint_url cannot be read",)
            raise ConfigurationError(f"the boto3 client for {service} cannot be made: {explain(error)}") from error
        self._check_region(session, client)
        self._check_rates(client)
        listen(client, validates=cast("Any", ours).parameter_validation)
        install(client)
        return client

    def _check_rates(self, client: "BaseClient") -> None:
        known = client.meta.service_model.operation_names
        for name in self._config.rates if client.meta.service_model.service_name == "sesv2" else ():
            if name not in known:
                near = difflib.get_close_matches(name, known, 1)
                hint = f"; did you mean {near[0]}?" if near else ""
                raise ConfigurationError(f"ClientConfig(rates=): SES has no operation {name!r}{hint}")

    def _check_region(self, session: Any, client: "BaseClient") -> None:
        """Refuse a misspelt region, which would otherwise show as a host name that does not resolve."""
        region = client.meta.region_name
        if region not in client.meta.endpoint_url:  # a custom endpoint, which may have any region
            return
        model, core = client.meta.service_model, core_of(session)
        if core is not None:  # its loader has cached the file; boto3's methods would read the service model again
            from botocore.regions import EndpointResolver

            endpoints = EndpointResolver(core.get_component("data_loader").load_data_with_path("endpoints")[0])
            known = [
                name
                for partition in endpoints.get_available_partitions()
                for name in endpoints.get_available_endpoints(model.endpoint_prefix, partition)
            ]
        else:
            known = [
                name
                for partition in session.get_available_partitions()
                for name in session.get_available_regions(model.service_name, partition)
            ]
        if region not in known:
            import botocore

            near = difflib.get_close_matches(region, known)
            raise ConfigurationError(
                f"botocore {botocore.__version__} has no endpoint of {model.service_name} in region {region!r}"
                + (f" (did you mean {' or '.join(near)}?)" if near else "")
                + ". For a newer region, upgrade boto3 or pass endpoint_url="
            )

    def keyed(
        self,
        operation: Operation[Any, Any],
        key: str | None,
        journal: "Journal | AsyncJournal | None",
        wait: float | None,
        *,
        awaits: bool = False,
    ) -> "Keyed":
        """The idempotency key of a call; `awaits`: the client is the asynchronous one.

        Raises:
            RequestInvalidError: An argument is wrong, or there is no journal.
        """
        with fork.IMPORTING.lock:
            from sesv2kit._core.keyed import keyed

        return keyed(operation, key, journal, self._config.journal, wait, awaits=awaits)

    def prepared(
        self,
        operation: Operation[Any, Any] | str,
        request: Any,
        service: str | None,
        repeat: Repeat | None,
        extra: Mapping[str, Any] | None,
    ) -> tuple[Operation[Any, Any], Any, Mapping[str, Any] | None]:
        """The declaration, request and extra members of a call by name or with `extra=`, all checked.

        Raises:
            RequestInvalidError: The arguments are invalid, or botocore knows no such operation or member.
        """
        with fork.IMPORTING.lock:
            from sesv2kit._boto import unlisted

        given = extra
        if isinstance(operation, str):
            model = self.model(service or "sesv2")
            operation, request, extra = unlisted.resolved(model, operation, request, repeat, extra)
        else:
            check_operation(operation)
            unlisted.check_by_name_only(operation, service=service, repeat=repeat)
            request = validated(operation, request)
        if extra:
            extra = unlisted.checked_extra(operation, request, extra, self.model(operation.service), given)
        return operation, request, extra

    def prepared_pages(
        self,
        operation: PagedOperation[Any, Any, Any] | str,
        request: Any,
        items: str | None,
        service: str | None,
        repeat: Repeat | None,
        extra: Mapping[str, Any] | None,
        limit: int | None,
    ) -> tuple[PagedOperation[Any, Any, Any], Any, Mapping[str, Any] | None]:
        """The declaration, first request and extra members of a list, called by name or not, all checked.

        Raises:
            RequestInvalidError: The arguments are invalid, or botocore knows no such operation, list or member.
            TypeError: `operation` is neither a name nor the declaration of an operation that returns pages.
        """
        if not isinstance(operation, str):
            check_pages(operation)
        check_limit(operation if isinstance(operation, str) else operation.name, limit)
        if not (isinstance(operation, str) or items or service or repeat or extra):
            return operation, validated(operation, request), None
        with fork.IMPORTING.lock:
            from sesv2kit._boto import unlisted

        given = extra
        if isinstance(operation, str):
            model = self.model(service or "sesv2")
            operation, request, extra = unlisted.resolved_pages(model, operation, request, repeat, extra, items)
        else:
            unlisted.check_by_name_only(operation, service=service, items=items, repeat=repeat)
            request = validated(operation, request)
        if extra:
            extra = unlisted.checked_extra(operation, request, extra, self.model(operation.service), given)
        return operation, request, extra

    def model(self, service: str) -> "ServiceModel":
        """botocore's model of a service, read from its data files. Makes no boto3 client and looks up no credentials.

        Raises:
            RequestInvalidError: The service is not supported.
            ConfigurationError: The model cannot be read, because there is no such profile for example.
        """
        if service not in self.transports:
            known = " or ".join(map(repr, self.transports))
            raise RequestInvalidError("The call", [Problem("service", f"must be {known}", "sesv2kit")])
        model = self._models.get(service)
        if model is None:
            given = self._given_client
            if given is not None and service == "sesv2":
                model = given.meta.service_model
            else:
                with fork.IMPORTING.lock:
                    import botocore.session
                    from botocore.exceptions import BotoCoreError

                try:
                    # The user's session may have further folders with models.
                    core = core_of(self._users_session) or botocore.session.Session(profile=self._profile_name)
                    model = cast("ServiceModel", core.get_service_model(service))
                except BotoCoreError as error:
                    wrong = f"botocore's model of {service} cannot be read: {explain(error)}"
                    raise ConfigurationError(wrong) from error
            self._models[service] = model
        return model

    def account_id(self) -> str:
        """The AWS account of the credentials, 12 digits. STS is asked once, unless the configuration has it.

        Raises:
            ConfigurationError: It cannot be asked: there is no session, or SES has an endpoint of its own.
        """
        if self._account_id is None:
            self._account_id = self._ask_account_id()
        return self._account_id

    def _ask_account_id(self) -> str:
        with self.other_client("sts", instead="set ClientConfig(account_id=...)") as client:
            account: str = asked(
                client,
                "GetCallerIdentity",
                lambda: client.get_caller_identity()["Account"],
                hint="set ClientConfig(account_id=...): then STS is not asked.",
            )
        return account

    @contextmanager
    def other_client(self, service: str, *, instead: str) -> Generator[Any]:
        """A boto3 client for another service, with the same session, region and credentials, closed at the end.

        Args:
            service: boto3's name of it.
            instead: What a user can do if there is none.

        Raises:
            ConfigurationError: There is none: the user gave a client or an endpoint, which are for SES only, also by
                AWS_ENDPOINT_URL_SESV2: the credentials of a local SES are not for AWS.
        """
        if self._given_client is not None or self._endpoint_url is not None:
            given = "boto3_client=" if self._given_client is not None else "endpoint_url="
            raise ConfigurationError(
                f"{given} is for SES, and does not tell where and with which credentials to ask {service}: {instead}"
            )
        meta = self.transports["sesv2"].boto3_client.meta
        with fork.IMPORTING.lock:
            from botocore.config import Config

            session = self._users_session or own_session(self._profile_name)
            ours = Config(connect_timeout=self._config.connect_timeout, read_timeout=self._config.read_timeout)
            config = ours if self._boto_config is None else ours.merge(self._boto_config)
            client = new_client(
                session, service, region_name=meta.region_name, config=config, **self._keys(core_of(session))
            )
        try:
            ses, other = (urlsplit(url).hostname or "" for url in (meta.endpoint_url, client.meta.endpoint_url))
            if other.endswith(_OF_AWS) and not ses.endswith(_OF_AWS):
                raise ConfigurationError(f"SES is asked at {ses}, so {service} is not asked at {other}: {instead}")
            yield client
        finally:
            client.close()

    def close(self) -> None:
        """Close the connections. A boto3 client that was passed in stays open."""
        if self._given_client is None:
            for transport in self.transports.values():
                transport.close()
