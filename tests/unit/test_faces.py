"""Strict and tolerant models: the root model decides, in whatever order models are built."""

import copy
import json
import os
import pickle
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import ValidationError, ValidationInfo, create_model, field_validator

from sesv2kit._boto import installed
from sesv2kit._core.arguments import validated
from sesv2kit.errors import MemberUnreadError, OutcomeUnknownError, RequestInvalidError
from sesv2kit.models.common import Attachment, EmailContent, MessageHeader, MessageTag, RawMessage, Tag
from sesv2kit.models.configuration_sets import ArchiveArn
from sesv2kit.models.contacts import Topic
from sesv2kit.models.identities import (
    PUT_EMAIL_IDENTITY_DKIM_SIGNING_ATTRIBUTES,
    CertificateArn,
    DkimSigningAttributes,
    PutEmailIdentityDkimSigningAttributesRequest,
)
from sesv2kit.models.metrics import BatchGetMetricDataQuery, MetricDataResult
from sesv2kit.models.multi_region import EndpointName
from sesv2kit.models.sending import SEND_EMAIL, Destination, SendEmailRequest
from sesv2kit.models.suppression import (
    LIST_SUPPRESSED_DESTINATIONS,
    GetSuppressedDestinationResponse,
    PutSuppressedDestinationRequest,
)
from sesv2kit.models.tenants import CreateTenantRequest, TenantSuppressionAttributes
from sesv2kit.shapes import Shape
from tests.faults.server import Server, answer
from tests.keys import base64_of, rsa_key
from tests.proofs import proofs
from tests.tools import aws
from tests.unit.support import client_of

RAW = EmailContent(raw=RawMessage(data=b"x"))

# Requests from JSON.


@pytest.mark.parametrize(
    ("model", "document", "place"),
    [
        (EmailContent, '{"simple":{"subject":{"data":"s"},"body":{"txt":{"data":"t"}}}}', ("simple", "body", "txt")),
        (Tag, '{"key": "", "value": "v"}', ("key",)),
        (MessageHeader, '{"name": "a", "value": "b\\r\\nBcc: c"}', ("value",)),
        (PutSuppressedDestinationRequest, '{"email_address": "a@b.example", "reason": "NEW"}', ("reason",)),
        (
            CreateTenantRequest,
            '{"tenant_name": "a", "tags": [{"key": "k", "value": "v", "New": 1}]}',
            ("tags", 0, "New"),
        ),
        (
            BatchGetMetricDataQuery,
            '{"id":"q","namespace":"VDM","metric":"SEND","start_date":"2026-01-01T00:00:00",'
            '"end_date":"2026-01-02T00:00:00Z"}',
            ("start_date",),
        ),
    ],
)
def test_a_request_read_from_json_is_checked(model: type[Shape], document: str, place: tuple[str | int, ...]) -> None:
    with pytest.raises(ValidationError) as caught:
        model.model_validate_json(document)
    assert [details["loc"] for details in caught.value.errors()] == [place]


def test_short_forms_work_in_json() -> None:
    document = '{"content": {"raw": {"data": "aGk="}}, "destination": "x@y.example"}'
    request = SendEmailRequest.model_validate_json(document)
    assert request.destination == Destination(to_addresses=["x@y.example"])
    assert SendEmailRequest.model_validate_json('{"content": {"raw": {"data": ""}}, "destination": ["a@b.example"]}')


def test_a_secret_is_taken_from_json_and_hidden() -> None:
    secret = base64_of(rsa_key())
    document = json.dumps({"domain_signing_selector": "a", "domain_signing_private_key": secret})
    attributes = DkimSigningAttributes.model_validate_json(document)
    assert attributes == DkimSigningAttributes(domain_signing_selector="a", domain_signing_private_key=secret)
    assert secret not in repr(attributes)


# Bytes.


def test_bytes_are_base64_in_json_and_bytes_in_python() -> None:
    attachment = Attachment(raw_content=b"\x89PNG\xfb\xff", file_name="a.png")
    document = attachment.model_dump_json()
    assert json.loads(document)["raw_content"] == "iVBOR/v/"  # + and /, not - and _
    assert Attachment.model_validate_json(document) == attachment
    assert attachment.model_dump()["raw_content"] == b"\x89PNG\xfb\xff"
    with pytest.raises(ValidationError, match="valid bytes"):  # it could be base64, as in JSON, or not
        Attachment(raw_content="iVBOR/v/", file_name="a")  # type: ignore[arg-type]  # text


