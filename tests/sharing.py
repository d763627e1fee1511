"""What botocore reads and makes anew for each session and client, and which is the same for all: tests share it.

Most of them need a client, and most of a client's cost is this.
"""

import functools
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import botocore
import pytest
from botocore.client import ClientCreator
from botocore.loaders import JSONFileLoader, Loader

DATA = str(Path(botocore.__file__).parent / "data")
"""The folder with botocore's own models. Those of another folder are read anew: a test may have written them."""


@contextmanager
def shared() -> Generator[None]:
    """Share the files with models, the list of services, and the methods of clients."""
    loader: Any = Loader
    creator: Any = ClientCreator
    read, listed, made = JSONFileLoader.load_file, loader.list_available_services, creator._create_methods
    once = functools.cache(functools.partial(read, JSONFileLoader()))
    services: dict[str, Any] = {}
    methods: dict[int, tuple[Any, dict[str, Any]]] = {}

    def load_file(self: JSONFileLoader, file_path: str) -> Any:
        return once(file_path) if file_path.startswith(DATA) else read(self, file_path)

    def list_available_services(self: Any, type_name: str) -> Any:
        if [*self._potential_locations()] != [DATA]:
            return listed(self, type_name)
        if type_name not in services:
            services[type_name] = listed(self, type_name)
        return [*services[type_name]]

    def create_methods(self: Any, service_model: Any) -> dict[str, Any]:
        description = service_model._service_description
        if id(description) not in methods:
            methods[id(description)] = description, made(self, service_model)
        return {**methods[id(description)][1]}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(JSONFileLoader, "load_file", load_file)
        patch.setattr(Loader, "list_available_services", list_available_services)
        patch.setattr(ClientCreator, "_create_methods", create_methods)
        yield
