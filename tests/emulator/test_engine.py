"""The engine alone: routes, the model's constraints and the format of responses."""

import json
import threading
from dataclasses import replace
from typing import Any, cast
from urllib.parse import urlencode

import pytest

from sesv2kit import catalog
from sesv2kit.testing import VirtualClock
from sesv2kit.testing.engine import Engine, Reply, Request
from sesv2kit.testing.operations import OPERATIONS
from sesv2kit.testing.protocol.assumptions import BOOLEAN_NULL
from sesv2kit.testing.protocol.checks import as_modelled
from sesv2kit.testing.protocol.errors import Refused
from sesv2kit.testing.protocol.model import Member, Operation, Shape, service_model
from sesv2kit.testing.protocol.wire import validate
from sesv2kit.testing.state.neighbours import Neighbours

from .helpers import values_of


@pytest.fixture
def engine() -> Engine:
    return Engine(VirtualClock())


def ask(engine: Engine, method: str, path: str, body: Any = None, query: str = "") -> Reply:
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    return engine.handle("111122223333", "eu-west-1", Request(method, path, query, content))


def error(reply: Reply) -> tuple[int, str, str]:
    return reply.status, reply.headers["x-amzn-errortype"], json.loads(reply.body)["message"]


def test_every_operation_has_its_function_and_nothing_else_is_registered() -> None:
    assert set(OPERATIONS) == {operation.method for operation in catalog.operations().values()}


def test_what_an_older_botocore_lacks_is_left_out_of_answers(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    engine.state("111122223333", "eu-west-1").account.details = {"MailType": "MARKETING", "Colour": "red"}
    answer = service_model().shapes["GetAccountResponse"]
    older = {name: member for name, member in answer.members.items() if name not in ("SendQuota", "Details")}
    operation = replace(service_model().operations["get_account"], response=replace(answer, members=older))
    monkeypatch.setitem(cast("dict[str, Operation]", service_model().operations), "get_account", operation)
    body = json.loads(ask(Engine(VirtualClock()), "GET", "/v2/email/account").body)
    assert "SendingEnabled" in body
    assert not {"SendQuota", "Details"} & body.keys()
    with pytest.raises(KeyError, match="Colour"):  # our models do not know it either: a mistake in the local SES
        ask(engine, "GET", "/v2/email/account")


def test_a_good_answer_is_json_with_a_request_id(engine: Engine) -> None:
    first, second = (ask(engine, "GET", "/v2/email/account") for _ in range(2))
    assert first.status == 200
    assert json.loads(first.body)["SendingEnabled"] is True
    assert first.headers["x-amzn-RequestId"] != second.headers["x-amzn-RequestId"]


@pytest.mark.parametrize("path", ["/v2/email/tenants/list", "/v2/email/tenants/list/"])
def test_a_trailing_slash_does_not_matter(engine: Engine, path: str) -> None:
    assert json.loads(ask(engine, "POST", path, {}).body) == {"Tenants": []}


@pytest.mark.parametrize(
    ("member", "old", "new"),
    [
        ("EmailIdentities", "/v2/email/identities", "/v2/email/list-identities"),
        ("ConfigurationSets", "/v2/email/configuration-sets", "/v2/email/list-configuration-sets"),
    ],
)
def test_the_two_lists_that_moved_are_served_at_both_addresses(engine: Engine, member: str, old: str, new: str) -> None:
    for name in ("a.example", "b.example"):
        ask(engine, "POST", "/v2/email/identities", {"EmailIdentity": name})
        ask(engine, "POST", "/v2/email/configuration-sets", {"ConfigurationSetName": name.replace(".", "-")})
    by_get = json.loads(ask(engine, "GET", old, query="PageSize=1").body)
    by_post = json.loads(ask(engine, "POST", new, {"PageSize": 1}).body)
    assert by_get == by_post
    assert len(by_get[member]) == 1
    rest = json.loads(ask(engine, "GET", old, query=urlencode({"NextToken": by_get["NextToken"]})).body)
    assert len(rest[member]) == 1
    assert "NextToken" not in rest


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v2/email/nothing"),
        ("PATCH", "/v2/email/account"),
        ("GET", "/"),
        ("GET", "/v2/email/tenants/../account"),
    ],
)
def test_an_unknown_route_is_a_json_error(engine: Engine, method: str, path: str) -> None:
    status, code, message = error(ask(engine, method, path))
    assert (status, code) == (404, "UnknownOperationException")
    assert path in message


