"""The in-process mock: which calls it intercepts, for which account, and that everything is restored."""

import asyncio
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from moto import mock_aws
from moto.core.models import botocore_stubber

from sesv2kit._core import clock
from sesv2kit.events import BounceEvent, parse
from sesv2kit.testing import Backend, mock_sesv2

from .conftest import SESSION, make_client
from .helpers import refusal, simple


def test_a_client_made_before_the_block_is_served_inside_and_only_inside() -> None:
    early = make_client()
    with mock_sesv2() as backend:
        early.create_tenant(TenantName="acme")
        assert backend.requests == ["CreateTenant"]
    with mock_sesv2():
        assert early.list_tenants()["Tenants"] == []


def test_nothing_is_changed_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)

    def surroundings() -> tuple[Any, ...]:
        return (
            dict(os.environ),
            vars(botocore_stubber).copy(),
            clock.current(),
        )

    before = surroundings()
    with mock_sesv2() as backend:
        assert surroundings() != before
        assert clock.current() is backend.clock
    assert surroundings() == before
    with pytest.raises(ZeroDivisionError), mock_sesv2():
        raise ZeroDivisionError
    assert surroundings() == before
    with mock_aws():  # moto's own SES v2 is back
        ses = make_client()
        ses.create_contact_list(ContactListName="readers")
        assert len(ses.list_contact_lists()["ContactLists"]) == 1
        with pytest.raises(NotImplementedError):
            ses.get_account()


def test_start_and_stop_do_what_a_block_does() -> None:
    before = vars(botocore_stubber).copy()
    local = mock_sesv2("eu-west-1")
    backend = local.start()
    make_client("eu-west-1").create_tenant(TenantName="acme")
    assert backend.requests == ["CreateTenant"]
    local.stop()
    local.stop()
    assert vars(botocore_stubber) == before


def test_it_decorates_functions_and_each_call_starts_empty() -> None:
    @mock_sesv2()
    def create(name: str, *, again: bool = False) -> Any:
        """Words."""
        ses = make_client()
        ses.create_tenant(TenantName=name)
        if again:
            create(name)
        return ses.get_tenant(TenantName=name)["Tenant"]["TenantName"]

    assert (create.__name__, create.__doc__) == ("create", "Words.")
    assert [create("acme"), create("acme", again=True)] == ["acme", "acme"]


def test_it_decorates_coroutine_functions() -> None:
    @mock_sesv2()
    async def create() -> int:
        await asyncio.sleep(0)
        make_client().create_tenant(TenantName="acme")
        return len(make_client().list_tenants()["Tenants"])

    assert asyncio.run(create()) == 1


def test_it_refuses_to_decorate_what_would_run_after_the_block() -> None:
    with pytest.raises(TypeError, match="with mock_sesv2"):

        @mock_sesv2()
        def fixture() -> Any:
            yield

    with pytest.raises(TypeError, match="with mock_sesv2"):
        mock_sesv2()(type("Tests", (), {}))


def test_inside_another_block_the_inner_one_has_its_own_state() -> None:
    with mock_sesv2() as outer:
        make_client().create_tenant(TenantName="outer")
        with mock_sesv2() as inner:
            make_client().create_tenant(TenantName="inner")
            assert inner.requests == ["CreateTenant"]
        assert make_client().list_tenants()["Tenants"][0]["TenantName"] == "outer"
        assert outer.requests == ["CreateTenant", "ListTenants"]


def test_inside_moto_s_own_block(backend: Backend) -> None:
    with mock_aws(), mock_sesv2():
        assert make_client().list_tenants()["Tenants"] == []


def test_regions_are_separate(backend: Backend) -> None:
    here, there = make_client("us-east-1"), make_client("eu-central-1")
    arns = [client.create_tenant(TenantName="acme")["TenantArn"] for client in (here, there)]
    assert [arn.split(":")[3] for arn in arns] == ["us-east-1", "eu-central-1"]
    here.delete_tenant(TenantName="acme")
    assert len(there.list_tenants()["Tenants"]) == 1
    assert backend.for_region("eu-central-1").requests == ["CreateTenant", "ListTenants"]
    assert backend.requests == ["CreateTenant", "DeleteTenant"]


