"""Contacts from any iterable, as import jobs: `contacts.import_many`."""

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
from sesv2kit._workflows.contacts.members import PAGE_SIZE, SOURCE, contact_of, text_of
from sesv2kit._workflows.listing import Pages
from sesv2kit.contacting import ContactEntry, ContactImport, ExistingContacts, InvalidEntry
from sesv2kit.errors import Problem, RequestInvalidError
from sesv2kit.models.contacts import GET_CONTACT_LIST, LIST_CONTACTS, CreateContactRequest
from sesv2kit.models.jobs import CREATE_IMPORT_JOB, GetImportJobResponse

FILE_SIZE = 1_000_000
"""Contacts that one import job takes."""


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
            yield text_of(_record(request)).encode() + b"\n"

    def _request(self, entry: Any) -> CreateContactRequest:
        given = _members(entry)
        request = contact_of("import_many", self.contact_list_name, **given)
        if not {one.topic_name for one in request.topic_preferences or ()} <= self.topics:
            raise RequestInvalidError("import_many", [Problem("topics", "must be topics of the list", SOURCE)])
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
