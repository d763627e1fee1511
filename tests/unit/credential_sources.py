"""Every source that boto3 takes credentials from, run on this machine alone: each hands out keys that are told apart.

Where a source hands out keys that expire, they expire so soon that botocore asks for new ones before every request.
"""

import hashlib
import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import parse_qs, urlsplit

import boto3
import botocore.credentials
import pytest
from botocore.session import Session
from botocore.tokens import SSOTokenProvider

from tests.faults.server import Answer, Seen, answer, refusal

REGION = "us-west-2"
SOON = 300
"""Seconds for which a key is valid. botocore replaces a key with less than 600 seconds left, and refuses an expired
one.
"""

BASE = "AKIABASE"
"""The key with which roles are assumed."""

_XML = (
    '<{0}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{0}Result><Credentials>'
    "<AccessKeyId>{AccessKeyId}</AccessKeyId><SecretAccessKey>{SecretAccessKey}</SecretAccessKey>"
    "<SessionToken>{Token}</SessionToken><Expiration>{Expiration}</Expiration>"
    "</Credentials></{0}Result></{0}Response>"
)

_METADATA = "/latest/meta-data/iam/security-credentials/"

_PROCESS = """
import sys, urllib.request
print(urllib.request.urlopen(sys.argv[1]).read().decode())
"""


