"""Setup by a test: values that AWS does not know are refused, because they would be stored without any effect."""

from typing import Any, get_args, get_type_hints

import pytest

from sesv2kit.testing import Backend
from sesv2kit.testing.protocol.model import service_model

from .helpers import simple


@pytest.mark.parametrize(
    ("method", "arguments", "message"),
    [
        ("set_mail_from_status", {"status": "DONE"}, "status must be one of PENDING, SUCCESS, .*, not 'DONE'"),
        ("suppress", {"reason": "SPAM"}, "reason must be one of BOUNCE, COMPLAINT, .*not 'SPAM'"),
        ("suppress", {"reason": "bounce"}, "reason must be one of BOUNCE, COMPLAINT, .*not 'bounce'"),
        ("set_sending_status", {"status": "PAUSED"}, "status must be one of ENABLED, .*, not 'PAUSED'"),
        ("add_metric", {"metric": "SENDS"}, "metric must be one of SEND, COMPLAINT, .*, not 'SENDS'"),
        ("add_metric", {"dimensions": {"Isp": "Gmail"}}, "dimensions must be one of EMAIL_IDENTITY, .*, not 'Isp'"),
        ("add_recommendation", {"type": "DNS"}, "type must be one of DKIM, DMARC, .*, not 'DNS'"),
        ("add_recommendation", {"impact": "MEDIUM"}, "impact must be one of LOW, HIGH, .*not 'MEDIUM'"),
        ("add_recommendation", {"status": "CLOSED"}, "status must be one of OPEN, FIXED, .*not 'CLOSED'"),
        ("add_event", {"type": "SEND"}, "type must be one of BOUNCE, .*, SUBSCRIPTION, .*not 'SEND'"),
        ("add_event", {"details": {"Bounce": {"BounceType": "HARD"}}}, r"details: .*\[UNDETERMINED, .*, PERMANENT.*\]"),
    ],
)
def test_a_made_up_value_is_refused(
    backend: Backend, ses: Any, sender: str, method: str, arguments: dict[str, Any], message: str
) -> None:
    ses.put_email_identity_mail_from_attributes(EmailIdentity="example.com", MailFromDomain="mail.example.com")
    ses.create_tenant(TenantName="acme")
    sent = ses.send_email(FromEmailAddress=sender, Destination={"ToAddresses": ["bo@x.com"]}, Content=simple())
    good: dict[str, dict[str, Any]] = {
        "add_event": {"message_id": sent["MessageId"], "type": "BOUNCE"},
        "add_metric": {"metric": "SEND", "value": 1},
        "add_recommendation": {"type": "DKIM", "resource_arn": backend.arn("identity/example.com")},
        "set_mail_from_status": {"name": "example.com", "status": "SUCCESS"},
        "set_sending_status": {"tenant_name": "acme", "status": "DISABLED"},
        "suppress": {"addresses": "bo@x.com"},
    }
    with pytest.raises(ValueError, match=message):
        getattr(backend, method)(**good[method] | arguments)
    getattr(backend, method)(**good[method])


@pytest.mark.parametrize(
    ("method", "argument", "enum"),
    [
        ("set_mail_from_status", "status", "MailFromDomainStatus"),
        ("suppress", "reason", "SuppressionListReason"),
        ("set_sending_status", "status", "SendingStatus"),
        ("add_recommendation", "impact", "RecommendationImpact"),
        ("add_recommendation", "status", "RecommendationStatus"),
        ("add_event", "type", "EventType"),
    ],
)
def test_what_type_checkers_accept_is_known_to_aws(method: str, argument: str, enum: str) -> None:
    hint = get_type_hints(getattr(Backend, method))[argument]
    assert set(get_args(hint)) <= set(service_model().shapes[enum].enum)
