"""The targets of the links in SNS messages: the certificate, and requests that confirm or end a subscription."""

from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from sesv2kit.testing.engine import Reply, Request
from sesv2kit.testing.notifying import signing
from sesv2kit.testing.notifying.topics import Topics

_NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/"


def is_link(request: Request) -> bool:
    """Whether a request is for one of these links."""
    return request.path.startswith("/SimpleNotificationService-") or (
        request.path in ("", "/") and "Action" in dict(parse_qsl(request.query))
    )


def respond(topics: Topics, request: Request) -> Reply:
    """Respond to a request for one of these links."""
    if request.method not in ("GET", "HEAD"):
        return _error(405, "MethodNotAllowed", "Links in SNS messages allow only GET.")
    if request.path not in ("", "/"):
        if request.path == signing.certificate_path():
            return Reply(200, {"Content-Type": "application/x-pem-file"}, signing.pem())
        return _error(404, "NotFound", "There is no such certificate.")
    query = dict(parse_qsl(request.query))
    match query.get("Action"):
        case "ConfirmSubscription":
            arn = topics.confirm(query.get("TopicArn", ""), query.get("Token", ""))
            if arn is None:
                return _error(400, "InvalidParameter", "Invalid parameter: Token")
            return _result("ConfirmSubscription", f"<SubscriptionArn>{escape(arn)}</SubscriptionArn>")
        case "Unsubscribe":
            if not topics.unsubscribe(query.get("SubscriptionArn", "")):
                return _error(404, "NotFound", "Subscription does not exist")
            topics.deliver()
            return _result("Unsubscribe", "")
        case _:
            return _error(404, "NotFound", "Action must be ConfirmSubscription or Unsubscribe.")


def _result(action: str, content: str) -> Reply:
    result = f"<{action}Result>{content}</{action}Result>"
    return _xml(200, f'<{action}Response xmlns="{_NAMESPACE}">{result}</{action}Response>')


def _error(status: int, code: str, message: str) -> Reply:
    error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
    return _xml(status, f'<ErrorResponse xmlns="{_NAMESPACE}">{error}</ErrorResponse>')


def _xml(status: int, text: str) -> Reply:
    return Reply(status, {"Content-Type": "text/xml"}, text.encode())