@pytest.mark.parametrize(
    ("given", "environment", "expected"),
    [
        (None, None, "us-east-1"),
        (None, "eu-west-1", "eu-west-1"),
        ("ap-south-1", "eu-west-1", "ap-south-1"),
    ],
)
def test_the_region_the_backend_shows(
    monkeypatch: pytest.MonkeyPatch, given: Any, environment: Any, expected: Any
) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    if environment:
        monkeypatch.setenv("AWS_DEFAULT_REGION", environment)
    with mock_sesv2(given) as backend:
        assert backend.region_name == expected
        assert repr(backend) == f"Backend(account_id='123456789012', region_name='{expected}')"


def test_a_region_that_moto_does_not_know_works_too(backend: Backend) -> None:
    ses = make_client("xx-north-7")
    ses.create_email_identity(EmailIdentity="example.com")
    backend.for_region("xx-north-7").verify_identity("example.com")
    ses.send_email(FromEmailAddress="a@example.com", Destination={"ToAddresses": ["b@c.org"]}, Content=simple())
    assert len(backend.for_region("xx-north-7").outbox) == 1


def test_an_assumed_role_belongs_to_its_account(backend: Backend) -> None:
    role = "arn:aws:iam::444455556666:role/sender"
    credentials = SESSION.client("sts", region_name="us-east-1").assume_role(RoleArn=role, RoleSessionName="session")[
        "Credentials"
    ]
    theirs = make_client(
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
    )
    assert ":444455556666:" in theirs.create_tenant(TenantName="acme")["TenantArn"]
    assert ":123456789012:" in make_client().create_tenant(TenantName="acme")["TenantArn"]
    assert backend.for_account("444455556666").requests == backend.requests == ["CreateTenant"]


@pytest.mark.parametrize(
    ("config", "host"),
    [
        ({"use_fips_endpoint": True}, "email-fips.us-east-1.amazonaws.com"),
        ({"use_dualstack_endpoint": True}, "email.us-east-1.api.aws"),
        ({"use_fips_endpoint": True, "use_dualstack_endpoint": True}, "email-fips.us-east-1.api.aws"),
    ],
)
def test_fips_and_dual_stack_endpoints_are_served(backend: Backend, config: dict[str, bool], host: str) -> None:
    ses = make_client(config=config)
    assert ses.meta.endpoint_url == f"https://{host}"
    ses.create_tenant(TenantName="acme")
    assert backend.requests == ["CreateTenant"]


def test_the_china_region_is_served(backend: Backend) -> None:
    arn = make_client("cn-north-1").create_tenant(TenantName="acme")["TenantArn"]
    assert arn.startswith("arn:aws-cn:ses:cn-north-1:")


def test_a_custom_endpoint_is_refused_instead_of_called(backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RuntimeError, match=r"not at http://localhost:1: make the client without endpoint_url"):
        make_client(endpoint_url="http://localhost:1").get_account()
    monkeypatch.setenv("AWS_ENDPOINT_URL_SESV2", "https://ses.example")
    with pytest.raises(RuntimeError, match=r"https://ses\.example"):
        make_client().get_account()
    assert backend.requests == []


def test_other_services_may_keep_their_custom_endpoints(backend: Backend) -> None:
    with pytest.raises(EndpointConnectionError):
        SESSION.client("sqs", region_name="us-east-1", endpoint_url="http://localhost:1").list_queues()


def test_other_aws_services_work_inside(backend: Backend) -> None:
    s3 = SESSION.client("s3", region_name="us-east-1")
    s3.create_bucket(Bucket="box")
    s3.put_object(Bucket="box", Key="k", Body=b"content")
    assert s3.get_object(Bucket="box", Key="k")["Body"].read() == b"content"