def expiry(seconds: float = SOON) -> str:
    """A time after now, in AWS's format."""
    return (datetime.now(UTC) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


class Home:
    """A user's home directory and environment, and the services that hand out credentials to him.

    Those refuse whoever does not show the token or the key that they want.
    """

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.path = path
        self.setenv: Callable[[str, str], None] = monkeypatch.setenv
        self.delenv: Callable[[str], None] = monkeypatch.delenv
        self.setattr: Callable[[str, object], None] = monkeypatch.setattr
        self.issued: list[str] = []
        """The returned access key ids, in order."""
        self.asked: list[str] = []
        """The requests to the services, in order."""
        self._token = ""  # the valid SSO access token
        aws = path / ".aws"
        aws.mkdir(parents=True)
        self.config: Path = aws / "config"
        self.credentials: Path = aws / "credentials"
        for name, value in {
            "HOME": path,
            "USERPROFILE": path,
            "AWS_CONFIG_FILE": self.config,
            "AWS_SHARED_CREDENTIALS_FILE": self.credentials,
            "AWS_LOGIN_CACHE_DIRECTORY": aws / "login" / "cache",
            "BOTO_CONFIG": path / "none",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_METADATA_SERVICE_NUM_ATTEMPTS": 1,
        }.items():
            self.setenv(name, str(value))
        # botocore derives these from HOME at import.
        for provider in (botocore.credentials.SSOProvider, SSOTokenProvider):
            monkeypatch.setattr(provider, "_SSO_TOKEN_CACHE_DIR", str(aws / "sso" / "cache"))

    def serve_at(self, url: str) -> None:
        """Make botocore use these services at `url` instead of AWS's."""
        self.url = url
        for service in ("STS", "SSO", "SSO_OIDC", "SIGNIN"):
            self.setenv(f"AWS_ENDPOINT_URL_{service}", url)

    def issue(self, key: str | None = None) -> dict[str, Any]:
        """Return a key, in the format of the JSON services. None: a new key."""
        self.issued.append(key or f"ASIA{len(self.issued) + 1}")
        return {
            "Code": "Success",
            "Version": 1,
            "AccessKeyId": self.issued[-1],
            "SecretAccessKey": "secret",
            "Token": "token",
            "SessionToken": "token",
            "Expiration": expiry(),
        }

    def write_cache(self, kind: str, key: str, token: Mapping[str, Any]) -> None:
        """Write a file with a token, as `aws sso login` and `aws login` do."""
        folder = self.path / ".aws" / kind / "cache"
        folder.mkdir(parents=True)
        (folder / f"{key}.json").write_text(json.dumps(token))

    def __call__(self, seen: Seen) -> Answer:
        """Respond like the service that a request is for."""
        asked = f"{seen.method} {urlsplit(seen.target).path}"
        services: dict[str, Callable[[Seen], Any]] = {
            "POST /": self._sts,
            "POST /token": self._sso_oidc,
            "GET /federation/credentials": self._sso,
            "POST /v1/token": self._signin,
            "GET /container": lambda seen: seen.headers.get("authorization") == "container-token" and self.issue(),
            "GET /process": lambda _: self.issue(),
            "PUT /latest/api/token": lambda _: b"metadata-token",
            f"GET {_METADATA}": lambda seen: _may_see_metadata(seen) and b"the-role",
            f"GET {_METADATA}the-role": lambda seen: _may_see_metadata(seen) and self.issue(),
        }
        self.asked.append(asked)
        body = services[asked](seen) if asked in services else None
        return answer(body) if body else refusal(403, "AccessDenied", asked)

    def _sts(self, seen: Seen) -> bytes | None:
        form = {name: values[0] for name, values in parse_qs(seen.body.decode()).items()}
        by = form.get("WebIdentityToken") or signed_by(seen)
        self.asked.append(f"{form['Action']} {form['RoleArn'].rpartition('/')[2]} by {by}")
        known = by in ("web-token", BASE, *self.issued)
        return _XML.format(form["Action"], **self.issue()).encode() if known else None

    def _sso_oidc(self, seen: Seen) -> Any:
        self._token = f"sso-token-{len(self.asked)}"
        token = {"accessToken": self._token, "tokenType": "Bearer", "expiresIn": SOON}
        return seen.json["refreshToken"] == "refresh" and token

    def _sso(self, seen: Seen) -> Any:
        known = seen.headers["x-amz-sso_bearer_token"] in (self._token, "legacy-token")
        return known and {"roleCredentials": _camel(self.issue()) | {"expiration": _milliseconds()}}

    def _signin(self, seen: Seen) -> Any:
        known = seen.json["refreshToken"] == "refresh" and "dpop" in seen.headers
        token = {"tokenType": "aws_sigv4", "expiresIn": SOON, "refreshToken": "refresh"}
        return known and token | {"accessToken": _camel(self.issue())}


def signed_by(seen: Seen) -> str:
    """The access key id in a request's signature."""
    return seen.headers["authorization"].partition("Credential=")[2].partition("/")[0]


def _may_see_metadata(seen: Seen) -> bool:
    return seen.headers.get("x-aws-ec2-metadata-token") == "metadata-token"


def _camel(keys: Mapping[str, Any]) -> dict[str, Any]:
    return {name[0].lower() + name[1:]: keys[name] for name in ("AccessKeyId", "SecretAccessKey", "SessionToken")}


def _milliseconds() -> int:
    return int((datetime.now(UTC) + timedelta(seconds=SOON)).timestamp() * 1000)


def _static(home: Home, key: str | None = None) -> str:
    """A key that does not expire, in the format of boto3's files."""
    return f"aws_access_key_id = {home.issue(key)['AccessKeyId']}\naws_secret_access_key = secret\n"


def _environment(home: Home) -> None:
    home.setenv("AWS_ACCESS_KEY_ID", home.issue()["AccessKeyId"])
    home.setenv("AWS_SECRET_ACCESS_KEY", "secret")


def _expiring_environment(home: Home) -> None:
    _environment(home)
    home.setenv("AWS_SESSION_TOKEN", "token")
    home.setenv("AWS_CREDENTIAL_EXPIRATION", expiry())


def _shared_file(home: Home) -> None:
    home.credentials.write_text(f"[default]\n{_static(home)}")


def _named_profile(home: Home) -> None:
    home.credentials.write_text(f"[default]\n{_static(home, 'AKIAOTHER')}\n[mail]\n{_static(home)}")
    home.config.write_text("[default]\nregion = eu-west-1\n[profile mail]\nregion = eu-west-3\n")
    home.delenv("AWS_DEFAULT_REGION")


def _profile_by_environment(home: Home) -> None:
    _named_profile(home)
    home.setenv("AWS_PROFILE", "mail")


def _config_file(home: Home) -> None:
    home.config.write_text(f"[default]\n{_static(home)}")


def _role(home: Home) -> None:
    home.config.write_text("[profile mail]\nrole_arn = arn:aws:iam::123456789012:role/mail\nsource_profile = base\n")
    home.credentials.write_text(f"[base]\n{_static(home, BASE)}")


def _chained_role(home: Home) -> None:
    _role(home)
    text = home.config.read_text().replace("source_profile = base", "source_profile = between")
    text += "[profile between]\nrole_arn = arn:aws:iam::123456789012:role/between\nsource_profile = base\n"
    home.config.write_text(text)


def _role_over_sso(home: Home) -> None:
    _sso(home)
    with home.config.open("a") as file:
        file.write("[profile over]\nrole_arn = arn:aws:iam::123456789012:role/over\nsource_profile = mail\n")


def _role_from(source: str, prepare: Callable[[Home], None]) -> Callable[[Home], None]:
    def prepared(home: Home) -> None:
        prepare(home)
        role = "role_arn = arn:aws:iam::123456789012:role/mail"
        home.config.write_text(f"[profile mail]\n{role}\ncredential_source = {source}\n")

    return prepared


def _web_identity(home: Home) -> None:
    (home.path / "web").write_text("web-token")
    home.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(home.path / "web"))
    home.setenv("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/pod")


