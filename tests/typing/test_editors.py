"""What editors offer and show, through jedi and through pyright's language server. `nox -s types` brings both.

pyright shows the first line of an argument's description, and completes no text whose quotes or brackets are open:
editors close them as one types. jedi completes no literals.
"""

import inspect
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from sesv2kit import AsyncSESv2, SESv2, errors, models
from sesv2kit._core.cached import cached_property
from sesv2kit.shapes.words import attribute_docs
from tests.tools.docstrings import section
from tests.typing.language_server import LanguageServer, found, running

SERVICES = sorted(name for name, value in vars(SESv2).items() if isinstance(value, cached_property))

HEAD = """\
from sesv2kit import AsyncSESv2, SESv2, errors, events, models
client = SESv2("eu-west-1")
aclient = AsyncSESv2("eu-west-1")
content = models.EmailContent()
"""

LITERALS = {
    'account.put_account_suppression_attributes(suppressed_reasons=["|"])': ("BOUNCE", "COMPLAINT"),
    'account.put_account_details(contact_language="|")': ("EN", "JA"),
    'configuration_sets.put_configuration_set_suppression_options(suppressed_reasons=["|"])': ("BOUNCE", "COMPLAINT"),
    'contacts.create_contact(topic_preferences=[models.TopicPreference(subscription_status="|")])': (
        "OPT_IN",
        "OPT_OUT",
    ),
    'dedicated_ips.create_dedicated_ip_pool(scaling_mode="|")': ("MANAGED", "STANDARD"),
    'identities.put_email_identity_dkim_signing_attributes(signing_attributes_origin="|")': ("AWS_SES", "EXTERNAL"),
    'identities.put_email_identity_mail_from_attributes(behavior_on_mx_failure="|")': (
        "REJECT_MESSAGE",
        "USE_DEFAULT_VALUE",
    ),
    'jobs.list_import_jobs(import_destination_type="|")': ("CONTACT_LIST", "SUPPRESSION_LIST"),
    'metrics.batch_get_metric_data(queries=[models.BatchGetMetricDataQuery(metric="|")])': ("DELIVERY", "SEND"),
    'reputation.list_reputation_entities(filter={"|": "ENABLED"})': ("REPUTATION_IMPACT", "SENDING_STATUS"),
    "sending.send_email(content=models.EmailContent(simple=models.Message(attachments=[models.Attachment("
    'content_disposition="|")])))': ("ATTACHMENT", "INLINE"),
    'suppression.list_suppressed_destinations(reasons=["|"])': ("BOUNCE", "COMPLAINT"),
    'suppression.list_suppressed_destinations(reasons=["BOUNCE", "|"])': ("BOUNCE", "COMPLAINT"),
    'suppression.put_suppressed_destination(reason="|")': ("BOUNCE", "COMPLAINT"),
    'tenants.list_tenants(filter={"|": "ENABLED"})': ("SENDING_STATUS", "TENANT_NAME_CONTAINS"),
    'vdm.put_account_vdm_attributes(vdm_attributes=models.VdmAttributes(vdm_enabled="|"))': ("DISABLED", "ENABLED"),
}


def methods(service: Any) -> Iterator[tuple[str, Any]]:
    """The public methods of a service, by name."""
    for name, method in inspect.getmembers(type(service), inspect.isroutine):
        if not name.startswith("_"):
            yield name, method


def public(names: list[str]) -> set[str]:
    return {name for name in names if not name.startswith("_")}


# jedi: completion in Jupyter, IPython, Vim and Emacs.


@cache
def jedi() -> Any:
    """The library."""
    return pytest.importorskip("jedi", reason="not installed: `nox -s types` brings it")


def offered_by_jedi(program: str) -> set[str]:
    completions = jedi().Script(program, path="program.py").complete()
    return public([one.name for one in completions])


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("client", ["client", "aclient"])
def test_jedi_offers_the_methods_of_a_service_and_nothing_else(client: str, service: str) -> None:
    cls = SESv2 if client == "client" else AsyncSESv2
    assert offered_by_jedi(f"{HEAD}{client}.{service}.") == {name for name, _ in methods(getattr(cls("x"), service))}


def test_jedi_shows_the_arguments_and_their_meaning() -> None:
    (shown,) = jedi().Script(f"{HEAD}client.tenants.create_tenant(tags=[], ").get_signatures()
    assert [one.name for one in shown.params] == ["tenant_name", "tags", "suppression_attributes"]
    assert "tenant_name: Name for sends and management" in shown.docstring()


