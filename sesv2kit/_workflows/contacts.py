"""Contacts: changes that keep what they do not name, imports and exports."""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from itertools import islice
from typing import IO, Any, cast

from pydantic import BaseModel

from sesv2kit._boto.files import Folder
from sesv2kit._core.arguments import validated
from sesv2kit._workflows import waiting
from sesv2kit._workflows.caller import Caller
from sesv2kit._workflows.listing import Pages
from sesv2kit.contacting import ContactEntry, ContactImport, ContactPatch, ExistingContacts, InvalidEntry
from sesv2kit.errors import AlreadyExistsError, NotFoundError, Problem, RequestInvalidError, ResponseUnreadableError
from sesv2kit.models.contacts import (
    CREATE_CONTACT,
    GET_CONTACT,
    GET_CONTACT_LIST,
    LIST_CONTACTS,
    UPDATE_CONTACT,
    Contact,
    CreateContactRequest,
    GetContactResponse,
    TopicPreference,
)
from sesv2kit.models.jobs import CREATE_IMPORT_JOB, GetImportJobResponse

_SOURCE = "https://docs.aws.amazon.com/ses/latest/dg/sending-email-list-management.html"
FILE_SIZE = 1_000_000
"""Contacts that one import job takes."""

PAGE_SIZE = 1000
"""Contacts of a page."""

# Changes to one contact.


class Patch:
    """See `Contacts.patch`."""

    def __init__(
        self,
        method: str,
        contact_list_name: str,
        email_address: str,
        topics: Mapping[str, Any] | None,
        unsubscribe_all: bool | None,
        attributes: Mapping[str, Any] | None,
        create: bool,
    ) -> None:
        """Check the arguments.

        Raises:
            RequestInvalidError: An argument is wrong.
        """
        self._address = {"contact_list_name": contact_list_name, "email_address": email_address}
        self._check_kinds(method, attributes, create)
        # None removes an attribute, and is no value that could be wrong.
        kept = {name: value for name, value in (attributes or {}).items() if value is not None}
        request = _contact(method, contact_list_name, email_address, topics, unsubscribe_all, kept)
        self._topics = {one.topic_name: one.subscription_status for one in request.topic_preferences or ()}
        self._unsubscribe_all = request.unsubscribe_all
        self._removed = [name for name in attributes or {} if name not in kept]
        # As JSON has them: a date is text there.
        self._attributes: dict[str, Any] = json.loads(str(request.attributes_data)) if kept else {}
        self._method = method
        self._create = create

    @staticmethod
    def _check_kinds(method: str, attributes: Any, create: Any) -> None:
        """Refuse what Python would take for something else."""
        problems: list[Problem] = []
        names = cast("Iterable[Any]", attributes) if isinstance(attributes, Mapping) else (None,)
        if attributes is not None and not all(isinstance(name, str) for name in names):
            problems.append(Problem("attributes", "must be a mapping, whose keys are text", _SOURCE))
        if not isinstance(create, bool):
            problems.append(Problem("create", "must be True or False", "sesv2kit"))
        if problems:
            raise RequestInvalidError(method, problems)

    async def apply(self, caller: Caller) -> ContactPatch:
        """Read the contact, and write it with the changes."""
        try:
            found = await caller.look_up(GET_CONTACT, self._address)
        except NotFoundError:
            if not self._create:
                raise
            if (made := await self._made(caller)) is not None:
                return made
            found = await waiting.patiently(caller, GET_CONTACT, self._address, reads=True)
        self._check_readable(found)
        differences = self._differences(found)
        if differences:
            merged = {**_topics(found), **self._topics}
            text: str | None = None
            if self._attributes or self._removed:
                members = {**self._members(found), **self._attributes}
                text = _text({name: value for name, value in members.items() if name not in self._removed})
            arguments = {
                **self._address,
                "topic_preferences": [
                    TopicPreference(topic_name=name, subscription_status=status) for name, status in merged.items()
                ],
                "unsubscribe_all": bool(
                    found.unsubscribe_all if self._unsubscribe_all is None else self._unsubscribe_all
                ),
                "attributes_data": text,
            }
            request = validated(UPDATE_CONTACT, arguments)
            if text is None:
                # As SES has it, of whatever form: another program may have written it.
                vars(request)["attributes_data"] = found.attributes_data
            await caller.call(UPDATE_CONTACT, request)
        return ContactPatch(False, differences, not differences or await self._is_shown(caller))

    async def _made(self, caller: Caller) -> ContactPatch | None:
        """The contact is new. None: it is there after all."""
        arguments = {
            **self._address,
            "topic_preferences": [
                TopicPreference(topic_name=name, subscription_status=status) for name, status in self._topics.items()
            ],
            "unsubscribe_all": self._unsubscribe_all,
            "attributes_data": _text(self._attributes) if self._attributes else None,
        }
        try:
            await caller.call(CREATE_CONTACT, arguments)
        except AlreadyExistsError:  # made by an attempt whose response was lost, or by somebody else
            return None
        return ContactPatch(True, self._differences(GetContactResponse()), await self._is_shown(caller))

    def _check_readable(self, found: GetContactResponse) -> None:
        needed = ("TopicPreferences", "UnsubscribeAll", "AttributesData")
        for path in found.metadata.unread:
            if path.startswith(needed):
                raise ResponseUnreadableError(
                    f"GetContact returned a contact whose {path} cannot be read; writing it back would lose it",
                    operation=GET_CONTACT.name,
                    body=found.metadata.raw,
                )

    def _differences(self, found: GetContactResponse) -> tuple[str, ...]:
        """What is not as wanted."""
        there = _topics(found)
        names = [f"topics.{name}" for name, status in self._topics.items() if there.get(name) != status]
        if self._unsubscribe_all is not None and self._unsubscribe_all != bool(found.unsubscribe_all):
            names.append("unsubscribe_all")
        if self._attributes or self._removed:
            members = self._members(found)
            changed = [
                name for name, value in self._attributes.items() if name not in members or members[name] != value
            ]
            names += [f"attributes.{name}" for name in (*changed, *(one for one in self._removed if one in members))]
        return tuple(names)

    def _members(self, found: GetContactResponse) -> dict[str, Any]:
        """The attributes that a contact has."""
        if found.attributes_data is None:
            return {}
        try:
            members = json.loads(found.attributes_data)
        except ValueError:
            members = None
        if not isinstance(members, dict):
            rule = "cannot be merged, because those of the contact are no JSON object: replace them with update_contact"
            raise RequestInvalidError(self._method, [Problem("attributes", rule, _SOURCE)])
        return cast("dict[str, Any]", members)

    async def _is_shown(self, caller: Caller) -> bool:
        """Whether SES shows what was written. Until it does, a change that follows could bring back what was before."""
        lag = waiting.Lag()
        while True:
            try:
                found = await caller.look_up(GET_CONTACT, self._address)
            except NotFoundError:
                found = None
            if found is not None and not self._differences(found):
                return True
            if lag.is_over:
                return False
            await lag.wait(caller)