@pytest.mark.parametrize("text", ["iVBOR_v_", "a", "a b=", "\u00fc"])
def test_what_is_no_base64_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="must be base64") as caught:
        Attachment.model_validate_json(json.dumps({"raw_content": text, "file_name": "a"}))
    assert text not in str(caught.value).split("\n")[2:]


def test_the_request_of_an_unknown_outcome_can_be_kept_as_json() -> None:
    request = SendEmailRequest(content=EmailContent.model_validate({"raw": {"data": b"\xff"}}))
    error = OutcomeUnknownError(
        "x", operation="SendEmail", request=request, sent_at=datetime(2026, 1, 1, tzinfo=UTC), where_to_look="there"
    )
    assert isinstance(error.request, SendEmailRequest)
    assert SendEmailRequest.model_validate_json(error.request.model_dump_json()) == request


# Copies.


@pytest.mark.parametrize("update", [{"key": ""}, {"Key": ""}, {"kee": "secret"}, {"key": 5}, {"key": "aws:secret"}])
def test_a_changed_copy_is_checked(update: dict[str, Any]) -> None:
    for tag in (Tag(key="a", value="b"), pickle.loads(pickle.dumps(Tag(key="a", value="b")))):
        with pytest.raises(ValidationError) as caught:
            tag.model_copy(update=update)
        assert "secret" not in str(caught.value)


def test_a_changed_copy_keeps_the_rules_on_members_together() -> None:
    header = MessageHeader(name="n", value="v")
    with pytest.raises(ValidationError, match="at most 996"):
        header.model_copy(update={"name": "n" * 126, "value": "v" * 871})
    assert header.model_copy(update={"value": "w"}).value == "w"


def test_a_changed_copy_keeps_what_a_response_brought() -> None:
    body = b'{"SuppressedDestination": {"EmailAddress": "a@b.example", "Reason": "NOVEL", "New": 1}}'
    entry = GetSuppressedDestinationResponse.from_body(body)[0].suppressed_destination
    changed = entry.model_copy(update={"email_address": "c@d.example"})
    assert (str(changed.reason), changed.model_extra, changed.email_address) == ("NOVEL", {"New": 1}, "c@d.example")
    assert not hasattr(changed, "last_update_time")
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert entry.model_copy(update={"last_update_time": moment}).last_update_time == moment


class Bounded(MetricDataResult):
    """A user's own class, with additional validators."""

    @field_validator("id")
    @classmethod
    def _in_capitals(cls, value: str | None) -> str | None:
        return value and value.upper()

    @field_validator("values", mode="after")
    @classmethod
    def _as_many_as_moments(cls, values: list[Any], info: ValidationInfo) -> list[Any]:
        assert len(values) == len(info.data["timestamps"]), "must be as many as timestamps"
        return values


def test_a_changed_copy_of_a_subclass_keeps_its_own_rules() -> None:
    result = Bounded(id="a", timestamps=[datetime(2026, 1, 1, tzinfo=UTC)], values=[1])
    assert result.model_copy(update={"id": "b"}).id == "B"
    assert result.model_copy(update={"Values": [2]}).values == [2]
    wrong: list[dict[str, Any]] = [{"values": []}, {"Values": [1, 2]}, {"id": 5}, {"colour": 1}]
    for update in wrong:
        with pytest.raises(ValidationError):
            result.model_copy(update=update)
    assert result.model_copy(update={"id": "b"}).model_fields_set == {"id", "timestamps", "values"}


@pytest.mark.filterwarnings("ignore::pydantic.PydanticDeprecatedSince20")
def test_the_deprecated_copy_checks_too() -> None:
    tag: Any = Tag(key="a", value="b")
    assert tag.copy(update={"key": "c"}) == Tag(key="c", value="b")
    with pytest.raises(ValidationError):
        tag.copy(update={"key": ""})
    with pytest.raises(TypeError):  # it would leave a tag without a key
        tag.copy(exclude={"key"})