def test_jedi_offers_at_a_prompt_what_the_modules_say() -> None:
    interpreter = jedi().Interpreter("errors.", [{"errors": errors}])
    assert public([one.name for one in interpreter.complete()]) == {*errors.__all__}


def test_jedi_knows_what_lists_and_results_hold() -> None:
    page = f"{HEAD}for tenant in client.tenants.list_tenants():\n    tenant."
    assert {*models.TenantInfo.model_fields} <= offered_by_jedi(page)
    summary = f"{HEAD}client.suppression.add_many([]).summary."
    assert {"accepted", "refused", "unknown"} <= offered_by_jedi(summary)


# pyright's language server: VS Code (whose Pylance is built on it), Zed, Neovim, Helix and others.


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    jedi()  # the other environments of `nox -s types` have the server, too: once is enough
    if found() is None:
        pytest.skip("not installed: `nox -s types` brings it")
    with running(tmp_path_factory.mktemp("programs")) as one:
        yield one


@pytest.mark.parametrize("call", LITERALS)
def test_literals_are_offered(server: LanguageServer, call: str) -> None:
    offered = {text.strip('"') for text in server.completions(f"{HEAD}client.{call}")}
    assert {*LITERALS[call]} <= offered


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_offers_its_methods_and_nothing_else(server: LanguageServer, service: str) -> None:
    names = {name for name, _ in methods(getattr(SESv2("x"), service))}
    assert {*server.completions(f"{HEAD}client.{service}.|")} == names


@pytest.mark.parametrize("service", SERVICES)
def test_an_argument_is_shown_with_its_own_meaning(server: LanguageServer, service: str) -> None:
    """For one method; tests/meta/test_offered.py does for all what the server does with a docstring."""
    name, method = next(methods(getattr(SESv2("x"), service)))
    for parameter, words in [*section(inspect.getdoc(method) or "", "Args").items()][:1]:
        shown = server.signature(f"{HEAD}client.{service}.{name}({parameter}=|")["signatures"][0]
        (text,) = [one["documentation"]["value"] for one in shown["parameters"] if one["documentation"]["value"]]
        assert f"{parameter}: {words}".startswith(text)


def test_what_is_imported_is_not_offered(server: LanguageServer) -> None:
    assert {*server.completions(f"{HEAD}models.|")} == {*models.__all__}
    noise = {*server.completions(f"{HEAD}errors.|")} - {*errors.__all__}
    assert noise <= {"denied", "error_class"}


@pytest.mark.parametrize(
    ("program", "shown"),
    [
        (
            'models.SendEmailRequest(content=content, desti|nation="")',
            "destination: Destination | Sequence[str] | str | None",
        ),
        ('client.sending.send_email(content=content, desti|nation="")', "Destination | Sequence[str] | str | None"),
        ("models.Recipi|ents", "Destination | Sequence[str] | str"),
        ("models.TemplateD|ata", "str | Mapping[str, Any] | BaseModel"),
        ("models.SuppressionListRea|son", "Literal['BOUNCE', 'COMPLAINT']"),
    ],
)
def test_aliases_unfold(server: LanguageServer, program: str, shown: str) -> None:
    assert shown in server.hover(HEAD + program)


def test_a_member_is_shown_with_its_meaning(server: LanguageServer) -> None:
    text = server.hover(f"{HEAD}def f(tenant: models.Tenant) -> None:\n    tenant.sending_st|atus")
    assert "sending_status: " in text
    assert attribute_docs(sys.modules[models.Tenant.__module__])["Tenant"]["sending_status"][:30] in text


def test_a_class_that_is_called_is_not_explained_in_the_markup_of_pydantic(server: LanguageServer) -> None:
    assert "pydantic\\_core" not in server.hover(f'{HEAD}models.Ta|g(key="a", value="b")')


def test_the_request_of_an_unknown_outcome_has_its_members(server: LanguageServer) -> None:
    head = f"{HEAD}def f(error: errors.OutcomeUnknownError) -> None:\n"
    members = {*models.SendEmailRequest.model_fields}
    assert members <= {
        *server.completions(f"{head}    if sent := error.request_of(models.SEND_EMAIL):\n        sent.|")
    }
    narrowed = f"{head}    if isinstance(error.request, models.SendEmailRequest):\n        error.request.|"
    assert members <= {*server.completions(narrowed)}
