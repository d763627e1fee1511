"""Changes to one contact that keep what they do not name: `contacts.patch` and `contacts.unsubscribe`."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, cast

from sesv2kit._core.arguments import validated
from sesv2kit._workflows import waiting
from sesv2kit._workflows.caller import Caller
from sesv2kit._workflows.contacts.members import SOURCE, contact_of, text_of, topics_of
from sesv2kit.contacting import ContactPatch
from sesv2kit.errors import AlreadyExistsError, NotFoundError, Problem, RequestInvalidError, ResponseUnreadableError
from sesv2kit.models.contacts import (
    CREATE_CONTACT,
    GET_CONTACT,
    UPDATE_CONTACT,
    GetContactResponse,
    TopicPreference,
)


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
        request = contact_of(method, contact_list_name, email_address, topics, unsubscribe_all, kept)
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
            problems.append(Problem("attributes", "must be a mapping, whose keys are text", SOURCE))
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
            merged = {**topics_of(found), **self._topics}
            text: str | None = None
            if self._attributes or self._removed:
                members = {**self._members(found), **self._attributes}
                text = text_of({name: value for name, value in members.items() if name not in self._removed})
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
            "attributes_data": text_of(self._attributes) if self._attributes else None,
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
        there = topics_of(found)
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
            raise RequestInvalidError(self._method, [Problem("attributes", rule, SOURCE)])
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
        raise RequestInvalidError("unsubscribe", [Problem("topic_name", "must be the name of a topic", SOURCE)])
    return Patch("unsubscribe", contact_list_name, email_address, {topic_name: "OPT_OUT"}, None, None, True)