# Values that were never checked.


def unchecked(**members: Any) -> list[SendEmailRequest]:
    """A request that was not checked: constructed, or pickled by a version with other rules."""
    made = SendEmailRequest.model_construct(**members)
    return [made, pickle.loads(pickle.dumps(made)), copy.deepcopy(made), made.model_copy()]


WRONG: list[tuple[dict[str, Any], str]] = [
    ({}, "content: is required"),
    ({"content": EmailContent.model_construct()}, "content: must be exactly one of"),
    ({"content": RAW, "email_tags": [MessageTag.model_construct(name="a b", value="")]}, r"email_tags\.0\.name"),
    ({"content": RAW, "destination": "a@secret.example", "tenant_name": ""}, "tenant_name: "),
    ({"content": RAW, "destination": Destination.model_construct(to_addresses="secret")}, "destination.to_addresses"),
    ({"content": RAW, "tenant_name": object()}, "tenant_name: "),
]


@pytest.mark.parametrize(("members", "words"), WRONG)
def test_a_request_that_was_not_checked_is_checked_before_it_is_sent(
    members: dict[str, Any], words: str, recwarn: pytest.WarningsRecorder
) -> None:
    with Server([answer(proofs(1))]) as server, client_of(server.url) as client:
        for request in unchecked(**members):
            with pytest.raises(RequestInvalidError, match=words) as caught:
                client.call(SEND_EMAIL, request)
            assert "secret" not in str(caught.value)
        assert server.seen == []
    assert not recwarn


def test_a_secret_of_a_wrong_kind_is_refused_without_being_printed() -> None:
    attributes = DkimSigningAttributes.model_construct(domain_signing_private_key="secret")
    request = PutEmailIdentityDkimSigningAttributesRequest.model_construct(
        email_identity="a.example", signing_attributes_origin="EXTERNAL", signing_attributes=attributes
    )
    with pytest.raises(RequestInvalidError, match="wrong type") as caught:
        validated(PUT_EMAIL_IDENTITY_DKIM_SIGNING_ATTRIBUTES, request)
    assert "secret" not in str(caught.value)


def test_a_good_request_goes_out_as_it_would_have_before_pickling() -> None:
    arguments = {"content": {"raw": {"data": b"\xff"}}, "destination": ["a@b.example"], "email_tags": []}
    made = validated(SEND_EMAIL, arguments)
    kept = pickle.loads(pickle.dumps(made))
    assert kept == made
    assert kept.to_wire() == made.to_wire()
    assert kept.model_dump_json() == made.model_dump_json()
    assert validated(SEND_EMAIL, kept) == made
    old: Any = SendEmailRequest.model_construct(content=made.content)
    del vars(old)["tenant_name"]  # a member that the version that pickled it did not have
    assert validated(SEND_EMAIL, old).tenant_name is None
    key = DkimSigningAttributes(domain_signing_selector="a", domain_signing_private_key=base64_of(rsa_key()))
    put = PutEmailIdentityDkimSigningAttributesRequest(
        email_identity="a.example", signing_attributes_origin="EXTERNAL", signing_attributes=key
    )
    again = validated(PUT_EMAIL_IDENTITY_DKIM_SIGNING_ATTRIBUTES, pickle.loads(pickle.dumps(put)))
    assert again == put


# Missing members of a response.


def test_a_member_without_none_that_was_missing_raises_when_it_is_read() -> None:
    response, unread = GetSuppressedDestinationResponse.from_body(b'{"SuppressedDestination": {"Reason": "BOUNCE"}}')
    entry = response.suppressed_destination
    with pytest.raises(MemberUnreadError, match=r"SuppressedDestination.last_update_time .* metadata.unread") as caught:
        _ = entry.last_update_time
    assert (caught.value.structure, caught.value.member) == ("SuppressedDestination", "last_update_time")
    assert set(unread) == {"SuppressedDestination.EmailAddress", "SuppressedDestination.LastUpdateTime"}
    assert (hasattr(entry, "email_address"), getattr(entry, "email_address", "none")) == (False, "none")
    assert "email_address" not in repr(entry)
    assert "email_address" not in entry.model_dump()
    for again in (
        GetSuppressedDestinationResponse.model_validate_json(response.model_dump_json()),
        pickle.loads(pickle.dumps(response)),
        response.model_copy(deep=True),
    ):
        assert again == response
        assert not hasattr(again.suppressed_destination, "email_address")