def test_an_operation_that_is_not_built_names_itself(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sesv2kit.testing.engine.OPERATIONS", {})
    assert error(ask(engine, "GET", "/v2/email/dedicated-ips")) == (
        501,
        "NotImplementedException",
        "GetDedicatedIps is not in the local SES yet.",
    )


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{", "The request body is not valid JSON."),
        (b"\xff\xfe", "The request body is not valid JSON."),
        (b'{"PageSize": NaN}', "The request body is not valid JSON."),
        (b"[" * 200_000, "The request body is not valid JSON."),
        (b"[]", "The request body is not a JSON object."),
        ({"TenantName": 7}, "NUMBER_VALUE can not be converted to a String"),
        ({"TenantName": True}, "TRUE_VALUE can not be converted to a String"),
        ({"TenantName": {}}, "START_OBJECT can not be converted to a String"),
        ({"Tags": "x"}, "STRING_VALUE can not be converted to a List"),
        ({"Tags": [1]}, "NUMBER_VALUE can not be converted to a Tag"),
        ({"SuppressionAttributes": []}, "START_ARRAY can not be converted to a TenantSuppressionAttributes"),
    ],
)
def test_a_wrong_json_type_is_found_before_anything_else(engine: Engine, body: Any, message: str) -> None:
    assert error(ask(engine, "POST", "/v2/email/tenants", body)) == (400, "SerializationException", message)


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        ("metrics/batch", {"Queries": [{"StartDate": "x"}]}, "STRING_VALUE can not be converted to a Date"),
        ("metrics/batch", {"Queries": [{"StartDate": 1e300}]}, "NUMBER_VALUE can not be converted to a Date"),
        ("tenants/list", {"PageSize": True}, "TRUE_VALUE can not be converted to a Integer"),
        ("tenants/list", {"PageSize": "5"}, "STRING_VALUE can not be converted to a Integer"),
        ("tenants/list", {"Filter": "x"}, "STRING_VALUE can not be converted to a Map"),
        (
            "outbound-emails",
            {"Content": {"Raw": {"Data": "%"}}},
            "STRING_VALUE can not be converted to a RawMessageData",
        ),
    ],
)
def test_numbers_dates_and_blobs_are_converted_strictly(engine: Engine, path: str, body: Any, message: str) -> None:
    assert error(ask(engine, "POST", f"/v2/email/{path}", body)) == (400, "SerializationException", message)


@pytest.mark.parametrize("query", ["PageSize=x", "StartDate=yesterday"])
def test_the_query_string_is_converted_too(engine: Engine, query: str) -> None:
    status, code, _ = error(ask(engine, "GET", "/v2/email/suppression/addresses", query=query))
    assert (status, code) == (400, "SerializationException")


def test_all_broken_constraints_come_in_one_message(engine: Engine) -> None:
    engine.assumed["vdm_before_everything"] = False
    query = {"Namespace": "X", "Metric": "SEND", "Id": "i" * 256, "StartDate": 0, "Dimensions": {"PLACE": "x"}}
    assert error(ask(engine, "POST", "/v2/email/metrics/batch", {"Queries": [query]})) == (
        400,
        "BadRequestException",
        "4 validation errors detected: "
        "Value at 'queries.1.member.id' failed to satisfy constraint: "
        "Member must have length less than or equal to 255; "
        "Value at 'queries.1.member.namespace' failed to satisfy constraint: "
        f"Member must satisfy enum value set: {values_of('MetricNamespace')}; "
        "Value at 'queries.1.member.dimensions' failed to satisfy constraint: "
        "Map keys must satisfy constraint: "
        f"[Member must satisfy enum value set: {values_of('MetricDimensionName')}]; "
        "Value at 'queries.1.member.endDate' failed to satisfy constraint: Member must not be null",
    )


