"""The session of a client that was given none, made without what a call to SES does not use."""

import gzip
import json
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import boto3


def _boto3_is_used() -> bool:
    """Whether the program has imported boto3, or is importing it."""
    return sys.modules.get("boto3") is not None


def default_session() -> "boto3.Session | None":
    """boto3's default session. None: there is none."""
    if not _boto3_is_used():
        return None
    import boto3

    return boto3.DEFAULT_SESSION


def own_session(profile_name: str | None) -> Any:
    """A new session: boto3's if the program uses boto3, because the program may have changed that class.

    Otherwise botocore's, which is what boto3's has inside: importing boto3 as well would take a tenth of the time of a
    first call, for resources and transfers to S3.
    """
    if _boto3_is_used():
        import boto3

        return boto3.Session(profile_name=profile_name)
    import botocore.session

    return botocore.session.Session(profile=profile_name)


def core_of(session: Any) -> Any:
    """The botocore session inside a boto3 session, which is not a public attribute. None: it is not there."""
    return session if hasattr(session, "create_client") else getattr(session, "_session", None)


def new_client(session: Any, service: str, **settings: Any) -> Any:
    """A client that a session of boto3 or botocore makes."""
    create: Callable[..., Any] = session.create_client if core_of(session) is session else session.client
    return create(service, **settings)


class _Services:
    """The services that botocore has, listed only when all of them are asked for."""

    def __init__(self, loader: Any, listed: Callable[[str], list[str]], type_name: str) -> None:
        self._loader = loader
        self._listed = listed
        self._type_name = type_name

    def __contains__(self, service: str) -> bool:
        from botocore.exceptions import DataNotFoundError

        try:
            return bool(self._loader.list_api_versions(service, self._type_name))
        except DataNotFoundError:
            return False

    def __iter__(self) -> Iterator[str]:
        return iter(self._listed(self._type_name))


class _Files:
    """Reads the same files as botocore's `JSONFileLoader`, into dicts instead of OrderedDicts: in half of the time."""

    def __init__(self, botocores: Any) -> None:
        self.exists = botocores.exists

    def load_file(self, file_path: str) -> Any:
        for path, unpacked in ((Path(f"{file_path}.json"), bytes), (Path(f"{file_path}.json.gz"), gzip.decompress)):
            if path.is_file():
                return json.loads(unpacked(path.read_bytes()))
        return None


@contextmanager
def read_quickly(session: Any) -> Generator[None]:
    """Let a session of our own read botocore's files with less work, while a client is made.

    botocore lists the folders of all services twice, to check one name and to name all of them in an error. That is a
    tenth of the cost of a first client.
    """
    from botocore.loaders import JSONFileLoader

    loader = core_of(session).get_component("data_loader")
    files = loader.file_loader
    loader.list_available_services = partial(_Services, loader, loader.list_available_services)
    if type(files) is JSONFileLoader:
        loader.file_loader = _Files(files)
    try:
        yield
    finally:
        loader.file_loader = files
        del loader.list_available_services
