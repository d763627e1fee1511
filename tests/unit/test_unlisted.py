"""Operations, members and enum values that only botocore knows, on the same call path."""

import copy
import json
import pickle
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, cast

import boto3
import botocore.session
import pytest
from pydantic import Field

from sesv2kit import ClientConfig, Operation, PagedOperation, RateLimit, Repeat, RetryPolicy, SESv2, UntypedResponse
from sesv2kit._core.retry import Failure, failure_of
from sesv2kit.errors import (
    BadRequestError,
    ConfigurationError,
    InternalServiceError,
    OutcomeUnknownError,
    RequestInvalidError,
    ResponseUnreadableError,
    SESv2Error,
    TooManyRequestsError,
)
from sesv2kit.models.configuration_sets import CREATE_CONFIGURATION_SET
from sesv2kit.models.sending import SEND_EMAIL
from sesv2kit.models.tenants import GET_TENANT, LIST_TENANTS, GetTenantRequest
from sesv2kit.operation import method_name
from sesv2kit.shapes import Request, Response
from sesv2kit.shapes.untyped import merged
from tests.faults.server import Answer, End, Seen, Server, answer, refusal
from tests.tools import aws
from tests.unit.support import SEND, FakeClock, make

pytestmark = pytest.mark.usefixtures("each_client")

MAKE, LIST, READ = "MakeNewThing", "ListNewThings", "ReadDKIMThings"


def shape(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, **more}


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> boto3.Session:
    """A session over a botocore that has more operations and members than ours."""
    model = aws.description()
    model["shapes"] |= {
        "NewText": shape("string", min=2),
        "NewMoment": shape("timestamp"),
        "NewBytes": shape("blob"),
        "NewNames": shape("list", member={"shape": "NewText"}),
        "NewMap": shape("map", key={"shape": "NewText"}, value={"shape": "NewText"}),
        "NewThing": shape(
            "structure",
            members={"Name": {"shape": "NewText"}, "At": {"shape": "NewMoment"}, "Raw": {"shape": "NewBytes"}},
        ),
        "NewThings": shape("list", member={"shape": "NewThing"}),
        "MakeRequest": shape(
            "structure",
            required=["Name"],
            members={
                "Name": {"shape": "NewText", "location": "uri", "locationName": "Name"},
                "Thing": {"shape": "NewThing"},
                "Names": {"shape": "NewNames"},
                "Labels": {"shape": "NewMap"},
            },
        ),
        "MakeResponse": shape("structure", members={"Thing": {"shape": "NewThing"}}),
        "ListRequest": shape(
            "structure",
            members={"NextToken": {"shape": "NextToken", "location": "querystring", "locationName": "NextToken"}},
        ),
        "ListResponse": shape(
            "structure", members={"Things": {"shape": "NewThings"}, "NextToken": {"shape": "NextToken"}}
        ),
        "Nothing": shape("structure", members={}),
    }
    model["shapes"]["DeliveryOptions"]["members"]["NewMember"] = {"shape": "NewText"}
    model["shapes"]["DeliveryOptions"]["members"]["NewerMember"] = {"shape": "NewText"}
    model["shapes"]["SendEmailRequest"]["members"]["NewMoment"] = {"shape": "NewMoment"}
    model["shapes"]["ListTenantsRequest"]["members"]["NewText"] = {"shape": "NewText"}
    for name, method, uri, sent, answered in (
        (MAKE, "POST", "/v2/email/new/{Name}", "MakeRequest", "MakeResponse"),
        (LIST, "GET", "/v2/email/new", "ListRequest", "ListResponse"),
        (READ, "GET", "/v2/email/dkim", "Nothing", "Nothing"),
    ):
        model["operations"][name] = {
            "name": name,
            "http": {"method": method, "requestUri": uri},
            "input": {"shape": sent},
            "output": {"shape": answered},
            "errors": [{"shape": "BadRequestException"}],
        }
    data = tmp_path_factory.mktemp("newer")
    folder = data / "sesv2" / "2019-09-27"
    folder.mkdir(parents=True)
    (folder / "service-2.json").write_text(json.dumps(model))
    core: Any = botocore.session.Session()
    core.get_component("data_loader").search_paths.insert(0, str(data))
    return boto3.Session("test", "test", region_name="us-east-1", botocore_session=core)


