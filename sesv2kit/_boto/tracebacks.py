"""Finds where an exception was raised, and how far the request was sent, from frames and causes. No I/O."""

import signal
import sys
import traceback
from collections.abc import Iterator
from http.client import HTTPException
from types import FrameType
from typing import Any

import botocore.exceptions as boto
from urllib3.exceptions import HTTPError


def failed_provider(error: Exception) -> str | None:
    """The credential provider that failed, by botocore's name of it. None: none did."""
    found = None
    for frame in frames_of(error):
        if module_of(frame) in _PROVIDERS or frame.f_code.co_name in _GIVING:
            one = frame.f_locals.get("self")
            name = getattr(one, "METHOD", None) or getattr(one, "method", None)
            found = name if isinstance(name, str) else found or "a credential provider"
    return found


_PROVIDERS = ("botocore.credentials", "botocore.tokens")
_GIVING = ("get_frozen_credentials", "get_frozen_token")
"""The method that botocore calls on credentials, which may be the caller's own object."""


def unfit_header(error: Exception) -> str | None:
    """The name of the header, in lower case, that could not be written. None: none was being written."""
    for each in _causes(error):
        for frame in frames_of(each):
            if frame.f_code.co_name == "putheader" and isinstance(header := frame.f_locals.get("header"), str | bytes):
                return (header if isinstance(header, str) else header.decode("latin-1")).lower()
    return None


def never_written(error: Exception, passed: set[str]) -> bool:
    """Whether it is certain that no byte of a request was written, although it was passed to the connection.

    Args:
        error: The exception of sending it.
        passed: The functions in its traceback.
    """
    if passed & _BEFORE_WRITING and "endheaders" not in passed:
        return True
    frames = [frame for each in _causes(error) for frame in frames_of(each)]
    # The local variables of this function show its progress. `request_target` is set just before the request is sent:
    # while it has no value, nothing was sent. After that, any line may have been interrupted.
    sending = [
        frame for frame in frames if frame.f_code.co_name == "send" and module_of(frame) == "botocore.httpsession"
    ]
    return bool(sending) and all(
        "request_target" in frame.f_code.co_varnames and "request_target" not in frame.f_locals for frame in sending
    )


_BEFORE_WRITING = {"_get_conn", "_get_timeout", "_prepare_proxy", "putheader", "putrequest"}
"""Functions of urllib3 and http.client that end before the first byte is written: headers are written at once, by
`endheaders`."""


def raised_in_a_hook(error: BaseException) -> bool:
    """Whether an event handler raised it that is not of botocore, sesv2kit or moto, whose handlers act as the
    connection."""
    emitting = False
    for frame in frames_of(error):
        module = module_of(frame)
        if emitting and module != _EVENTS and _package(module) not in ("botocore", "moto", "sesv2kit"):
            return True
        emitting = module == _EVENTS
    return emitting  # a handler that is not a Python function has no frame


_EVENTS = "botocore.hooks"


def foreign_cause(error: BaseException) -> BaseException | None:
    """The exception, among an error and its causes, that neither the network nor the service caused. None: there is
    none.

    A signal handler can raise at any line, and botocore and urllib3 wrap every exception that they catch.
    """
    found: BaseException | None = None
    for each in _causes(error):
        frames = list(frames_of(each))
        wraps = isinstance(each, (HTTPException, HTTPError, boto.BotoCoreError))
        outside = (
            isinstance(each, (MemoryError, RecursionError))
            or raised_by_a_signal(each)
            or (bool(frames) and not _is_library(module_of(frames[-1])))
            or not (wraps or isinstance(each, OSError) or _is_library(type(each).__module__))
        )
        if outside:
            found = each
            if not wraps:  # urllib3 sets its own traceback on exceptions that it wraps
                break
    return found


def raised_by_a_signal(error: BaseException) -> bool:
    """Whether a signal handler that is still installed, and is a function, raised it."""
    installed = (signal.getsignal(number) for number in signal.valid_signals())
    functions = (getattr(handler, "__func__", handler) for handler in installed)
    handlers = {getattr(one, "__code__", None) for one in functions}
    return any(frame.f_code in handlers for frame in frames_of(error))


def _is_library(module: str) -> bool:
    """Whether a module belongs to the libraries that send a request: Python's own modules, botocore, urllib3 and their
    dependencies."""
    package = _package(module)
    return package in _SENDERS or (package in sys.stdlib_module_names and package != "__main__")


_SENDERS = {
    "",
    "botocore",
    "boto3",
    "certifi",
    "eventlet",
    "gevent",
    "idna",
    "moto",
    "OpenSSL",
    "sesv2kit",
    "socks",
    "urllib3",
}


def module_of(frame: FrameType) -> str:
    """The module whose code a frame runs."""
    name: str = frame.f_globals.get("__name__", "")
    return name


def _package(module: str) -> str:
    return module.partition(".")[0]


def frames_of(error: BaseException) -> Iterator[FrameType]:
    """The frames of an exception's traceback, the innermost last."""
    return (frame for frame, _ in traceback.walk_tb(error.__traceback__))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An exception of botocore, and those that botocore and urllib3 attached to it. `__context__` may be another
    call's."""
    waiting: list[Any] = [error]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [*one.args, one.__cause__, getattr(one, "original_error", None), getattr(one, "reason", None)]
            if isinstance(one, boto.BotoCoreError):
                waiting.append(one.kwargs.get("error"))


def functions_passed(error: Exception) -> set[str]:
    """The functions of urllib3 and botocore in an exception's traceback. They show how far the request was sent.

    The text of an error does not: TLS has the same one for a failed handshake and for a connection that broke later.
    """
    return {
        frame.f_code.co_name
        for each in _causes(error)
        if each is not error
        for frame in frames_of(each)
        if _package(module_of(frame)) in ("urllib3", "http") or module_of(frame) == "botocore.awsrequest"
    }