@pytest.mark.parametrize(
    ("method", "path", "body", "violation"),
    [
        ("POST", "tenants", {}, "'tenantName' failed to satisfy constraint: Member must not be null"),
        ("POST", "tenants", {"TenantName": None}, "'tenantName' failed to satisfy constraint: Member must not be null"),
        (
            "POST",
            "tenants",
            {"TenantName": ""},
            "'tenantName' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
        (
            "POST",
            "tenants",
            {"TenantName": "a", "Tags": [None]},
            "'tags.1.member' failed to satisfy constraint: Member must not be null",
        ),
        (
            "POST",
            "configuration-sets",
            {"ConfigurationSetName": "a", "DeliveryOptions": {"MaxDeliverySeconds": 299}},
            "'deliveryOptions.maxDeliverySeconds' failed to satisfy constraint: "
            "Member must have value greater than or equal to 300",
        ),
        (
            "POST",
            "metrics/batch",
            {"Queries": []},
            "'queries' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
        (
            "POST",
            "account/details",
            {
                "MailType": "MARKETING",
                "WebsiteURL": "https://example.com",
                "AdditionalContactEmailAddresses": ["nobody"],
            },
            "'additionalContactEmailAddresses' failed to satisfy constraint: Member must satisfy constraint: "
            "[Member must satisfy regular expression pattern: ^(.+)@(.+)$, "
            "Member must have length greater than or equal to 6, Member must have length less than or equal to 254]",
        ),
    ],
)
def test_each_kind_of_constraint(engine: Engine, method: str, path: str, body: Any, violation: str) -> None:
    engine.assumed["vdm_before_everything"] = False
    assert error(ask(engine, method, f"/v2/email/{path}", body)) == (
        400,
        "BadRequestException",
        f"1 validation error detected: Value at {violation}",
    )


@pytest.mark.parametrize(
    ("pattern", "kept", "broken"),
    [
        (r"^[\w\-_]+$", "a_1", "é"),
        (r"\d+", "7", "\u0667"),
        (r"\d+", "7", "7\n"),
        (r"\w+.", "aé", "é"),
        ("^(.+)@(.+)$", "é@x", "x"),
        ("[^a]+", "é", "éa"),
        (r"(?!aws:)\w+:.*", "own:é", "aws:x"),
        (r"(?!aws:)\w+", "own", "é"),
    ],
)
def test_patterns_mean_what_they_mean_in_java(pattern: str, kept: str, broken: str) -> None:
    r"""`\w`, `\d` and `\s` are of ASCII. A pattern that looks ahead, which the model may have one day, works too."""
    shape = Shape("Text", "string", pattern=pattern)
    request = Shape("Request", "structure", members={"Text": Member(shape, "body", "Text")})
    validate(request, {"Text": kept})
    with pytest.raises(Refused, match="regular expression pattern"):
        validate(request, {"Text": broken})


@pytest.mark.parametrize("text", ["true", "false"])
def test_a_boolean_may_come_as_text(engine: Engine, text: str) -> None:
    path = "/v2/email/account/sending"
    assert ask(engine, "PUT", path, {"SendingEnabled": text}).status == 200
    assert json.loads(ask(engine, "GET", "/v2/email/account").body)["SendingEnabled"] is (text == "true")
    engine.assumed["boolean_text"] = False
    message = "STRING_VALUE can not be converted to a Boolean"
    assert error(ask(engine, "PUT", path, {"SendingEnabled": text})) == (400, "SerializationException", message)


@pytest.mark.parametrize("text", ["yes", "True", "", "1"])
def test_other_texts_are_no_booleans(engine: Engine, text: str) -> None:
    message = "STRING_VALUE can not be converted to a Boolean"
    reply = ask(engine, "PUT", "/v2/email/account/sending", {"SendingEnabled": text})
    assert error(reply) == (400, "SerializationException", message)


def test_null_is_no_boolean(engine: Engine) -> None:
    nested = {"ConfigurationSetName": "main", "SendingOptions": {"SendingEnabled": None}}
    calls = [("PUT", "account/sending", {"SendingEnabled": None}), ("POST", "configuration-sets", nested)]
    for method, path, body in calls:
        message = f"NULL_VALUE can not be converted to a Boolean {BOOLEAN_NULL.note}"
        assert error(ask(engine, method, f"/v2/email/{path}", body)) == (400, "SerializationException", message)
    engine.assumed["boolean_null"] = False
    for method, path, body in calls:
        assert ask(engine, method, f"/v2/email/{path}", body).status == 200
    details = {"MailType": "MARKETING", "WebsiteURL": "https://example.com", "ProductionAccessEnabled": None}
    engine.assumed["boolean_null"] = True
    assert ask(engine, "POST", "/v2/email/account/details", details).status == 200  # AWS has an object for this one


def test_an_explicit_null_is_the_same_as_no_member(engine: Engine) -> None:
    body = {"ConfigurationSetName": "main", "SendingOptions": None, "SuppressionOptions": None, "TrackingOptions": None}
    assert ask(engine, "POST", "/v2/email/configuration-sets", body).status == 200
    shown = json.loads(ask(engine, "GET", "/v2/email/configuration-sets/main").body)
    assert shown["SendingOptions"] == {"SendingEnabled": True}
    assert not {"SuppressionOptions", "TrackingOptions"} & shown.keys()


DOES_NOT_GO_TOGETHER = [
    ("PUT", "identities/ghost.com/mail-from", {"MailFromDomain": "mail.other.com"}),
    ("PUT", "identities/ghost.com/dkim/signing", {"SigningAttributesOrigin": "EXTERNAL"}),
    ("POST", "tenant/suppression", {"TenantName": "ghost", "SuppressionScope": "TENANT"}),
    ("PUT", "configuration-sets/ghost/tracking-options", {"HttpsPolicy": "REQUIRE"}),
    ("PUT", "dedicated-ips/192.0.2.1/warmup", {"WarmupPercentage": 101}),
    (
        "POST",
        "configuration-sets/ghost/event-destinations",
        {"EventDestinationName": "e", "EventDestination": {"MatchingEventTypes": ["SEND"]}},
    ),
    (
        "PUT",
        "contact-lists/ghost",
        {"Topics": [{"TopicName": "t", "DisplayName": "T", "DefaultSubscriptionStatus": "OPT_IN"}] * 2},
    ),
    (
        "POST",
        "contact-lists/ghost/contacts",
        {"EmailAddress": "a@x.com", "TopicPreferences": [{"TopicName": "t", "SubscriptionStatus": "OPT_IN"}] * 2},
    ),
    ("POST", "tenants/resources", {"TenantName": "ghost", "ResourceArn": "arn:aws:s3:::bucket"}),
    ("POST", "tenants/resources/list", {"TenantName": "ghost", "Filter": {"RESOURCE_TYPE": "CAR"}}),
]


@pytest.mark.parametrize(
    ("method", "path", "body"), DOES_NOT_GO_TOGETHER, ids=[path for _, path, _ in DOES_NOT_GO_TOGETHER]
)
def test_what_goes_together_is_checked_before_what_exists(engine: Engine, method: str, path: str, body: Any) -> None:
    engine.assumed["unknown_identity_400"] = False
    status, code, message = error(ask(engine, method, f"/v2/email/{path}", body))
    assert (status, code) == (400, "BadRequestException")
    assert "exist" not in message


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        (
            "POST",
            "configuration-sets/ghost/event-destinations",
            {"EventDestinationName": "a b", "EventDestination": {}},
        ),
        ("POST", "identities/ghost.com/policies/a b", {"Policy": "{}"}),
        ("POST", "contact-lists/ghost/contacts", {"EmailAddress": "nobody"}),
        ("PUT", "suppression/addresses", {"EmailAddress": "nobody", "Reason": "BOUNCE", "TenantName": "ghost"}),
        ("POST", "outbound-custom-verification-emails", {"EmailAddress": "nobody", "TemplateName": "ghost"}),
        (
            "POST",
            "tags",
            {"ResourceArn": "arn:aws:ses:eu-west-1:111122223333:tenant/a/b", "Tags": [{"Key": "aws:k", "Value": ""}]},
        ),
    ],
)
def test_names_are_checked_before_what_exists(engine: Engine, method: str, path: str, body: Any) -> None:
    status, code, message = error(ask(engine, method, f"/v2/email/{path}", body))
    assert (status, code) == (400, "BadRequestException")
    assert "exist" not in message