Connect = Callable[..., SESv2]


@pytest.fixture
def connect(newer: boto3.Session, clock: FakeClock) -> Connect:
    """Creates a client with the newer botocore."""

    def connected(url: str, **settings: Any) -> SESv2:
        chosen: dict[str, Any] = {"pacing": False, **settings}
        return make(session=newer, endpoint_url=url, config=ClientConfig(**chosen))

    return connected


MADE = {"Thing": {"Name": "ab", "At": 1586552585, "Raw": "aGk="}, "Newer": [1]}


def test_an_operation_by_name(connect: Connect) -> None:
    with Server([answer(MADE)]) as server, connect(server.url) as client:
        made = client.call(MAKE, {"Name": "a b/c", "Thing": {"Raw": b"hi", "At": datetime(2020, 4, 10, tzinfo=UTC)}})
    (seen,) = server.seen
    assert (seen.method, seen.target) == ("POST", "/v2/email/new/a%20b%2Fc")
    assert seen.json == {"Thing": {"Raw": "aGk=", "At": 1586476800}}
    assert isinstance(made, UntypedResponse)
    assert made["Thing"]["Raw"] == b"hi"
    assert made["Thing"]["At"] == datetime(2020, 4, 10, 21, 3, 5, tzinfo=UTC)
    assert (made.metadata.status, made.metadata.attempts, made.metadata.request_id) == (200, 1, "id-1")
    assert json.loads(made.metadata.raw)["Newer"] == [1]


def test_a_name_that_botocore_spells_its_own_way(connect: Connect) -> None:
    assert method_name("PutDKIMThing") == botocore.xform_name("PutDKIMThing")
    with Server([answer({})]) as server, connect(server.url) as client:
        assert client.call(READ) == {}
    assert server.seen[0].target == "/v2/email/dkim"


def test_an_untyped_response_is_a_read_only_mapping() -> None:
    one = UntypedResponse({"A": 1, "B": "secret@x.example"})
    assert (dict(one), one["A"], one.get("C"), len(one), "A" in one) == (
        {"A": 1, "B": "secret@x.example"},
        1,
        None,
        2,
        True,
    )
    with pytest.raises(TypeError):
        cast("Any", one)["A"] = 2
    assert repr(one) == "<UntypedResponse: A, B>"
    again = pickle.loads(pickle.dumps(one))
    assert (again, again.metadata, copy.deepcopy(one)) == (one, one.metadata, one)


@pytest.mark.parametrize(
    ("repeat", "fault", "attempts", "error"),
    [
        (None, Answer(end=End.CLOSE), 1, OutcomeUnknownError),
        (None, answer(b"<html>sign in</html>"), 1, OutcomeUnknownError),
        (None, answer(b""), 1, OutcomeUnknownError),
        (None, answer({"Thing": {"At": "no moment"}}), 1, OutcomeUnknownError),
        (None, refusal(500, "InternalFailure"), 1, OutcomeUnknownError),
        (None, refusal(429, "TooManyRequestsException"), 3, TooManyRequestsError),
        (None, refusal(400, "BadRequestException"), 1, BadRequestError),
        (None, refusal(501, "NotImplementedException"), 1, InternalServiceError),
        (Repeat.SAFE, answer(b"[]"), 3, ResponseUnreadableError),
        (Repeat.SAFE, answer({"Thing": {"At": "no moment"}}), 3, ResponseUnreadableError),
        (Repeat.SAFE, refusal(500, "InternalFailure"), 3, InternalServiceError),
        (Repeat.SAFE, refusal(501, "NotImplementedException"), 1, InternalServiceError),
    ],
)
def test_it_fails_as_any_other(
    connect: Connect, repeat: Repeat | None, fault: Answer, attempts: int, error: type[SESv2Error]
) -> None:
    with (
        Server([fault]) as server,
        connect(server.url, retry=RetryPolicy(max_attempts=3)) as client,
        pytest.raises(error) as caught,
    ):
        client.call(MAKE, {"Name": "ab"}, repeat=repeat)
    assert len(server.seen) == attempts
    if error is OutcomeUnknownError:
        assert dict(cast("Any", caught.value).request) == {"Name": "ab"}
        assert "look at what MakeNewThing changes" in str(caught.value)


