"""What botocore reads and makes anew for each session and client, and which is the same for all: tests share it.

Most of them need a client, and most of a client's cost is this.
"""

import functools
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import botocore
import pytest
from botocore import hooks
from botocore.client import ClientCreator
from botocore.loaders import JSONFileLoader, Loader

DATA = str(Path(botocore.__file__).parent / "data")
"""The folder with botocore's own models. Those of another folder are read anew: a test may have written them."""

INSTALLED = {DATA, str(Path(boto3.__file__).parent / "data")}
"""Folders that no test writes to."""


@contextmanager
def shared() -> Generator[None]:
    """Share the files with models, the list of services, the methods of clients, and the names of events.

    The handlers of a session are copied for each client as before, but in fewer steps.
    """
    loader: Any = Loader
    creator: Any = ClientCreator
    events: Any = hooks
    aliaser = events.EventAliaser
    read, listed, made = JSONFileLoader.load_file, loader.list_available_services, creator._create_methods
    named = aliaser._alias_event_name
    once = functools.cache(functools.partial(read, JSONFileLoader()))
    services: dict[tuple[str, ...], Any] = {}
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
        patch.setattr(ClientCreator, "_create_methods", create_methods)
        patch.setattr(aliaser, "_alias_event_name", alias_event_name)
        patch.setattr(events._PrefixTrie, "_recursive_copy", copied)
        yield


def copied(self: Any, node: dict[str, Any]) -> dict[str, Any]:
    """A node of the tree of a session's handlers, with its own lists of the same handlers."""
    copy: dict[str, Any] = {}
    for key, value in node.items():
        kind = type(value)
        if kind is hooks.NodeList:
            copy[key] = hooks.NodeList([*value.first], [*value.middle], [*value.last])
        elif kind is dict:
            copy[key] = copied(self, value)
        else:
            copy[key] = value
    return copy
