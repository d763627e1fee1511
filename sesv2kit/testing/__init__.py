"""A local SES v2 for tests. It handles every call of a boto3 or sesv2kit client in this process, as AWS would.

Needs the extra: `pip install "sesv2kit[testing]"`. Names are imported when they are first used, because pytest imports
this package at every start, for its plugin.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sesv2kit.testing.backend import Backend as Backend
    from sesv2kit.testing.faults import Fault as Fault
    from sesv2kit.testing.faults import FaultKind as FaultKind
    from sesv2kit.testing.faults import Faults as Faults
    from sesv2kit.testing.journals import JournalFactory as JournalFactory
    from sesv2kit.testing.journals import check_journal as check_journal
    from sesv2kit.testing.mail.message import SentMail as SentMail
    from sesv2kit.testing.mail.parts import Attachment as Attachment
    from sesv2kit.testing.mail.parts import Content as Content
    from sesv2kit.testing.mail.records import EventRecord as EventRecord
    from sesv2kit.testing.mock import mock_sesv2 as mock_sesv2
    from sesv2kit.testing.notifying.endpoints import Endpoint as Endpoint
    from sesv2kit.testing.notifying.endpoints import SnsPost as SnsPost
    from sesv2kit.testing.protocol.clock import VirtualClock as VirtualClock
    from sesv2kit.testing.server.http import Server as Server
    from sesv2kit.testing.server.http import serve as serve
    from sesv2kit.testing.state.account import Account as Account

_HOMES = {
    "Account": "state.account",
    "Attachment": "mail.message",
    "Backend": "backend",
    "Content": "mail.message",
    "Endpoint": "notifying.endpoints",
    "EventRecord": "mail.records",
    "Fault": "faults",
    "FaultKind": "faults",
    "Faults": "faults",
    "SentMail": "mail.message",
    "Server": "server.http",
    "SnsPost": "notifying.endpoints",
    "VirtualClock": "protocol.clock",
    "JournalFactory": "journals",
    "check_journal": "journals",
    "mock_sesv2": "mock",
    "serve": "server.http",
}
"""The module that defines each public name."""

__all__ = [
    "Account",
    "Attachment",
    "Backend",
    "Content",
    "Endpoint",
    "EventRecord",
    "Fault",
    "FaultKind",
    "Faults",
    "JournalFactory",
    "SentMail",
    "Server",
    "SnsPost",
    "VirtualClock",
    "check_journal",
    "mock_sesv2",
    "serve",
]

if not TYPE_CHECKING:  # hidden from type checkers, which would accept any name otherwise

    def __getattr__(name):
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module
        from importlib.util import find_spec

        if not (find_spec("moto") and find_spec("dotpromptz_handlebars")):
            raise ImportError('sesv2kit.testing needs moto and a template engine: pip install "sesv2kit[testing]"')
        value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        globals()[name] = value
        return value

    def __dir__():
        return __all__