def test_an_attribute_that_no_model_has_is_an_ordinary_attribute_error() -> None:
    with pytest.raises(AttributeError) as caught:
        _ = Tag(key="a", value="b").colour  # type: ignore[attr-defined]  # this is tested
    assert not isinstance(caught.value, MemberUnreadError)


# Values of enums.


@pytest.fixture(params=["environment", "profile"])
def later_botocore(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A botocore with more enum values than our models, set by the environment or by the current profile."""
    model = aws.description()
    for name in ("SuppressionListReason", "SubscriptionStatus", "ListRecommendationsFilterKey", "MetricDimensionName"):
        model["shapes"][name]["enum"].append("NOVEL")
    directory = tmp_path / "sesv2" / "2019-09-27"
    directory.mkdir(parents=True)
    (directory / "service-2.json").write_text(json.dumps(model))
    if request.param == "environment":
        monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))
        return
    (tmp_path / "config").write_text(f"[profile later]\ndata_path = {tmp_path}\n")
    monkeypatch.delenv("AWS_DATA_PATH", raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_PROFILE", "later")


NOVEL: list[tuple[type[Shape], dict[str, Any]]] = [
    (PutSuppressedDestinationRequest, {"email_address": "a@b.example", "reason": "NOVEL"}),
    (PutSuppressedDestinationRequest, {"EmailAddress": "a@b.example", "Reason": "NOVEL"}),
    (TenantSuppressionAttributes, {"suppressed_reasons": ["BOUNCE", "NOVEL"]}),
    (Topic, {"topic_name": "t", "display_name": "T", "default_subscription_status": "NOVEL"}),
]


@pytest.mark.parametrize(("model", "arguments"), NOVEL)
@pytest.mark.usefixtures("later_botocore")
def test_a_value_that_only_the_installed_botocore_lists_is_sent(
    model: type[Shape], arguments: dict[str, Any], recwarn: pytest.WarningsRecorder
) -> None:
    for made in (model.model_validate(arguments), model.model_validate_json(json.dumps(arguments))):
        assert "NOVEL" in json.dumps(made.to_wire())
        assert made.model_copy(update=dict([*arguments.items()][-1:])) == made
    assert not recwarn


ARCHIVE = "arn:aws:ses:us-east-1:123456789012:mailmanager-archive/a-" + "a" * 24
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/7"


@pytest.mark.parametrize(
    ("annotation", "right", "wrong"),
    [
        (EndpointName, "main_1", ["é", "\u0667", "a b"]),
        (CertificateArn, CERTIFICATE, [f"{CERTIFICATE}é", f"x {CERTIFICATE}", f"{CERTIFICATE} x"]),
        (ArchiveArn, ARCHIVE, [f"x{ARCHIVE}", f"{ARCHIVE}!", ARCHIVE.replace("-1:", "-\u0667:")]),
    ],
)
def test_a_pattern_is_matched_as_aws_does(annotation: Any, right: str, wrong: list[str]) -> None:
    r"""Against the whole text, and with `\w` and `\d` of ASCII: others were sent, and refused by SES."""
    model = create_model("Holder", __base__=Tag, text=annotation)
    tag = {"key": "k", "value": "v"}
    assert vars(model.model_validate(tag | {"text": right}))["text"] == right
    for text in wrong:
        with pytest.raises(ValidationError, match="should match pattern"):
            model.model_validate(tag | {"text": text})
    assert model.model_json_schema()["properties"]["text"]["pattern"].count("(?-u") == 0  # ECMAScript has none


@pytest.mark.usefixtures("later_botocore")
def test_a_key_of_a_map_that_only_the_installed_botocore_lists_is_sent() -> None:
    query = {"id": "q", "namespace": "VDM", "metric": "SEND", "start_date": 0, "end_date": 1}
    moments = {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-01-02T00:00:00Z"}
    made = BatchGetMetricDataQuery.model_validate({**query, **moments, "dimensions": {"NOVEL": "x"}})
    assert made.dimensions == {"NOVEL": "x"}


def test_the_values_of_another_service_are_that_services_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = {
        "SendQuota": {"type": "structure", "members": {"Kind": {"shape": "Kind"}}},
        "Kind": {"type": "string", "enum": ["NOVEL"]},
    }
    directory = tmp_path / "pinpoint-email" / "2018-07-26"
    directory.mkdir(parents=True)
    (directory / "service-2.json").write_text(json.dumps({"shapes": shapes}))
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))
    kind: Any = Literal["OLD"]
    model = create_model("SendQuota", __base__=Shape, __module__="sesv2kit.models.pinpoint_email", kind=(kind, ...))
    assert model.model_validate({"kind": "NOVEL"}).model_dump() == {"kind": "NOVEL"}
    other = create_model("SendQuota", __base__=Shape, __module__="sesv2kit.models.account", kind=(kind, ...))
    with pytest.raises(ValidationError):
        other.model_validate({"kind": "NOVEL"})


def test_a_profile_that_is_not_there_is_no_error_of_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    with pytest.raises(ValidationError):
        PutSuppressedDestinationRequest.model_validate({"email_address": "a@b.example", "reason": "NOVEL"})


@pytest.mark.parametrize(("model", "arguments"), NOVEL)
def test_a_value_that_nobody_lists_is_refused_in_pydantics_words(model: type[Shape], arguments: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(arguments)
    (details,) = caught.value.errors()
    assert details["type"] == "literal_error"
    assert details["msg"] in {"Input should be 'BOUNCE' or 'COMPLAINT'", "Input should be 'OPT_IN' or 'OPT_OUT'"}


def test_a_listed_value_is_not_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any) -> Any:
        raise AssertionError

    monkeypatch.setattr(installed, "enum_values", never)
    assert PutSuppressedDestinationRequest(email_address="a@b.example", reason="BOUNCE").reason == "BOUNCE"


@pytest.mark.parametrize(
    ("reason", "suggested"), [("bounce", "'BOUNCE'"), ("COMPLAIN", "'COMPLAINT'"), ("x", None), (5, None)]
)
def test_a_near_value_is_suggested(reason: Any, suggested: str | None) -> None:
    with pytest.raises(RequestInvalidError) as caught:
        validated(LIST_SUPPRESSED_DESTINATIONS, {"reasons": [reason]})
    (problem,) = caught.value.problems
    assert problem.message.partition("; did you mean ")[2] == (f"{suggested}?" if suggested else "")


# Errors of models themselves.


def test_a_models_own_error_says_limit_and_source() -> None:
    with pytest.raises(ValidationError) as caught:
        CreateTenantRequest(tenant_name="", tags=[Tag.model_construct(key="a", value="b")])
    assert "CreateTenantRequest (source: https://docs.aws.amazon.com/" in str(caught.value)
    with pytest.raises(ValidationError, match=r"must be 1 to 128 characters .* \(source: https://docs.*API_Tag.html\)"):
        Tag(key="", value="")
    with pytest.raises(RequestInvalidError) as told:
        validated(SEND_EMAIL, {"content": {"raw": {"data": b"x"}}, "email_tags": [{"name": " ", "value": ""}]})
    assert str(told.value).count("(source: ") == 1


# In every order.

ODD = b'{"SendingStatus": "NOVEL", "Tags": [{"Key": "", "Value": "v", "New": 1}]}'

BUILDS: dict[str, str] = {
    "the response": "CreateTenantResponse.model_rebuild()",
    "the structure": "Tag.model_rebuild()",
    "the request": "CreateTenantRequest.model_rebuild()",
    "another response": "GetTenantResponse.model_rebuild()",
    "a model of the user's": "class Own(BaseModel):\n    tag: Tag\n    response: CreateTenantResponse",
    "a subclass": "class Sub(CreateTenantResponse, defer_build=False):\n    own: str | None = None",
    "an adapter of structures": "TypeAdapter(list[Tag])",
    "an adapter of responses": "TypeAdapter(dict[str, CreateTenantResponse])",
    "anew": "CreateTenantResponse.model_rebuild(force=True); Tag.model_rebuild(force=True)",
}
ORDERS = """
import gc, os, sys, traceback
from pydantic import BaseModel, TypeAdapter, ValidationError
from sesv2kit.shapes import _misfits
from sesv2kit.shapes import bases as shapes
from sesv2kit.models.common import Tag
from sesv2kit.models.tenants import CreateTenantRequest, CreateTenantResponse, GetTenantResponse

def check(*codes):
    made = []
    for code in codes:
        made.append({})
        exec(code, globals(), made[-1])
    class Held(BaseModel):
        tag: Tag | None = None
        response: CreateTenantResponse
    held = b'{"response": ' + ODD + b"}"
    found = [
        CreateTenantResponse.from_body(ODD)[0],
        CreateTenantResponse.model_validate_json(ODD),
        TypeAdapter(list[CreateTenantResponse]).validate_json(b"[" + ODD + b"]")[0],
        Held.model_validate_json(held).response,
    ]
    for names in made:
        if "Sub" in names:
            found.append(names["Sub"].model_validate_json(ODD))
        if "Own" in names:
            whole = b'{"tag": {"key": "k", "value": ""}, ' + held[1:]
            found.append(names["Own"].model_validate_json(whole).response)
    for each in found:
        assert each.sending_status == "NOVEL", each
        assert each.tags[0].model_extra == {"New": 1}, each
        assert each.tags[0].key == "", each
    assert _misfits._reader.cache_info().currsize == 0, "it took a second reading"
    for wrong in (
        lambda: Tag.model_validate_json('{"key": "", "value": ""}'),
        lambda: Held.model_validate_json(b'{"tag": {"key": "k", "value": "v", "New": 1}, "response": {}}'),
        lambda: CreateTenantRequest.model_validate_json('{"tenant_name": "a", "tags": [{"key": "", "value": ""}]}'),
        lambda: CreateTenantResponse(sending_status="NOVEL"),
        lambda: TypeAdapter(list[Tag]).validate_json('[{"key": "k", "value": "v", "New": 1}]'),
    ):
        try:
            wrong()
        except ValidationError:
            continue
        raise AssertionError("it was not checked")

gc.disable()
gc.freeze()
for first in BUILDS:
    for second in BUILDS:
        child = os.fork()
        if not child:
            try:
                check(BUILDS[first], BUILDS[second])
            except BaseException:
                print(f"{first}, then {second}:", traceback.format_exc(), file=sys.stderr, flush=True)
                os._exit(1)
            os._exit(0)
        os.waitpid(child, 0)
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="each order needs a process in which nothing is built")
def test_the_faces_are_the_same_in_every_order_of_building() -> None:
    program = f"ODD, BUILDS = {ODD!r}, {BUILDS!r}\n{ORDERS}"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert ended.stderr.decode() == ""