def _web_identity_profile(home: Home) -> None:
    (home.path / "web").write_text("web-token")
    role = "role_arn = arn:aws:iam::123456789012:role/mail"
    home.config.write_text(f"[profile mail]\n{role}\nweb_identity_token_file = {home.path / 'web'}\n")


_START = "https://start.example"


def _sso(home: Home) -> None:
    home.config.write_text(
        "[profile mail]\nsso_session = work\nsso_account_id = 123456789012\nsso_role_name = mail\n"
        f"[sso-session work]\nsso_start_url = {_START}\nsso_region = {REGION}\n"
    )
    home.write_cache(
        "sso",
        hashlib.sha1(b"work").hexdigest(),
        {
            "startUrl": _START,
            "region": REGION,
            "accessToken": "expired-token",
            "expiresAt": expiry(-60),
            "clientId": "id",
            "clientSecret": "secret",
            "refreshToken": "refresh",
            "registrationExpiresAt": expiry(86_400),
        },
    )


def _legacy_sso(home: Home) -> None:
    home.config.write_text(
        "[profile mail]\nsso_account_id = 123456789012\nsso_role_name = mail\n"
        f"sso_start_url = {_START}\nsso_region = {REGION}\n"
    )
    token = {"startUrl": _START, "region": REGION, "accessToken": "legacy-token", "expiresAt": expiry(3600)}
    home.write_cache("sso", hashlib.sha1(_START.encode()).hexdigest(), token)


class _Curves:
    """Replaces the cryptography of `botocore[crt]`, which is not installed for tests; its signatures are not
    checked."""

    @classmethod
    def new_key_from_der_data(cls, data: bytes) -> "_Curves":
        assert data == b"key"
        return cls()

    def get_public_coords(self) -> tuple[bytes, bytes]:
        return b"x", b"y"

    def sign(self, digest: bytes) -> bytes:
        return digest

    @staticmethod
    def decode_der_signature_to_padded_pair(signature: bytes, *, pad_to: int) -> bytes:
        return signature[:pad_to]


def _login(home: Home) -> None:
    home.setattr("botocore.credentials.EC", _Curves)
    home.config.write_text("[profile mail]\nlogin_session = arn:aws:iam::123456789012:user/me\n")
    token = {
        "accessToken": {**_camel(home.issue()), "accountId": "123456789012", "expiresAt": expiry()},
        "tokenType": "aws_sigv4",
        "refreshToken": "refresh",
        "clientId": "arn:aws:signin:::devtools/same-device",
        "dpopKey": "-----BEGIN EC PRIVATE KEY-----\na2V5\n-----END EC PRIVATE KEY-----\n",
    }
    home.write_cache("login", hashlib.sha256(b"arn:aws:iam::123456789012:user/me").hexdigest(), token)


def _process(home: Home) -> None:
    script = home.path / "process.py"
    script.write_text(_PROCESS)
    command = f'"{Path(sys.executable).as_posix()}" -I -S "{script.as_posix()}" {home.url}/process'
    home.config.write_text(f"[profile mail]\ncredential_process = {command}\n")


def _container(home: Home) -> None:
    home.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", f"{home.url}/container")
    home.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "container-token")


def _metadata(home: Home) -> None:
    home.setenv("AWS_EC2_METADATA_DISABLED", "false")
    home.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", home.url)


def _old_ec2_file(home: Home) -> None:
    (home.path / "ec2").write_text(f"AWSAccessKeyId={home.issue()['AccessKeyId']}\nAWSSecretKey=secret\n")
    home.setenv("AWS_CREDENTIAL_FILE", str(home.path / "ec2"))


def _old_boto_file(home: Home) -> None:
    (home.path / "boto").write_text(f"[Credentials]\n{_static(home)}")
    home.setenv("BOTO_CONFIG", str(home.path / "boto"))


def _explicit(home: Home) -> dict[str, Any]:
    keys = {"aws_access_key_id": home.issue()["AccessKeyId"], "aws_secret_access_key": "secret"}
    return keys | {"region_name": "eu-central-1"}