def test_a_throttle_slows_it(connect: Connect, clock: FakeClock) -> None:
    script = [refusal(429, "TooManyRequestsException"), answer({})]
    with Server(script) as server, connect(server.url, pacing=True) as client:
        for _ in range(3):
            client.call(READ)
    assert len(server.seen) == 4
    assert sum(clock.sleeps) > 1


def test_501_is_final() -> None:
    assert failure_of(InternalServiceError("", operation="X", status=501)) is Failure.FINAL
    assert failure_of(InternalServiceError("", operation="X", status=502)) is Failure.UNKNOWN


@pytest.mark.parametrize(
    ("name", "members", "options", "problems"),
    [
        ("MakeNewThin", {}, {}, [("operation", "did you mean MakeNewThing?")]),
        ("make_new_thing", {}, {}, [("operation", "did you mean MakeNewThing?")]),
        ("Nonsense", {}, {}, [("operation", "pip install --upgrade boto3")]),
        (MAKE, {}, {}, [("Name", "is required")]),
        (MAKE, {"Name": "ab", "Nam": "secret"}, {}, [("Nam", "did you mean Name?")]),
        (MAKE, {"Name": "ab", "Thing": {"Nam": 1}}, {}, [("Thing.Nam", "did you mean Name?")]),
        (MAKE, {"Name": 5}, {}, [("Name", "must be of type str")]),
        (MAKE, {"Name": "a"}, {}, [("Name", "length must be at least 2")]),
        (MAKE, {"Name": "ab", "Names": ["secret", 5]}, {}, [("Names.1", "must be of type str")]),
        (MAKE, {"Name": ".."}, {}, [("Name", "path")]),
        (MAKE, {"Name": "a/%2e%2e/b"}, {}, [("Name", "path")]),
        (
            MAKE,
            {"Name": "ab", "Names": "secret, valid types\nsecret parameter in secret"},
            {},
            [("Names", "of type list")],
        ),
        (MAKE, {"Name": "ab", "Labels": {"secret, key: a": 5}}, {}, [("Labels.(key)", "of type str")]),
        (MAKE, {"Name": "ab", "secret secret": 5}, {}, [("(key)", "no such member")]),
        (MAKE, {"Name": "ab\ud800"}, {}, [("Name", "surrogate")]),
        (MAKE, {"Name": "ab", "Labels": {"aa": "\udfffsecret"}}, {}, [("Labels.(key)", "surrogate")]),
        (MAKE, {"Name": "ab", "Thing": {"At": datetime(2026, 1, 1)}}, {}, [("Thing.At", "timezone-aware")]),
        (MAKE, ["Name"], {}, [("request", "mapping")]),
        (READ, {"Name": "secret"}, {}, [("Name", "no such member")]),
        (MAKE, {"Name": "ab"}, {"service": "s3"}, [("service", "'sesv2' or 'pinpoint-email'")]),
        (MAKE, {"Name": "ab"}, {"repeat": "safe"}, [("repeat", "Repeat.SAFE or Repeat.UNSAFE")]),
        (MAKE, {"Name": "ab"}, {"extra": {"Nams": ["ab"]}}, [("extra.Nams", "did you mean Names?")]),
        ("CreateConfigurationSet", {"ConfigurationSetName": "s", "Tag": []}, {}, [("Tag", "did you mean tags?")]),
        ("SendEmail", {"Content": {}}, {"repeat": Repeat.SAFE}, [("repeat", "cannot be SAFE")]),
        ("GetTenant", {"TenantNam": "ab"}, {}, [("tenant_name", "is required"), ("TenantNam", "did you mean")]),
        (SEND_EMAIL, SEND, {"repeat": Repeat.SAFE}, [("repeat", "only for calls with an operation's name")]),
        (SEND_EMAIL, SEND, {"service": "sesv2"}, [("service", "only for calls with an operation's name")]),
    ],
)
def test_what_a_call_by_name_refuses(
    connect: Connect, name: Any, members: Any, options: Any, problems: list[tuple[str, str]]
) -> None:
    with Server([answer({})]) as server, connect(server.url) as client:
        with pytest.raises(RequestInvalidError) as caught:
            client.call(name, members, **options)
        assert server.connections == 0
    assert [problem.argument for problem in caught.value.problems] == [argument for argument, _ in problems]
    for problem, (_, words) in zip(caught.value.problems, problems, strict=True):
        assert words in problem.message
    assert "secret" not in str(caught.value)


