"""An email backend for Django: `EMAIL_BACKEND = "sesv2kit.django.EmailBackend"`. Needs Django 5.2 or newer.

The client is that of the setting `SESV2KIT`; docs/django.md has all of it, and how to move from django-ses and anymail.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from email.message import Message as MimeMessage
from email.utils import getaddresses
from typing import TYPE_CHECKING, Any, Final, Protocol, TypedDict, cast

from sesv2kit._core.fork import Lock
from sesv2kit._workflows.compose import OBEYED, pairs
from sesv2kit.client import SESv2
from sesv2kit.config import ClientConfig
from sesv2kit.errors import Problem, RequestInvalidError, SESv2Error
from sesv2kit.models.sending import SEND_EMAIL

if TYPE_CHECKING:
    from sesv2kit.models.sending import ConfigurationOverrides, ListManagementOptions, SendEmailResponse

    class BaseEmailBackend:
        """Django's class. Its types need stubs that a user may not have."""

        fail_silently: bool

        def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None: ...

else:
    try:
        from django.core.mail.backends.base import BaseEmailBackend
    except ModuleNotFoundError as error:
        raise ImportError('the email backend needs Django: pip install "sesv2kit[django]"') from error

__all__ = ["DjangoMessage", "EmailBackend", "MessageMixin", "MessageOptions", "Settings"]


def __dir__() -> list[str]:
    return __all__


_logger: Final = logging.getLogger("sesv2kit.django")


class MessageOptions(TypedDict, total=False):
    """What Django's messages have no argument for: `message.ses_options = {...}`, or defaults in `SESV2KIT`.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
    """

    configuration_set_name: str
    """Configuration set to send with. Absent: the identity's default one, if it has one."""

    tenant_name: str
    """Tenant to send for. Absent: no tenant."""

    email_tags: Mapping[str, str]
    """Message tags. Absent: no tags. Those of a message are added to the defaults."""

    list_management_options: "ListManagementOptions"
    """Contact list for unsubscribe links that SES adds. Absent: no such links."""

    endpoint_id: str
    """Multi-region endpoint to send through. Absent: the region's endpoint."""

    from_email_address_identity_arn: str
    """Identity of another account whose policy allows sending. Absent: one of this account."""

    feedback_forwarding_email_address: str
    """Address that bounces and complaints are forwarded to. Absent: the identity's setting."""

    feedback_forwarding_email_address_identity_arn: str
    """Identity of another account whose policy allows that forwarding address. Absent: one of this account."""

    configuration_overrides: "ConfigurationOverrides"
    """Settings that replace the configuration set's for one send. Absent: no changes."""

    idempotency_key: str
    """Text that identifies this one email: however often it is sent with it, SES accepts it once. Needs a journal,
    `ClientConfig(journal=...)`. Only for a message, not for defaults. Absent: no such protection."""


class Settings(MessageOptions, total=False):
    """The setting `SESV2KIT`: how the client connects, and what holds for every message that says nothing else."""

    region_name: str
    """AWS region. Absent: as boto3 finds it."""

    profile_name: str
    """Profile of the AWS configuration files. Absent: as boto3 finds it."""

    endpoint_url: str
    """Where requests are sent. Absent: AWS."""

    config: ClientConfig
    """Retries, pacing, timeouts, journal. Absent: the defaults of `ClientConfig`."""

    client: "SESv2 | Callable[[], SESv2] | str"
    """A client of your own, a function that returns one, or the dotted path of either. A function is called once in a
    process, again only if it raised. Absent: a client is made of the four settings above, and used by the whole
    process."""


class MessageMixin:
    """Options and results of a message, for type checkers: `class Mail(MessageMixin, EmailMultiAlternatives): ...`.

    Messages of Django's own classes have the same attributes at run time.
    """

    ses_options: MessageOptions | None = None
    """What Django's messages have no argument for. None: nothing."""

    ses_result: "SendEmailResponse | None" = None
    """SES's response to the last send of this message. None: it was not tried, or `ses_error` ended it."""

    ses_error: SESv2Error | None = None
    """What ended the last send of this message. None: it was not tried, or SES accepted it."""


class DjangoMessage(Protocol):
    """What the backend uses of `django.core.mail.EmailMessage`, whose subclasses work too."""

    to: list[str]
    """Main recipients."""

    cc: list[str]
    """Recipients of a copy, visible to all."""

    bcc: list[str]
    """Recipients of a copy, hidden from the others."""

    def recipients(self) -> list[str]:
        """All recipients."""
        ...

    def message(self) -> Any:
        """The message of Python's `email` package."""
        ...


