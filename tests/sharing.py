"""What botocore reads and makes anew for each session and client, and which is the same for all: tests share it.

Most of them need a client, and most of a client's cost is this.
"""

import functools
import inspect
from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import boto3
import botocore
import pytest
from botocore import hooks
from botocore.client import ClientCreator
from botocore.loaders import JSONFileLoader, Loader
from botocore.model import ServiceModel

from sesv2kit.journal import sqlite

mocking: Any = import_module("moto.core.models") if find_spec("moto") else None
"""None: the tests of types run without moto."""

DATA = str(Path(botocore.__file__).parent / "data")
"""The folder with botocore's own models. Those of another folder are read anew: a test may have written them."""

INSTALLED = {DATA, str(Path(boto3.__file__).parent / "data")}
"""Folders that no test writes to."""


REQUESTS: list[str] = [] if mocking is None else mocking.RESPONSES_METHODS
"""What moto mocks of the requests library, for a test that uses it."""


LOAD_SERVICE_MODEL = ClientCreator._load_service_model  # type: ignore[attr-defined]
"""Makes a model that no other client has, for a test that changes it."""


@contextmanager
def shared() -> Generator[None]:
    """Share the files with models, what botocore derives from them, the list of services, and the names of events.

    Two things that take longer than most tests are left out: moto does not mock the requests library (see `REQUESTS`),
    and SQLite does not wait until the disk has written, which matters only when a machine loses power. Programs that
    tests start do both; tests/journal/test_crashes.py looks at what such a program asks of the kernel.
    """
    loader: Any = Loader
    creator: Any = ClientCreator
    events: Any = hooks
    aliaser = events.EventAliaser
    read, listed, made = JSONFileLoader.load_file, loader.list_available_services, creator._create_methods
    named = aliaser._alias_event_name
    once = functools.cache(functools.partial(read, JSONFileLoader()))
    services: dict[tuple[str, ...], Any] = {}
    models: dict[tuple[int, str], ServiceModel] = {}
    methods: dict[int, tuple[Any, dict[str, Any]]] = {}
    names: dict[str, str] = {}

    def load_file(self: JSONFileLoader, file_path: str) -> Any:
        return once(file_path) if file_path.startswith(DATA) else read(self, file_path)

    def list_available_services(self: Any, type_name: str) -> Any:
        folders = [*self._potential_locations()]
        if INSTALLED.issuperset(folders):
            key = (type_name, *folders)
            if key in services:
                self._cache["list_available_services", type_name] = [*services[key]]  # where it keeps its own
            else:
                services[key] = listed(self, type_name)
        return listed(self, type_name)

    def load_service_model(self: Any, service_name: str, api_version: str | None = None) -> ServiceModel:
        description: Any = self._loader.load_service_model(service_name, "service-2", api_version=api_version)
        key = (id(description), service_name)
        known: Any = models.get(key)
        if known is None or known._service_description is not description:
            models[key] = ServiceModel(description, service_name=service_name)
        return models[key]

    def create_methods(self: Any, service_model: Any) -> dict[str, Any]:
        description = service_model._service_description
        if id(description) not in methods:
            methods[id(description)] = description, made(self, service_model)
        return {**methods[id(description)][1]}

    def alias_event_name(self: Any, event_name: str) -> Any:
        own = self._alias_name_cache
        if event_name not in own and self._event_aliases == events.EVENT_ALIASES:
            if event_name not in names:
                names[event_name] = named(self, event_name)
            own[event_name] = names[event_name]
        return named(self, event_name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(JSONFileLoader, "load_file", load_file)
        patch.setattr(Loader, "list_available_services", list_available_services)
        patch.setattr(ClientCreator, "_load_service_model", load_service_model)
        patch.setattr(ClientCreator, "_create_methods", create_methods)
        patch.setattr(aliaser, "_alias_event_name", alias_event_name)
        _share_handlers(patch)
        if mocking is not None:
            patch.setattr(mocking, "RESPONSES_METHODS", [])
        patch.setattr(sqlite, "SYNCHRONOUS", "OFF")
        yield


def _share_handlers(patch: pytest.MonkeyPatch) -> None:
    """A copy of a session's handlers has the same nodes until one of the two changes them."""
    events: Any = hooks
    trie = events._PrefixTrie
    verified, removed = events.BaseEventHooks._verify_accept_kwargs, trie.remove_item

    def copy(self: Any) -> Any:
        one = trie()
        one._root = self._root
        return one

    def append_item(self: Any, key: str, value: Any, section: int = 1) -> None:
        """Replace the nodes on the way to the handler, since another tree may have them, too."""
        self._root = node = {**self._root}
        for part in key.split("."):
            node["children"] = children = {**node["children"]}
            children[part] = node = {**children.get(part, {"chunk": part, "values": None, "children": {}})}
        node["values"] = hooks.NodeList(*([*handlers] for handlers in node["values"] or ((), (), ())))
        node["values"][section].append(value)

    def remove_item(self: Any, key: str, value: Any) -> None:
        self._root = _copied(self._root)
        removed(self, key, value)

    def verify_accept_kwargs(self: Any, handler: Any) -> Any:
        """Look at the code of a plain function or method: inspect takes much longer to say the same."""
        code = getattr(getattr(handler, "__func__", handler), "__code__", None)
        return None if code and code.co_flags & inspect.CO_VARKEYWORDS else verified(self, handler)

    patch.setattr(trie, "__copy__", copy)
    patch.setattr(trie, "append_item", append_item)
    patch.setattr(trie, "remove_item", remove_item)
    patch.setattr(events.BaseEventHooks, "_verify_accept_kwargs", verify_accept_kwargs)


def _copied(node: dict[str, Any]) -> dict[str, Any]:
    """A node and all below it, with the same handlers."""
    values = node["values"]
    return {
        "chunk": node["chunk"],
        "children": {part: _copied(child) for part, child in node["children"].items()},
        "values": values and hooks.NodeList(*([*handlers] for handlers in values)),
    }