def unsubscribing(contact_list_name: str, email_address: str, topic_name: Any) -> Patch:
    """See `Contacts.unsubscribe`.

    Raises:
        RequestInvalidError: An argument is wrong.
    """
    if topic_name is None:
        return Patch("unsubscribe", contact_list_name, email_address, None, True, None, True)
    if not isinstance(topic_name, str) or not topic_name:
        raise RequestInvalidError("unsubscribe", [Problem("topic_name", "must be the name of a topic", _SOURCE)])
    return Patch("unsubscribe", contact_list_name, email_address, {topic_name: "OPT_OUT"}, None, None, True)


def _topics(found: GetContactResponse | Contact) -> dict[str, str]:
    """The preferences by topic."""
    return {one.topic_name: one.subscription_status for one in found.topic_preferences}


def _text(members: Mapping[str, Any]) -> str:
    return json.dumps(members, ensure_ascii=False)


def _contact(
    method: str,
    contact_list_name: str,
    email_address: Any,
    topics: Any,
    unsubscribe_all: Any,
    attributes: Any,
) -> CreateContactRequest:
    """A contact, with our names of its members.

    Raises:
        RequestInvalidError: One is wrong.
    """
    if topics is not None and not isinstance(topics, Mapping):
        raise RequestInvalidError(method, [Problem("topics", "must be a mapping", _SOURCE)])
    choices = cast("Mapping[str, Any]", topics or {})
    wrong = [name for name, status in choices.items() if status not in ("OPT_IN", "OPT_OUT") or not name]
    if wrong:
        rule = "must have names of topics, each with OPT_IN or OPT_OUT"
        raise RequestInvalidError(method, [Problem("topics", rule, CREATE_CONTACT.reference)])
    arguments = {
        "contact_list_name": contact_list_name,
        "email_address": email_address,
        "topic_preferences": [{"topic_name": name, "subscription_status": choices[name]} for name in choices],
        "unsubscribe_all": unsubscribe_all,
        "attributes_data": attributes,
    }
    try:
        return validated(CREATE_CONTACT, arguments)
    except RequestInvalidError as error:
        problems = [replace(one, argument=_renamed(one.argument)) for one in error.problems]
    raise RequestInvalidError(method, problems)