def _nothing(home: Home) -> None:
    """Only the settings of the session are used."""


@dataclass(frozen=True)
class Source:
    """A credential source."""

    name: str
    method: str
    """botocore's name of the provider."""

    prepare: Callable[[Home], None]
    """Stores the credentials where boto3 finds them."""

    profile: str | None = None
    """The profile to use."""

    refreshes: bool = False
    """Whether each request is signed with a different key."""

    change: Callable[[Home], None] = _nothing
    """A change of the source between two calls."""

    session: Callable[[Home], dict[str, Any]] | None = None
    """Settings of a session that is passed in. None: no session is passed in."""

    default: bool = False
    """That session is set as boto3's default session, instead of being passed in."""


SOURCES = (
    Source("environment", "env", _environment),
    Source("environment that expires", "env", _expiring_environment, refreshes=True, change=_expiring_environment),
    Source("shared credentials file", "shared-credentials-file", _shared_file),
    Source("named profile", "shared-credentials-file", _named_profile, "mail"),
    Source("profile by environment", "shared-credentials-file", _profile_by_environment),
    Source("config file", "config-file", _config_file),
    Source("role by profile", "assume-role", _role, "mail", refreshes=True),
    Source("role by a chain of profiles", "assume-role", _chained_role, "mail", refreshes=True),
    Source("role by SSO", "assume-role", _role_over_sso, "over", refreshes=True),
    Source("role from the environment", "assume-role", _role_from("Environment", _environment), "mail", refreshes=True),
    Source("role from a container", "assume-role", _role_from("EcsContainer", _container), "mail", refreshes=True),
    Source(
        "role from an instance", "assume-role", _role_from("Ec2InstanceMetadata", _metadata), "mail", refreshes=True
    ),
    Source("web identity", "assume-role-with-web-identity", _web_identity, refreshes=True),
    Source("web identity by profile", "assume-role-with-web-identity", _web_identity_profile, "mail", refreshes=True),
    Source("SSO session", "sso", _sso, "mail", refreshes=True),
    Source("SSO without a session", "sso", _legacy_sso, "mail", refreshes=True),
    Source("login", "login", _login, "mail", refreshes=True),
    Source("credential process", "custom-process", _process, "mail", refreshes=True),
    Source("container", "container-role", _container, refreshes=True),
    # botocore itself continues to use an instance's expiring keys, for another 15 minutes.
    Source("instance metadata", "iam-role", _metadata),
    Source("file of the EC2 tools", "ec2-credentials-file", _old_ec2_file),
    Source("file of the first boto", "boto-config", _old_boto_file),
    Source("session with keys", "explicit", _nothing, session=_explicit),
    Source("session of a role", "assume-role", _role, session=lambda _: {"profile_name": "mail"}, refreshes=True),
    Source("default session with keys", "explicit", _shared_file, session=_explicit, default=True),
    Source(
        "default session of a profile",
        "shared-credentials-file",
        _named_profile,
        session=lambda _: {"profile_name": "mail"},
        default=True,
    ),
    Source(
        "default session of a role",
        "assume-role",
        _role,
        session=lambda _: {"profile_name": "mail"},
        refreshes=True,
        default=True,
    ),
)


def chain() -> set[str]:
    """The names of the installed botocore's providers, unordered."""
    nothing = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    with mock.patch.dict(os.environ, nothing):
        for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
            os.environ.pop(name, None)
        resolver = botocore.credentials.create_credential_resolver(Session())
        return {str(provider.METHOD) for provider in resolver.providers}


COVERED = {source.method for source in SOURCES} - {"explicit"}


def vanished() -> list[str]:
    """Providers in the table that the installed botocore lacks."""
    return sorted(COVERED - chain())


def added() -> list[str]:
    """The providers of the installed botocore that the table lacks."""
    return sorted(chain() - COVERED)


def report(terminalreporter: pytest.TerminalReporter) -> None:
    """Report providers of a newer botocore at the end of a run; they are not a failure."""
    if new := added():
        terminalreporter.section("botocore has credential providers that tests/unit/credential_sources.py lacks")
        terminalreporter.write_line("\n".join(new))


def new_session(source: Source, home: Home) -> boto3.Session | None:
    """The session that the user passes in or sets as the default. None: neither."""
    if source.session is None:
        return None
    session = boto3.Session(**source.session(home))
    if source.default:
        home.setattr("boto3.DEFAULT_SESSION", session)
    return session