def test_constraints_of_the_model_are_checked_before_names(engine: Engine) -> None:
    body = {"TenantName": "a b", "Tags": [{"Key": "k"}]}
    assert error(ask(engine, "POST", "/v2/email/tenants", body))[2].startswith("1 validation error detected")


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_an_operation_refuses_only_with_errors_that_its_model_lists(name: str) -> None:
    operation = service_model().operations.get(name)
    if operation is None:
        pytest.skip(f"the installed botocore lacks {name}")
    for code in ("NotFoundException", "AlreadyExistsException", "LimitExceededException", "ConflictException"):
        refused = as_modelled(Refused(code, "No."), operation, {"EmailIdentity": "a.com"}, lambda assumption: False)
        assert refused.message == "No."
        assert refused.code == (code if code in operation.errors else "BadRequestException")


def test_unknown_members_and_nulls_are_ignored(engine: Engine) -> None:
    body = {"TenantName": "acme", "Tags": None, "Colour": "red", "SuppressionAttributes": {"Shade": 1}}
    assert ask(engine, "POST", "/v2/email/tenants", body).status == 200
    assert ask(engine, "POST", "/v2/email/tenants/list", {"Filter": {"SENDING_STATUS": None}}).status == 200


def test_timestamps_are_epoch_seconds_with_their_fraction(engine: Engine) -> None:
    body = json.loads(ask(engine, "POST", "/v2/email/tenants", {"TenantName": "acme"}).body)
    assert isinstance(body["CreatedTimestamp"], float)
    assert body["CreatedTimestamp"] == round(engine.clock.now().timestamp(), 3)