def _renamed(argument: str) -> str:
    return argument.replace("attributes_data", "attributes").replace("topic_preferences", "topics")


# Imports.


def _record(request: CreateContactRequest) -> dict[str, Any]:
    """A contact in the form of import files, in which names begin with a small letter."""
    record: dict[str, Any] = {"emailAddress": request.email_address}
    if request.topic_preferences:
        record["topicPreferences"] = [
            {"topicName": one.topic_name, "subscriptionStatus": one.subscription_status}
            for one in request.topic_preferences
        ]
    if request.unsubscribe_all is not None:
        record["unsubscribeAll"] = request.unsubscribe_all
    if request.attributes_data is not None:
        record["attributesData"] = request.attributes_data
    return record


@dataclass
class _Rows:
    """The entries of an import as rows of a file, one after the other."""

    contact_list_name: str
    entries: Iterable[Any]
    topics: frozenset[str]
    known: set[str]
    """Addresses that are left out, in lower case."""
    read: int = 0
    submitted: int = 0
    skipped: int = 0

    def __post_init__(self) -> None:
        self.invalid: list[InvalidEntry] = []
        self._rows = self._each()

    def write(self, file: IO[bytes]) -> int:
        """Write the rows of one file, and return how many they are."""
        count = 0
        for row in islice(self._rows, FILE_SIZE):
            file.write(row)
            count += 1
        file.flush()
        file.seek(0)
        self.submitted += count
        return count

    def _each(self) -> Iterator[bytes]:
        for index, entry in enumerate(self.entries):
            self.read += 1
            try:
                request = self._request(entry)
            except RequestInvalidError as error:
                self.invalid.append(InvalidEntry(index, error))
                continue
            key = request.email_address.lower()
            if key in self.known:
                self.skipped += 1
                continue
            self.known.add(key)
            yield _text(_record(request)).encode() + b"\n"

    def _request(self, entry: Any) -> CreateContactRequest:
        given = _members(entry)
        request = _contact("import_many", self.contact_list_name, **given)
        if not {one.topic_name for one in request.topic_preferences or ()} <= self.topics:
            raise RequestInvalidError("import_many", [Problem("topics", "must be topics of the list", _SOURCE)])
        return request


_NAMES = tuple(one.name for one in fields(ContactEntry))


def _members(entry: Any) -> dict[str, Any]:
    """The members of an entry, by their names in `ContactEntry`."""
    if isinstance(entry, str):
        entry = {"email_address": entry}
    elif isinstance(entry, ContactEntry):
        entry = {name: getattr(entry, name) for name in _NAMES}
    elif isinstance(entry, BaseModel):
        entry = {name: getattr(entry, name) for name in type(entry).model_fields}
    if not isinstance(entry, Mapping):
        rule = "must be a ContactEntry, an address, or a mapping with the members of ContactEntry"
        raise RequestInvalidError("import_many", [Problem("contacts", rule, "sesv2kit")])
    members = cast("Mapping[str, Any]", entry)
    if not members.keys() <= {*_NAMES}:
        rule = f"must have no other members than {', '.join(_NAMES)}"
        raise RequestInvalidError("import_many", [Problem("contacts", rule, "sesv2kit")])
    return {name: members.get(name) for name in _NAMES}