def test_operations_that_only_moto_has_are_moto_s(backend: Backend, ses: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sesv2kit.testing.engine.OPERATIONS", {})
    ses.create_contact_list(ContactListName="readers")
    ses.create_contact(ContactListName="readers", EmailAddress="a@example.com")
    assert ses.get_contact(ContactListName="readers", EmailAddress="a@example.com")["EmailAddress"] == "a@example.com"
    assert backend.requests == ["CreateContactList", "CreateContact", "GetContact"]


def test_operations_that_nobody_has_say_so(backend: Backend, ses: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sesv2kit.testing.engine.OPERATIONS", {})
    assert refusal(ses.get_dedicated_ips) == (
        501,
        "NotImplementedException",
        "GetDedicatedIps is not in the local SES yet.",
    )


def test_ses_v1_sees_the_same_identities_and_mail(backend: Backend, ses: Any) -> None:
    v1 = SESSION.client("ses", region_name="us-east-1")
    backend.verify_identity("example.com")
    ses.create_email_identity(EmailIdentity="b@example.org")
    assert v1.list_identities()["Identities"] == ["example.com", "b@example.org"]
    ses.delete_email_identity(EmailIdentity="b@example.org")
    assert v1.list_identities()["Identities"] == ["example.com"]
    destination = {"ToAddresses": ["x@example.net"], "CcAddresses": ["y@example.net"]}
    sent = ses.send_email(FromEmailAddress="a@example.com", Destination=destination, Content=simple("S", "B"))
    raw = {"Raw": {"Data": b"From: a@example.com\r\nTo: z@example.net\r\nSubject: R\r\n\r\nraw"}}
    ses.send_email(Content=raw)
    assert v1.get_send_quota()["SentLast24Hours"] == 3
    from moto.ses.models import ses_backends

    first, second = ses_backends["123456789012"]["us-east-1"].sent_messages
    assert (first.id, first.source, first.subject, first.body) == (sent["MessageId"], "a@example.com", "S", "B")
    assert first.destinations == {**destination, "BccAddresses": []}
    assert (second.destinations, second.raw_data[-3:]) == (["z@example.net"], "raw")
    backend.reset()
    assert v1.list_identities()["Identities"] == []


def test_identities_verified_through_ses_v1_can_send(backend: Backend, ses: Any) -> None:
    v1 = SESSION.client("ses", region_name="us-east-1")
    v1.verify_email_identity(EmailAddress="Ann@Example.COM")
    v1.verify_domain_identity(Domain="example.net")
    names = [each["IdentityName"] for each in ses.list_email_identities()["EmailIdentities"]]
    assert names == ["Ann@example.com", "example.net"]
    assert ses.get_email_identity(EmailIdentity="example.net")["DkimAttributes"]["Status"] == "SUCCESS"
    destination = {"ToAddresses": ["bo@x.com"]}
    for sender in ("Ann@example.com", "anyone@example.net"):
        assert ses.send_email(FromEmailAddress=sender, Destination=destination, Content=simple())
    ses.delete_email_identity(EmailIdentity="Ann@example.com")
    assert v1.list_identities()["Identities"] == ["example.net"]
    assert [each["IdentityName"] for each in ses.list_email_identities()["EmailIdentities"]] == ["example.net"]
    ses.create_email_identity(EmailIdentity="pending.com")
    assert ses.get_email_identity(EmailIdentity="pending.com")["VerifiedForSendingStatus"] is False


def test_identities_deleted_through_ses_v1_are_gone(backend: Backend, ses: Any) -> None:
    v1 = SESSION.client("ses", region_name="us-east-1")
    for name in ("example.com", "a@example.org", "b@example.org"):
        backend.verify_identity(name)
    ses.create_email_identity(EmailIdentity="example.net")
    for name in ("example.com", "a@example.org", "example.net"):
        v1.delete_identity(Identity=name)
    assert [each["IdentityName"] for each in ses.list_email_identities()["EmailIdentities"]] == ["b@example.org"]
    mail = {"Destination": {"ToAddresses": ["bo@x.com"]}, "Content": simple()}
    assert refusal(ses.send_email, FromEmailAddress="a@example.com", **mail)[1] == "MessageRejected"
    ses.create_email_identity(EmailIdentity="example.com")
    assert ses.get_email_identity(EmailIdentity="example.com")["VerifiedForSendingStatus"] is False


@pytest.mark.parametrize("name", ['"w<"@x.com', "o'neil+l@x.com", "Ann@x.com"])
def test_every_identity_is_kept_under_its_name(ses: Any, name: str) -> None:
    ses.create_email_identity(EmailIdentity=name)
    assert [each["IdentityName"] for each in ses.list_email_identities()["EmailIdentities"]] == [name]
    ses.delete_email_identity(EmailIdentity=name)
    assert ses.list_email_identities()["EmailIdentities"] == []


def test_feedback_topics_of_ses_v1_still_hear_of_mail(backend: Backend, ses: Any) -> None:
    sns, sqs, v1 = (SESSION.client(name, region_name="us-east-1") for name in ("sns", "sqs", "ses"))
    backend.verify_identity("example.com")
    topic = sns.create_topic(Name="feedback")["TopicArn"]
    queue = sqs.create_queue(QueueName="feedback")["QueueUrl"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint="arn:aws:sqs:us-east-1:123456789012:feedback")
    v1.set_identity_notification_topic(Identity="example.com", NotificationType="Bounce", SnsTopic=topic)
    destination = {"ToAddresses": ["bounce@simulator.amazonses.com"]}
    ses.send_email(FromEmailAddress="Ann <a@example.com>", Destination=destination, Content=simple())
    (message,) = sqs.receive_message(QueueUrl=queue)["Messages"]
    (event,) = parse(message["Body"])
    assert isinstance(event, BounceEvent)
    assert (event.permanent_failures, event.unread) == (("bounce@simulator.amazonses.com",), ())
    assert (event.mail.source_ip, event.mail.caller_identity, event.mail.tags) == ("127.0.0.1", "local", {})
    assert (event.mail.headers, event.mail.common_headers) == ([], None)


def test_sixteen_threads_on_one_client_lose_nothing(backend: Backend, ses: Any) -> None:
    backend.verify_identity("example.com")

    def work(number: int) -> Any:
        name = f"t{number:04}"
        ses.create_tenant(TenantName=name)
        ses.put_suppressed_destination(EmailAddress=f"{name}@x.com", Reason="BOUNCE")
        destination = {"ToAddresses": [f"{name}@y.com"]}
        ses.send_email(FromEmailAddress="a@example.com", Destination=destination, Content=simple(name))
        return ses.get_tenant(TenantName=name)["Tenant"]["TenantName"]

    names = [f"t{number:04}" for number in range(160)]
    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(work, range(160))) == names
    assert sorted(mail.subject for mail in backend.outbox) == names
    assert len(ses.list_suppressed_destinations()["SuppressedDestinationSummaries"]) == 160
    assert len(backend.requests) == 160 * 4 + 1


def test_one_tenant_is_created_by_one_of_many_threads(backend: Backend, ses: Any) -> None:
    def create(_: int) -> bool:
        try:
            ses.create_tenant(TenantName="acme")
        except ses.exceptions.AlreadyExistsException:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(create, range(64))) == 1


def test_a_backend_outlives_reset(backend: Backend, ses: Any) -> None:
    backend.enforce_quotas = True
    ses.create_tenant(TenantName="acme")
    backend.clock.advance(60)
    before = backend.clock.now()
    backend.reset()
    assert ses.list_tenants()["Tenants"] == []
    assert backend.requests == ["ListTenants"]
    assert backend.enforce_quotas is False
    assert backend.clock.now() == before


@pytest.mark.parametrize("missing", ["moto", "dotpromptz_handlebars"])
def test_without_the_extra_one_clear_error(missing: str) -> None:
    program = f"""
import sys
sys.modules[{missing!r}] = None
try:
    from sesv2kit.testing import mock_sesv2
except ImportError as error:
    print(error)
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.endswith('pip install "sesv2kit[testing]"\n')


def test_nothing_outside_testing_imports_it() -> None:
    program = "import sys, sesv2kit; assert not any(name.startswith('sesv2kit.testing') for name in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)