THREADS = """
import threading
from pydantic import BaseModel, TypeAdapter
from sesv2kit.models.common import Tag
from sesv2kit.models.tenants import CreateTenantRequest, CreateTenantResponse, GetTenantResponse
def own():
    class Own(BaseModel):
        response: "CreateTenantResponse"
        other: "Unknown"
    return lambda: Own.model_rebuild(_types_namespace=globals())
class Unknown(BaseModel):
    pass
start = threading.Barrier(8)
failed = []
def run(build):
    start.wait()
    try:
        build()
    except BaseException as error:
        failed.append(error)
builds = [
    lambda: CreateTenantResponse.from_body(ODD),
    lambda: Tag(key="k", value="v"),
    lambda: TypeAdapter(list[CreateTenantResponse]).validate_json(b"[" + ODD + b"]"),
]
builds += builds
builds += [own(), own()]  # one class a thread: before 2.14, Pydantic cannot rebuild one class in two threads at once
threads = [threading.Thread(target=run, args=(build,)) for build in builds]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert not failed, failed
"""


def test_threads_that_build_at_once_neither_fail_nor_wait_for_ever() -> None:
    program = f"import sys; sys.setswitchinterval(1e-6); ODD = {ODD!r}\n{THREADS}"
    running = [subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE) for _ in range(4)]
    try:
        for process in running:
            _, complaint = process.communicate(timeout=60)
            assert process.returncode == 0, complaint.decode()
    finally:
        for process in running:
            process.kill()
            process.communicate()