def test_path_members_are_percent_decoded_once_and_may_hold_a_slash(engine: Engine) -> None:
    ask(engine, "PUT", "/v2/email/suppression/addresses", {"EmailAddress": "a/b%2F@x.com", "Reason": "BOUNCE"})
    reply = ask(engine, "GET", "/v2/email/suppression/addresses/a%2Fb%252F%40x.com")
    assert json.loads(reply.body)["SuppressedDestination"]["EmailAddress"] == "a/b%2F@x.com"


def test_a_text_that_is_no_unicode_does_not_break_the_answer(engine: Engine) -> None:
    body = b'{"TemplateName": "t", "TemplateContent": {"Subject": "\\ud83d"}}'
    assert ask(engine, "POST", "/v2/email/templates", body).status == 200
    assert ask(engine, "GET", "/v2/email/templates/t").status == 200


def test_operations_of_one_state_run_one_at_a_time() -> None:
    waited: list[bool] = []

    class Meddler(Neighbours):
        def identity_created(self, name: str) -> None:
            other = threading.Thread(target=ask, args=(engine, "GET", "/v2/email/account"), daemon=True)
            other.start()
            other.join(0.1)
            waited.append(other.is_alive())

    engine = Engine(VirtualClock(), lambda account, region, topics: Meddler())
    ask(engine, "POST", "/v2/email/identities", {"EmailIdentity": "example.com"})
    assert waited == [True]


def test_accounts_regions_and_reset(engine: Engine) -> None:
    ask(engine, "POST", "/v2/email/tenants", {"TenantName": "acme"})
    assert engine.state("111122223333", "eu-west-1").tenants
    assert not engine.state("111122223333", "us-east-1").tenants
    assert not engine.state("444455556666", "eu-west-1").tenants
    engine.reset()
    assert not engine.state("111122223333", "eu-west-1").tenants


@pytest.mark.parametrize(
    ("region", "partition"), [("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")]
)
def test_arns_name_their_partition(engine: Engine, region: str, partition: str) -> None:
    arn = engine.state("111122223333", region).arn("identity/example.com")
    assert arn == f"arn:{partition}:ses:{region}:111122223333:identity/example.com"