_PAGE: Final = "docs/django.md of sesv2kit"

_CONNECTING: Final = ("region_name", "profile_name", "endpoint_url", "config")

_OF_ANYMAIL: Final[Mapping[str, str]] = {
    "envelope_sender": 'ses_options = {"feedback_forwarding_email_address": ...}',
    "esp_extra": "ses_options",
    "merge_data": "sending.send_bulk",
    "merge_global_data": "sending.send_bulk",
    "merge_headers": "sending.send_bulk",
    "merge_metadata": "sending.send_bulk",
    "metadata": 'ses_options = {"email_tags": {...}}',
    "send_at": "a task queue",
    "tags": 'ses_options = {"email_tags": {...}}',
    "template_id": "sending.send",
    "track_clicks": "the options of a configuration set",
    "track_opens": "the options of a configuration set",
}
"""Attributes that anymail obeys, and what takes their place."""

_clients: Final[list[tuple[object, SESv2]]] = []
"""Each client and what it was made of, which need not be hashable."""

_lock: Final = Lock()


class EmailBackend(BaseEmailBackend):
    """Sends Django's messages through SES: nothing twice, paced, each with its result.

    All backends of a process with the same settings share one client, so they share its connections and its pacing. A
    message is sent as MIME, exactly as Django builds it; SES replaces Date and Message-ID. The sender is the header
    From, which is `from_email` unless the message's headers have another.

    After `send_messages` each message has `ses_result`, the `SendEmailResponse` or None, and `ses_error`, the
    `SESv2Error` that ended its send or None. Both are None where it was not tried.
    """

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        """Arguments with the names of `Settings` win over the setting `SESV2KIT`.

        Args:
            fail_silently: Whether a message that cannot be sent is logged instead of raised. An outcome that is unknown
                is logged too: look at `message.ses_error`.
            **kwargs: See `Settings`, and `alias`, the name in Django's setting `MAILERS`. `username` and `password`,
                which Django passes on, must be None or "".

        Raises:
            django.core.exceptions.ImproperlyConfigured: A setting is unknown, or a login is given.
        """
        kwargs.pop("_ignore_unknown_kwargs", None)  # of Django's get_connection(); nothing unknown is ignored here
        super().__init__(alias=kwargs.pop("alias", None))
        self.fail_silently = fail_silently  # set here because newer versions of Django deprecate their own
        login = [name for name in ("username", "password") if kwargs.pop(name, None)]
        if login:
            raise _improper(f"{' and '.join(login)}: SES takes no login; credentials are found as boto3 finds them")
        self._settings = _settings(kwargs)

    @property
    def client(self) -> SESv2:
        """The client that sends.

        Raises:
            django.core.exceptions.ImproperlyConfigured: The setting `client` is no client and makes none.
        """
        own = self._settings.get("client")
        return _shared(self._settings) if own is None else _resolved(own)

    def send_messages(self, email_messages: Sequence[DjangoMessage]) -> int:
        """Send messages one after the other. Messages without recipients are left out.

        Args:
            email_messages: Messages; each has at most 50 recipients.

        Returns:
            How many messages SES accepted. Accepted means that it will try to deliver them.

        Raises:
            SESv2Error: A message cannot be sent, and not `fail_silently`; the messages after it were not tried. A note
                on the error says how many were sent before. The classes are those of `sending.send_email`.
        """
        messages = [one for one in email_messages if one.recipients()]
        for message in messages:
            _tell(message, None, None)
        sent = 0
        for message in messages:
            try:
                response = self._send(message)
            except Exception as error:
                known = error if isinstance(error, SESv2Error) else None
                _tell(message, None, known)
                if known is None or not self.fail_silently:
                    error.add_note(f"{sent} of {len(messages)} messages were sent before this one")
                    raise
                _logger.warning("An email was not sent, or its outcome is unknown: %s", error)
            else:
                _tell(message, response, None)
                sent += 1
        return sent

    def _send(self, message: DjangoMessage) -> "SendEmailResponse":
        mime = message.message()
        problems = [*_problems(message, mime)]
        if problems:
            raise RequestInvalidError(SEND_EMAIL.name, problems)
        return self.client.sending.send_email(
            content=mime,
            destination=cast(
                "Any",
                {
                    "to_addresses": [_bare(one) for one in message.to if one],
                    "cc_addresses": [_bare(one) for one in message.cc if one],
                    "bcc_addresses": [_bare(one) for one in message.bcc if one],
                },
            ),
            **self._options(message, mime),
        )

    def _options(self, message: DjangoMessage, mime: MimeMessage) -> dict[str, Any]:
        """Defaults, unless a header of the message says the same, and the message's own options."""
        own = _own(message)
        options: dict[str, Any] = {
            name: value
            for name, value in self._settings.items()
            if name in MessageOptions.__annotations__ and _header(name, mime) is None
        }
        tags: dict[Any, Any] = {**(options.get("email_tags") or {}), **(own.get("email_tags") or {})}
        options.update(own)
        options["email_tags"] = pairs(tags) or None
        return options


