"""Behaviours of AWS that the local SES assumes because of one source only, and how a test switches them off.

Behaviour that AWS documents, that AWS's model contains, or on which two independent sources agree is not an assumption:
it always applies. Each `Assumption` below applies unless it is switched off with `mock_sesv2(assume={"its_name":
False})`. An error caused by one says so: `bad_request(message, THE_ASSUMPTION)`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

AssumptionName = Literal[
    "address_configuration_set",
    "arn_partition",
    "attachment_seven_bit",
    "boolean_null",
    "boolean_text",
    "bulk_data_merged",
    "contact_address_before_list",
    "display_name_specials",
    "dkim_malformed_key",
    "dkim_of_covered_address",
    "dkim_tokens_change",
    "empty_suppression_options",
    "event_bus_account",
    "event_destination_one_kind",
    "https_policy_alone",
    "message_id_region",
    "missing_sender",
    "name_filters_ignore_case",
    "sending_pool_400",
    "suppressed_destination_spelling",
    "unknown_identity_400",
    "unsubscribed_subtype",
    "vdm_before_everything",
]
"""The name of an assumption; docs/testing.md has the table."""

Assume: TypeAlias = bool | Mapping[AssumptionName, bool]
"""Which assumptions apply: all (True), none (False), or all except those set to False by name."""

Mark = Literal["P", "R", "M"]
"""The kind of source: a probe of AWS by a third party (P), a user's report (R), another emulator (M)."""

_KINDS: Mapping[Mark, str] = {"P": "a third party's probe", "R": "a user's report", "M": "another emulator"}


@dataclass(frozen=True, slots=True)
class Assumption:
    """One behaviour of AWS for which there is a single source."""

    name: AssumptionName
    what: str
    """The assumed behaviour of AWS, as a sentence."""
    otherwise: str
    """The behaviour of the local SES if the assumption is switched off, as a sentence."""
    mark: Mark
    source: str
    """The source."""

    @property
    def note(self) -> str:
        """The text added to the message of an error that it causes."""
        return f"(unconfirmed: {_KINDS[self.mark]}, {self.source}; assume={{{self.name!r}: False}} switches it off)"


_PROBED = "noted 2026-11-28 from a user of AWS"
_REPORTED = "noted 2026-11-28"
_MINISTACK = "ministack 1.5.33"