def test_moments_of_other_zones_are_sent_right(connect: Connect) -> None:
    moment = datetime(2020, 4, 10, 2, tzinfo=timezone(timedelta(hours=2)))
    with Server([answer({})]) as server, connect(server.url) as client:
        client.call(MAKE, {"Name": "ab", "Thing": {"At": moment}})
    assert server.seen[0].json == {"Thing": {"At": 1586476800}}


def test_a_listed_name_keeps_its_declaration(connect: Connect) -> None:
    wire = {"FromEmailAddress": "a@x.example", "Destination": {"ToAddresses": ["b@x.example"]}}
    content = {"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}}
    with Server([Answer(end=End.CLOSE)]) as server, connect(server.url) as client:
        with pytest.raises(OutcomeUnknownError, match="SEND events"):
            client.call("SendEmail", {**wire, "Content": content})
        assert len(server.seen) == 1
    with Server([Answer(end=End.CLOSE), answer({"SendingEnabled": True})]) as server, connect(server.url) as client:
        assert client.call("GetAccount") == {"SendingEnabled": True}
        assert len(server.seen) == 2
    with Server([Answer(end=End.CLOSE), answer({})]) as server, connect(server.url) as client:
        with pytest.raises(OutcomeUnknownError):
            client.call("GetAccount", repeat=Repeat.UNSAFE)
        assert len(server.seen) == 1


def test_the_other_service_by_name(connect: Connect) -> None:
    with Server([answer({"SendingEnabled": True})]) as server, connect(server.url) as client:
        assert client.call("GetAccount", service="pinpoint-email") == {"SendingEnabled": True}
    assert server.seen[0].target == "/v1/email/account"


def paged(seen: Seen) -> Answer:
    number = int(seen.target.partition("NextToken=")[2] or 0)
    more = {"NextToken": str(number + 1)} if number < 2 else {}
    return answer({"Things": [{"Name": f"{number}a"}, {"Name": f"{number}b", "At": 0}], **more})


def test_a_list_by_name(connect: Connect) -> None:
    with Server(paged) as server, connect(server.url) as client:
        things = client.paginate(LIST, items="Things")
        assert [thing["Name"] for thing in things] == ["0a", "0b", "1a", "1b", "2a", "2b"]
        assert [thing["Name"] for thing in client.paginate(LIST, {"NextToken": "2"}, items="Things")] == ["2a", "2b"]
        assert len(list(client.paginate(LIST, {}, items="Things", limit=3))) == 3
        (first, *_) = client.paginate(LIST, items="Things").pages()
        assert (first["NextToken"], first.metadata.status) == ("1", 200)
        cursor = iter(client.paginate(LIST, items="Things"))
        for _ in range(3):
            next(cursor)
        assert cursor.next_token == "1"
    assert len(server.seen) == 3 + 1 + 2 + 3 + 2 or len(server.seen) == 3 + 1 + 2 + 1 + 2


def test_a_listed_list_by_name(connect: Connect) -> None:
    with Server([answer({"Tenants": [{"TenantName": "a"}]})]) as server, connect(server.url) as client:
        assert list(client.paginate("ListTenants", items="Tenants")) == [{"TenantName": "a"}]


def test_a_page_without_its_list_is_empty_and_one_with_another_thing_is_not_read(connect: Connect) -> None:
    with Server([answer({})]) as server, connect(server.url) as client:
        assert list(client.paginate(LIST, items="Things")) == []
    for repeat, error in ((None, OutcomeUnknownError), (Repeat.SAFE, ResponseUnreadableError)):
        once = RetryPolicy(max_attempts=1)
        with (
            Server([answer({"Things": {"a": 1}})]) as server,
            connect(server.url, retry=once) as client,
            pytest.raises(error),
        ):
            list(client.paginate(LIST, items="Things", repeat=repeat))


@pytest.mark.parametrize(
    ("name", "items", "words"),
    [
        (LIST, None, "must be a list in its response: Things"),
        (LIST, "Thing", "must be a list in its response: Things"),
        (MAKE, "Things", "has no pages"),
        ("ListNewThing", "Things", "did you mean ListNewThings?"),
        (LIST_TENANTS, "Tenants", "is only for calls with an operation's name"),
    ],
)
def test_what_a_list_by_name_refuses(connect: Connect, name: Any, items: Any, words: str) -> None:
    members = {"Name": "ab"} if name == MAKE else {}
    with Server([answer({})]) as server, connect(server.url) as client:
        with pytest.raises(RequestInvalidError, match=words):
            client.paginate(name, members, items=items)
        assert server.connections == 0


SET: dict[str, Any] = {"configuration_set_name": "s", "delivery_options": {"tls_policy": "REQUIRE"}}
NEW = {"DeliveryOptions": {"NewMember": "ab"}}


@pytest.mark.parametrize("how", ["call", "options", "method"])
def test_extra_members(connect: Connect, how: str) -> None:
    with Server([answer({})]) as server, connect(server.url) as client:
        if how == "call":
            client.call(CREATE_CONFIGURATION_SET, SET, extra=NEW)
        elif how == "options":
            client.options(extra=NEW).call(CREATE_CONFIGURATION_SET, SET)
        else:
            client.options(extra=NEW).configuration_sets.create_configuration_set(**SET)
        client.call(CREATE_CONFIGURATION_SET, SET)
    sent = {"ConfigurationSetName": "s", "DeliveryOptions": {"TlsPolicy": "REQUIRE"}}
    assert server.seen[0].json == {**sent, "DeliveryOptions": {"TlsPolicy": "REQUIRE", "NewMember": "ab"}}
    assert server.seen[1].json == sent


def test_extra_members_of_a_large_request(connect: Connect) -> None:
    extra = {"NewMoment": datetime(2020, 4, 10, 2, tzinfo=timezone(timedelta(hours=2)))}
    with (
        Server([Answer(end=End.CLOSE)]) as server,
        connect(server.url) as client,
        pytest.raises(OutcomeUnknownError) as caught,
    ):
        client.call(SEND_EMAIL, SEND, extra=extra)
    assert server.seen[0].json["NewMoment"] == 1586476800
    assert server.seen[0].json["Content"]["Simple"]["Subject"]["Data"] == "secret subject"
    assert caught.value.extra == extra


def test_extra_members_on_every_page(connect: Connect) -> None:
    pages = [answer({"Tenants": [], "NextToken": "t"}), answer({})]
    with Server(pages) as server, connect(server.url) as client:
        assert list(client.paginate(LIST_TENANTS, {}, extra={"NewText": "ab"})) == []
    with Server(pages) as again, connect(again.url) as client:
        assert list(client.options(extra={"NewText": "ab"}).tenants.list_tenants()) == []
    assert [seen.json["NewText"] for seen in (*server.seen, *again.seen)] == ["ab"] * 4


@pytest.mark.parametrize(
    ("extra", "argument", "words"),
    [
        ({"DeliveryOptions": {"TlsPolicy": "OPTIONAL"}}, "extra.DeliveryOptions.TlsPolicy", "pass it as tls_policy"),
        ({"DeliveryOptions": 5}, "extra.DeliveryOptions", "pass it as delivery_options"),
        ({"Tags": [{"New": 1}]}, "extra.Tags", "pass it as tags"),
        ({"DeliveryOptions": {"NewMembr": "ab"}}, "extra.DeliveryOptions.NewMembr", "did you mean NewMember?"),
        ({"DeliveryOptions": {"NewMember": 5}}, "extra.DeliveryOptions.NewMember", "must be of type str"),
        ({"DeliveryOptions": {"NewMember": "a\ud800"}}, "extra.DeliveryOptions.NewMember", "surrogate"),
        ("DeliveryOptions", "extra", "must be a mapping"),
    ],
)
def test_what_extra_refuses(connect: Connect, extra: Any, argument: str, words: str) -> None:
    with Server([answer({})]) as server, connect(server.url) as client:
        with pytest.raises(RequestInvalidError) as caught:
            client.call(CREATE_CONFIGURATION_SET, SET, extra=extra)
        assert server.connections == 0
    (problem,) = caught.value.problems
    assert (problem.argument, words in problem.message) == (argument, True)


def test_a_place_in_extra_is_told_as_one_and_no_other(connect: Connect) -> None:
    wrong = {"DeliveryOptions": {"NewMember": 5}}
    calls: list[tuple[Any, dict[str, Any], dict[str, Any] | None, list[str]]] = [
        (MAKE, {}, {"Names": [5]}, ["Name", "extra.Names.0"]),
        (MAKE, {"Name": 5}, {"Names": ["ab"]}, ["Name"]),
        (MAKE, {"Name": "ab", "Nmae": "ab"}, None, ["Nmae"]),
        (MAKE, {"Name": "ab"}, {"Nmae": "ab"}, ["extra.Nmae"]),
        ("CreateConfigurationSet", {"ConfigurationSetName": "s", **wrong}, None, ["DeliveryOptions.NewMember"]),
        ("CreateConfigurationSet", {"ConfigurationSetName": "s"}, wrong, ["extra.DeliveryOptions.NewMember"]),
    ]
    with Server([answer({})]) as server, connect(server.url) as client:
        for operation, members, extra, places in calls:
            with pytest.raises(RequestInvalidError) as caught:
                client.call(operation, members, extra=extra)
            assert sorted(problem.argument for problem in caught.value.problems) == places
        assert server.connections == 0


@pytest.mark.parametrize("operation", [None, 5, b"GetTenant", GetTenantRequest, GetTenantRequest(tenant_name="a")])
@pytest.mark.parametrize("options", [{}, {"repeat": Repeat.SAFE}, {"extra": {"New": 1}}])
def test_what_is_no_operation_is_told_so(connect: Connect, operation: Any, options: dict[str, Any]) -> None:
    with connect("http://localhost") as client:
        for run in (client.call, client.paginate):
            with pytest.raises(TypeError, match=r"^operation must be an Operation, such as .* not ") as caught:
                run(operation, {}, **options)
            assert "'a'" not in str(caught.value)


def test_an_operation_without_pages_is_told_so(connect: Connect) -> None:
    with connect("http://localhost") as client:
        anything: Any = GET_TENANT
        chosen: list[dict[str, Any]] = [{}, {"items": "Tenants"}]
        for options in chosen:
            with pytest.raises(TypeError, match=r"^GetTenant has no pages: use call\(\)$"):
                client.paginate(anything, {"tenant_name": "a"}, **options)


def test_a_lone_surrogate_does_not_keep_an_error_from_being_printed(connect: Connect) -> None:
    with connect("http://localhost") as client, pytest.raises(RequestInvalidError) as caught:
        client.call("New\ud800")
    assert str(caught.value).encode().startswith(b"New\\ud800 was not sent")
    assert traceback.format_exception(caught.value)[-1].encode()
    with make("eu-west-\ud800") as client, pytest.raises(ConfigurationError) as configured:
        client.call(GET_TENANT, {"tenant_name": "a"})
    assert str(configured.value).encode()


def test_extra_members_of_chosenand_of_a_call_are_all_sent(connect: Connect) -> None:
    more = {"DeliveryOptions": {"NewMember": "cd"}}
    with Server([answer({})]) as server, connect(server.url) as client:
        both = client.options(extra={"DeliveryOptions": {"NewerMember": "ab"}}).options(extra=NEW)
        both.configuration_sets.create_configuration_set(**SET)
        both.call(CREATE_CONFIGURATION_SET, SET, extra=more)
        both.call("CreateConfigurationSet", {"ConfigurationSetName": "s"})
    sent = [seen.json["DeliveryOptions"] for seen in server.seen]
    assert sent == [
        {"TlsPolicy": "REQUIRE", "NewerMember": "ab", "NewMember": "ab"},
        {"TlsPolicy": "REQUIRE", "NewerMember": "ab", "NewMember": "cd"},
        {"NewerMember": "ab", "NewMember": "ab"},
    ]


def test_a_listed_name_takes_members_that_only_botocore_knows(connect: Connect) -> None:
    members = {"ConfigurationSetName": "s", "DeliveryOptions": {"TlsPolicy": "REQUIRE", "NewMember": "ab"}}
    with Server([answer({"Tenants": []})]) as server, connect(server.url) as client:
        client.call("CreateConfigurationSet", members)
        assert list(client.paginate("ListTenants", {"NewText": "ab"}, items="Tenants")) == []
        client.call(MAKE, {"Name": "ab"}, extra={"Names": ["cd"]})
    assert [seen.json for seen in server.seen] == [members, {"NewText": "ab"}, {"Names": ["cd"]}]


def test_merging_leaves_its_arguments_alone() -> None:
    wire, extra = {"A": {"B": 1}}, {"A": {"C": 2}, "D": 3}
    assert merged(wire, extra) == {"A": {"B": 1, "C": 2}, "D": 3}
    assert (wire, extra) == ({"A": {"B": 1}}, {"A": {"C": 2}, "D": 3})


class MakeRequest(Request):
    name: str


class MadeThing(Response):
    thing: dict[str, Any] = Field(default={})


def test_an_operation_of_the_users_own(connect: Connect, clock: FakeClock) -> None:
    own = Operation(
        name=MAKE, request=MakeRequest, response=MadeThing, repeat=Repeat.SAFE, rates=(RateLimit(per_second=1.0),)
    )
    with Server([Answer(end=End.CLOSE), answer(MADE)]) as server, connect(server.url, pacing=True) as client:
        made = client.call(own, {"name": "ab"})
    assert len(server.seen) == 2
    assert made.thing["Name"] == "ab"
    assert (made.model_extra, made.metadata.attempts) == ({"Newer": [1]}, 2)
    assert clock.sleeps


class ListRequest(Request):
    next_token: str | None = None


class ListResponse(Response):
    things: list[dict[str, Any]] = Field(default=[])
    next_token: str | None = None


def test_a_list_of_the_users_own(connect: Connect) -> None:
    own = PagedOperation(
        name=LIST,
        request=ListRequest,
        response=ListResponse,
        repeat=Repeat.SAFE,
        items="things",
        item=dict[str, Any],
    )
    with Server(paged) as server, connect(server.url) as client:
        assert [thing["Name"] for thing in client.paginate(own)] == ["0a", "0b", "1a", "1b", "2a", "2b"]


def test_by_name_no_client_is_made_to_refuse() -> None:
    """A refused call looks up neither region nor credentials."""
    client = make()
    with pytest.raises(RequestInvalidError, match="did you mean GetAccount"):
        client.call("GetAcount")


OWN: dict[str, Any] = {"name": MAKE, "request": MakeRequest, "response": MadeThing, "repeat": Repeat.SAFE}
OWN_LIST: dict[str, Any] = {**OWN, "name": LIST, "request": ListRequest, "response": ListResponse, "items": "things"}


@pytest.mark.parametrize(
    ("kind", "wrong", "words"),
    [
        (Operation, {"repeat": "unsafe"}, "repeat must be"),
        (Operation, {"rates": RateLimit(1.0)}, "rates must be a tuple"),
        (Operation, {"service": "ses"}, "service must be one of sesv2, pinpoint-email"),
        (Operation, {"request": dict}, "request must be a subclass of Request"),
        (Operation, {"response": MakeRequest}, "response must be a subclass of Response"),
        (PagedOperation, {"items": "Things"}, "items must be an attribute"),
        (PagedOperation, {"request": MakeRequest}, "need a next_token"),
    ],
)
def test_a_wrong_declaration_is_refused_where_it_stands(kind: Any, wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        kind(**{**(OWN if kind is Operation else OWN_LIST), **wrong})


@pytest.mark.parametrize("name", ["", ".", "..", "a/../b", "a/%2E%2e/b", "a\x00b"])
def test_the_path_is_closed_for_declarations_of_ones_own(connect: Connect, name: str) -> None:
    own = Operation(name=MAKE, request=MakeRequest, response=MadeThing, repeat=Repeat.UNSAFE)
    with Server([answer({})]) as server, connect(server.url) as client:
        with pytest.raises(RequestInvalidError, match=r"part of the URL's path|one line"):
            client.call(own, {"name": name})
        assert server.connections == 0


@pytest.mark.parametrize("rate", [0, -1.0, float("nan"), float("inf")])
def test_a_rate_is_above_zero(rate: float) -> None:
    with pytest.raises(ValueError, match="above zero"):
        RateLimit(rate)


def test_a_name_of_ones_own_that_nobody_knows_is_not_said_to_be_too_new(connect: Connect) -> None:
    with Server([answer({})]) as server, connect(server.url) as client:
        with pytest.raises(ConfigurationError, match="pip install --upgrade boto3"):
            client.call(
                Operation(name="MakeNewThng", request=MakeRequest, response=MadeThing, repeat=Repeat.SAFE),
                {"name": "ab"},
            )
        assert server.connections == 0
