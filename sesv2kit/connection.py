"""Where a client connects to: the boto3 clients it makes, or was given, and the transports over them."""

import difflib
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from sesv2kit.config import ClientConfig
from sesv2kit.errors import ConfigurationError
from sesv2kit.exchange import listen
from sesv2kit.hints import explain, without_passwords
from sesv2kit.transport import BotoTransport

if TYPE_CHECKING:
    import boto3
    from botocore.client import BaseClient
    from botocore.config import Config

_NO_RETRIES = "Config(retries={'total_max_attempts': 1})"


def _retries(settings: Mapping[str, Any] | None) -> bool:
    """Whether botocore would repeat requests under these settings, in any of its spellings. None: nothing is set."""
    return settings is not None and settings.get("total_max_attempts", settings.get("max_attempts", 1) + 1) != 1


class Connection:
    """Makes a client's boto3 clients at their first use. The arguments are those of `SESv2`."""

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
            raise ConfigurationError("boto3_client= brings its own region, endpoint, credentials and configuration")
        if session is not None and not callable(getattr(session, "client", None)):
            raise ConfigurationError("session= is no boto3.Session")
        if not isinstance(config, ClientConfig):  # pyright: ignore[reportUnnecessaryIsInstance]  # not every caller is type-checked
            raise ConfigurationError("config= is no sesv2kit.ClientConfig")
        if session is not None and profile_name is not None:
            raise ConfigurationError("session= brings its own profile: leave profile_name out")
        self._region_name = region_name
        self._profile_name = profile_name
        self._endpoint_url = endpoint_url
        self._session = session
        self._boto_config = boto_config
        self._config = config
        self._given_client = boto3_client
        if boto3_client is not None:
            self._check_given(boto3_client)
        elif _retries(getattr(boto_config, "retries", None) or None) and not config.allow_client_retries:
            raise ConfigurationError(
                "boto_config= sets retries, and botocore would repeat sends whose answer was lost. Leave them out and "
                "set ClientConfig(retry=RetryPolicy(...)), or accept double mail with allow_client_retries=True"
            )
        remakes = boto3_client is None
        self.transports: dict[str, BotoTransport] = {
            service: BotoTransport(
                partial(self._connect, service), config, remakes=remakes, renewable=remakes and session is None
            )
            for service in ("sesv2", "pinpoint-email")
        }
        """By AWS service."""

    def _check_given(self, boto3_client: "BaseClient") -> None:
        meta = boto3_client.meta
        if meta.service_model.service_name != "sesv2":
            raise ConfigurationError(f"boto3_client= is a client of {meta.service_model.service_name}, not of sesv2")
        if _retries(getattr(meta.config, "retries", None) or {}) and not self._config.allow_client_retries:
            raise ConfigurationError(
                "boto3_client= retries by itself and would repeat sends whose answer was lost. Make it with "
                f"boto3.client('sesv2', config={_NO_RETRIES}), pass session= instead, or accept double mail with "
                "ClientConfig(allow_client_retries=True)"
            )

    def _connect(self, service: str) -> "BaseClient":
        if self._given_client is not None:
            if service == "sesv2":
                self._check_rates(self._given_client)
                listen(self._given_client, validates=True)
                return self._given_client
            raise ConfigurationError(f"boto3_client= is a client of sesv2: for {service} pass session= instead")
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError

        from sesv2kit import __version__

        try:
            session = self._session or boto3.Session(profile_name=self._profile_name)
            given = getattr(self._boto_config, "user_agent_extra", None)
            kept: dict[str, Any] = {"user_agent_extra": f"sesv2kit/{__version__}" + (f" {given}" if given else "")}
            if not self._config.allow_client_retries:  # left empty, botocore's own would apply
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
            # boto3's stubs have an overload for each literal name of a service, and none for a variable.
            client: BaseClient = cast("Any", session).client(
                service,
                region_name=self._region_name,
                endpoint_url=self._endpoint_url,
                config=ours,
            )
            _ = urlsplit(
                client.meta.endpoint_url
            ).port  # botocore would find a port that is no number at the first call
        except (BotoCoreError, ValueError) as error:
            # It stays in the chain, and a traceback prints it; Python's own words may hold a part of a password.
            told = isinstance(error, BotoCoreError) or "@" not in (self._endpoint_url or "")
            error.args = (without_passwords(str(error)),) if told else ("endpoint_url cannot be read",)
            raise ConfigurationError(f"no {service} client can be made: {explain(error)}") from error
        self._check_region(session, client)
        self._check_rates(client)
        listen(client, validates=cast("Any", ours).parameter_validation)
        return client

    def _check_rates(self, client: "BaseClient") -> None:
        known = client.meta.service_model.operation_names
        for name in self._config.rates if client.meta.service_model.service_name == "sesv2" else ():
            if name not in known:
                near = difflib.get_close_matches(name, known, 1)
                hint = f"; did you mean {near[0]}?" if near else ""
                raise ConfigurationError(f"ClientConfig(rates=): SES has no operation {name!r}{hint}")

    def _check_region(self, session: "boto3.Session", client: "BaseClient") -> None:
        """botocore takes any word for a region, and the mistake comes out as a host that does not resolve."""
        region = client.meta.region_name
        if region not in client.meta.endpoint_url:  # a custom endpoint, where any region may do
            return
        service = client.meta.service_model.service_name
        known = [
            name
            for partition in session.get_available_partitions()
            for name in session.get_available_regions(service, partition)
        ]
        if region not in known:
            import botocore

            near = difflib.get_close_matches(region, known)
            raise ConfigurationError(
                f"botocore {botocore.__version__} knows no {service} in region {region!r}"
                + (f" (did you mean {' or '.join(near)}?)" if near else "")
                + ". For a newer region upgrade boto3, or pass endpoint_url="
            )

    def close(self) -> None:
        """Close the connections. A boto3 client that was passed in stays open."""
        if self._given_client is None:
            for transport in self.transports.values():
                transport.close()
