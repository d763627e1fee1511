"""A local SES v2 for tests: every call of a boto3 or sesv2kit client answered in this process, as AWS would.

Needs the extra: `pip install "sesv2kit[testing]"`.
"""

try:
    import dotpromptz_handlebars as _handlebars
    import moto as _moto
except ImportError as _error:
    raise ImportError('sesv2kit.testing needs moto and a template engine: pip install "sesv2kit[testing]"') from _error

from sesv2kit.testing.clock import VirtualClock
from sesv2kit.testing.handle import Backend
from sesv2kit.testing.mail import Attachment, Content, SentMail
from sesv2kit.testing.mock import mock_sesv2
from sesv2kit.testing.state import Account

__all__ = ["Account", "Attachment", "Backend", "Content", "SentMail", "VirtualClock", "mock_sesv2"]

del _handlebars, _moto