def _tell(message: Any, result: "SendEmailResponse | None", error: SESv2Error | None) -> None:
    message.ses_result, message.ses_error = result, error


def _own(message: Any) -> dict[str, Any]:
    return dict(getattr(message, "ses_options", None) or {})


def _header(option: str, mime: MimeMessage) -> str | None:
    """The header of the message that SES obeys in place of an option. None: it has none."""
    return next((header for header, name in OBEYED.items() if name == option and header in mime), None)


def _bare(address: str) -> str:
    """An address without its display name, which the header has. Text that is not one address stays, to be refused."""
    text = str(address)
    found = getaddresses([text])
    is_one = len(found) == 1 and not {"\r", "\n", ";"} & {*text.rpartition("@")[2]}
    return (found[0][1] if is_one else "") or text


def _problems(message: Any, mime: MimeMessage) -> Iterator[Problem]:
    given: Any = getattr(message, "ses_options", None) or {}
    if not isinstance(given, Mapping):
        yield Problem("ses_options", f"must be a dictionary, not a {type(given).__name__}", _PAGE)
        return
    own = _own(message)
    if not isinstance(own.get("email_tags") or {}, Mapping):
        yield Problem("ses_options.email_tags", "must be a dictionary of names and values", _PAGE)
    for name in own:
        if name not in MessageOptions.__annotations__:
            known = ", ".join(sorted(MessageOptions.__annotations__))
            yield Problem(f"ses_options.{name}", f"is unknown; options are {known}", _PAGE)
        elif header := _header(name, mime):
            text = f"must not be given beside the header {header} of the message"
            yield Problem(f"ses_options.{name}", text, _PAGE)
    for name, instead in _OF_ANYMAIL.items():
        if getattr(message, name, None):
            yield Problem(f"message.{name}", f"is anymail's and would be ignored: use {instead}", _PAGE)


def _settings(given: Mapping[str, Any]) -> dict[str, Any]:
    from django.conf import settings
    from django.utils.functional import Promise

    configured = getattr(settings, "SESV2KIT", {})
    if not isinstance(configured, Mapping):
        raise _improper("must be a dictionary")
    found = {**cast("Mapping[str, Any]", configured), **given}
    known = ({*Settings.__annotations__} | {*MessageOptions.__annotations__}) - {"idempotency_key"}
    for name in found:
        if name not in known:
            why = "is for a message: message.ses_options" if name == "idempotency_key" else "is unknown"
            raise _improper(f"{name} {why}. Settings are {', '.join(sorted(known))}")
    if not isinstance(found.get("email_tags") or {}, Mapping):
        raise _improper("email_tags must be a dictionary of names and values")
    for name in ("region_name", "profile_name", "endpoint_url"):
        if found.get(name) is not None:
            if not isinstance(found[name], (str, Promise)):
                raise _improper(f"{name} must be text, not a {type(found[name]).__name__}")
            found[name] = str(found[name])
    beside = [name for name in _CONNECTING if "client" in found and name in found]
    if beside:
        raise _improper(f"{' and '.join(beside)}: the setting client has them already")
    return found


def _improper(what: str) -> Exception:
    from django.core.exceptions import ImproperlyConfigured

    return ImproperlyConfigured(f"SESV2KIT: {what}")


def _shared(settings: Mapping[str, Any]) -> SESv2:
    """The process's client for these settings."""
    given = {name: settings[name] for name in _CONNECTING if name in settings}
    with _lock.lock:
        return _made_of(given) or _kept(given, SESv2(**given))


def _made_of(given: object) -> SESv2 | None:
    return next((client for source, client in _clients if source == given), None)


def _kept(given: object, client: SESv2) -> SESv2:
    _clients.append((given, client))
    return client


def _resolved(own: Any) -> SESv2:
    from django.utils.module_loading import import_string

    found = import_string(own) if isinstance(own, str) else own
    # Called without the lock: the function may itself send an email, such as a log record to the admins.
    client = _made_of(found) or found() if callable(found) else found
    if not isinstance(client, SESv2):
        raise _improper("client must be a sesv2kit.SESv2, a function that returns one, or the dotted path of either")
    if not callable(found):
        return client
    with _lock.lock:
        return _made_of(found) or _kept(found, client)