ADDRESS_CONFIGURATION_SET = Assumption(
    "address_configuration_set",
    "The default configuration set of an address is used, and its domain's only for addresses without one.",
    "Only the default configuration set of the identity that the mail is sent through applies.",
    "P",
    _PROBED,
)
ARN_PARTITION = Assumption(
    "arn_partition",
    "An ARN of another partition than the region's is refused.",
    "It is taken for the same resource of the region's own partition.",
    "M",
    _MINISTACK,
)
ATTACHMENT_SEVEN_BIT = Assumption(
    "attachment_seven_bit",
    "An attachment without ContentTransferEncoding is sent as SEVEN_BIT, which damages all bytes above 127.",
    "It is sent as BASE64.",
    "R",
    "issue 3796 of aws-sdk-net",
)
BOOLEAN_NULL = Assumption(
    "boolean_null",
    "null for a boolean is a SerializationException.",
    "It is the same as no member.",
    "P",
    _PROBED,
)
BOOLEAN_TEXT = Assumption(
    "boolean_text",
    'The texts "true" and "false" are taken as booleans.',
    "They are a SerializationException, like every other text.",
    "P",
    _PROBED,
)
BULK_DATA_MERGED = Assumption(
    "bulk_data_merged",
    "The replacement data of a bulk entry goes over the default data key by key, also within objects.",
    "It replaces the default data as a whole, unless it is empty.",
    "M",
    "the README of aws-ses-v2-local",
)
CONTACT_ADDRESS_BEFORE_LIST = Assumption(
    "contact_address_before_list",
    "GetContact, UpdateContact and DeleteContact refuse a malformed address before they look for the list.",
    "They look for the list and the contact only: 404.",
    "P",
    _PROBED,
)
DISPLAY_NAME_SPECIALS = Assumption(
    "display_name_specials",
    "A comma, or another of RFC 5322's specials but the dot, in a display name without quotes is refused.",
    "The display name is put in quotes.",
    "R",
    _REPORTED,
)
DKIM_MALFORMED_KEY = Assumption(
    "dkim_malformed_key",
    "A private key other than base64 of a bare RSA key of 1024 to 2048 bits is accepted, and never verifies.",
    "`Backend.verify_identity` verifies it like any other.",
    "R",
    _REPORTED,
)
DKIM_OF_COVERED_ADDRESS = Assumption(
    "dkim_of_covered_address",
    "PutEmailIdentityDkimAttributes on an address under a domain identity succeeds and changes nothing.",
    "It is refused as long as the domain's DKIM is not verified, unless it turns signing off.",
    "P",
    _PROBED,
)
DKIM_TOKENS_CHANGE = Assumption(
    "dkim_tokens_change",
    "Another key length makes new DKIM tokens, PENDING until they are verified.",
    "The tokens stay, and the key of the new length comes a day later.",
    "P",
    _PROBED,
)
EMPTY_SUPPRESSION_OPTIONS = Assumption(
    "empty_suppression_options",
    "CreateConfigurationSet with empty SuppressionOptions is a 500 InternalFailure.",
    "They mean that no reason counts.",
    "P",
    _PROBED,
)
EVENT_BUS_ACCOUNT = Assumption(
    "event_bus_account",
    "An event destination takes only the default event bus of the account itself, in the same region.",
    "The default bus of any account and region is accepted.",
    "R",
    _REPORTED,
)
EVENT_DESTINATION_ONE_KIND = Assumption(
    "event_destination_one_kind",
    "An event destination has exactly one kind of destination.",
    "It can have several, or none.",
    "R",
    _REPORTED,
)
HTTPS_POLICY_ALONE = Assumption(
    "https_policy_alone",
    "HttpsPolicy without CustomRedirectDomain is refused by PutConfigurationSetTrackingOptions.",
    "It is stored.",
    "P",
    _PROBED,
)
MESSAGE_ID_REGION = Assumption(
    "message_id_region",
    "The Message-ID that recipients see ends in @REGION.amazonses.com, and in us-east-1 in @email.amazonses.com.",
    "It ends in @email.amazonses.com everywhere.",
    "R",
    _REPORTED,
)
MISSING_SENDER = Assumption(
    "missing_sender",
    "Without FromEmailAddress, a simple mail is refused with the message null, and one from a template with"
    " `Source cannot be empty` before the template is looked up.",
    "Both are refused with a message that names FromEmailAddress, once everything else was found.",
    "P",
    _PROBED,
)
NAME_FILTERS_IGNORE_CASE = Assumption(
    "name_filters_ignore_case",
    "The filters TENANT_NAME_CONTAINS, IDENTITY_NAME_CONTAINS and CONFIGURATION_SET_NAME_CONTAINS ignore case.",
    "They do not ignore it.",
    "P",
    _PROBED,
)
SENDING_POOL_400 = Assumption(
    "sending_pool_400",
    "An unknown or blank pool in the delivery options of a configuration set is a 400.",
    "It is a 404.",
    "P",
    _PROBED,
)
SUPPRESSED_DESTINATION_SPELLING = Assumption(
    "suppressed_destination_spelling",
    "PutSuppressedDestination trims its address and keeps its domain in small letters.",
    "Spaces around it are refused, and the domain is returned as it was written.",
    "P",
    _PROBED,
)
UNKNOWN_IDENTITY_400 = Assumption(
    "unknown_identity_400",
    "PutEmailIdentity{Dkim,Feedback,MailFrom}Attributes of an unknown identity are a 400.",
    "They are a 404, as the model has it.",
    "P",
    _PROBED,
)
UNSUBSCRIBED_SUBTYPE = Assumption(
    "unsubscribed_subtype",
    "Mail to a contact that opted out bounces with the bounceSubType UnsubscribedRecipient.",
    "The bounceSubType is General.",
    "R",
    "one program of 2026 that reads it",
)
VDM_BEFORE_EVERYTHING = Assumption(
    "vdm_before_everything",
    "BatchGetMetricData is a 404 while VDM is off, even if the request breaks constraints of the model.",
    "The constraints of the model are checked first.",
    "P",
    _PROBED,
)


Assumes: TypeAlias = Callable[[Assumption], bool]
"""Returns whether an assumption applies, as `State.assumes`."""

ASSUMPTIONS: Mapping[AssumptionName, Assumption] = {
    each.name: each for each in [*globals().values()] if isinstance(each, Assumption)
}
"""Every assumption by name."""


def read_assume(assume: Assume) -> dict[AssumptionName, bool]:
    """Whether each assumption applies, by name. Raises a ValueError that lists the names if one is unknown."""
    if isinstance(assume, bool):
        return dict.fromkeys(ASSUMPTIONS, assume)
    if not isinstance(cast(object, assume), Mapping):
        raise ValueError(f"assume must be True, False, or a mapping of names to True or False, not {assume!r}")
    for name, holds in cast(Mapping[str, object], assume).items():
        if name not in ASSUMPTIONS:
            raise ValueError(f"assume: there is no assumption {name!r}; the names are {', '.join(sorted(ASSUMPTIONS))}")
        if not isinstance(holds, bool):
            raise ValueError(f"assume: {name!r} must be True or False, not {holds!r}")
    return {**dict.fromkeys(ASSUMPTIONS, True), **assume}