async def import_many(
    caller: Caller,
    contact_list_name: str,
    contacts: Iterable[Any],
    s3_url: str,
    s3_client: Any,
    existing: ExistingContacts,
    timeout: float | None,
) -> ContactImport:
    """See `Contacts.import_many`."""
    destination = {"contact_list_name": contact_list_name, "contact_list_import_action": "PUT"}
    _check_import(s3_url, destination, contacts, existing)
    waiting.check_timeout("import_many", timeout)
    folder = Folder(s3_client)
    found = await caller.look_up(GET_CONTACT_LIST, {"contact_list_name": contact_list_name})
    known = await _known(caller, contact_list_name) if existing == "skip" else set[str]()
    rows = _Rows(contact_list_name, contacts, frozenset(one.topic_name for one in found.topics), known)
    jobs: list[GetImportJobResponse] = []
    job_ids: list[str] = []
    while True:
        url = s3_url if not job_ids else f"{s3_url}.{len(job_ids) + 1}"
        if not await caller.blocking(_uploading(folder, url, rows)):
            break
        created = await caller.call(
            CREATE_IMPORT_JOB,
            {
                "import_destination": {"contact_list_destination": destination},
                "import_data_source": {"s3_url": url, "data_format": "JSON"},
            },
        )
        job_ids.append(str(created.job_id))
        done = await waiting.job(caller, None, job_ids[-1], timeout)
        jobs.append(cast("GetImportJobResponse", done))
    failures = [one.failure_info for one in jobs if one.failure_info is not None]
    return ContactImport(
        rows.read,
        rows.submitted,
        rows.skipped,
        tuple(rows.invalid),
        sum(one.failed_records_count or 0 for one in jobs),
        tuple(one.failed_records_s3_url for one in failures if one.failed_records_s3_url),
        tuple(job_ids),
    )


def _check_import(s3_url: str, destination: Mapping[str, Any], contacts: Any, existing: Any) -> None:
    problems: list[Problem] = []
    try:
        validated(
            CREATE_IMPORT_JOB,
            {
                "import_destination": {"contact_list_destination": destination},
                "import_data_source": {"s3_url": s3_url, "data_format": "JSON"},
            },
        )
    except RequestInvalidError as error:
        problems += [replace(one, argument=one.argument.rpartition(".")[2]) for one in error.problems]
        rule = "must be s3://bucket/key"  # Pydantic's message has a pattern
        problems = [replace(one, message=rule) if one.argument == "s3_url" else one for one in problems]
    # These can be iterated over, too, but not as contacts.
    if isinstance(contacts, str | bytes | Mapping | BaseModel) or not isinstance(contacts, Iterable):
        problems.append(Problem("contacts", "must be a list or another iterable of contacts", "sesv2kit"))
    if existing not in ("skip", "replace"):
        problems.append(Problem("existing", "must be skip or replace", "sesv2kit"))
    if problems:
        raise RequestInvalidError("import_many", problems)


async def _known(caller: Caller, contact_list_name: str) -> set[str]:
    """The addresses of a list, in lower case."""
    pages = Pages(caller, LIST_CONTACTS, {"contact_list_name": contact_list_name, "page_size": PAGE_SIZE})
    known = set[str]()
    while (items := await pages.next()) is not None:
        known.update(one.email_address.lower() for one in items if one.email_address)
    return known


def _uploading(folder: Folder, url: str, rows: _Rows) -> Callable[[], int]:
    """What writes one file to S3, unless there are no more rows. It blocks."""

    def upload() -> int:
        with tempfile.TemporaryFile() as file:
            count = rows.write(file)
            if count:
                folder.put(url, file)
        return count

    return upload


# Exports.


async def export(caller: Caller, contact_list_name: str, file: IO[str], attributes: bool) -> int:
    """See `Contacts.export`."""
    try:
        file.write("")
    except (AttributeError, TypeError, ValueError):  # no file, of bytes, closed or open for reading
        rule = "must be a text file that is open for writing"
        raise RequestInvalidError("export", [Problem("file", rule, "sesv2kit")]) from None
    pages = Pages(caller, LIST_CONTACTS, {"contact_list_name": contact_list_name, "page_size": PAGE_SIZE})
    count = 0
    while (items := await pages.next()) is not None:
        lines: list[str] = []
        for one in items:
            data: str | None = None
            if attributes:
                arguments = {"contact_list_name": contact_list_name, "email_address": one.email_address}
                try:
                    data = (await caller.look_up(GET_CONTACT, arguments)).attributes_data
                except NotFoundError:  # deleted since the page was read
                    continue
            lines.append(_text(_exported(one, data)) + "\n")
        count += len(lines)
        await caller.blocking(_writing(file, lines))
    return count


def _exported(contact: Contact, attributes: str | None) -> dict[str, Any]:
    record: dict[str, Any] = {"emailAddress": contact.email_address}
    if contact.topic_preferences:
        record["topicPreferences"] = [
            {"topicName": name, "subscriptionStatus": status} for name, status in _topics(contact).items()
        ]
    record["unsubscribeAll"] = bool(contact.unsubscribe_all)
    if attributes is not None:
        record["attributesData"] = attributes
    return record


def _writing(file: IO[str], lines: list[str]) -> Callable[[], None]:
    def write() -> None:
        file.writelines(lines)

    return write
