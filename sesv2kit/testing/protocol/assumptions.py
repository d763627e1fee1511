"""What the local SES assumes of AWS on the word of one source only, and how a test switches it off.

What AWS documents, what AWS's own model says, and what two independent sources agree on is no assumption: it always
holds. Each `Assumption` below holds unless it is switched off with `mock_sesv2(assume={"its_name": False})`. A refusal
that rests on one says so: `bad_request(message, THE_ASSUMPTION)`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

AssumptionName = Literal[
    "address_configuration_set",
    "attachment_seven_bit",
    "bulk_data_merged",
    "display_name_specials",
    "global_list_subtype",
    "message_id_region",
    "missing_sender",
    "unsubscribed_subtype",
    "vdm_before_everything",
]
"""The name of an assumption; docs/testing.md has the table."""

Assume: TypeAlias = bool | Mapping[AssumptionName, bool]
"""Which assumptions hold: all (True), none (False), or all but those set to False by name."""

Mark = Literal["P", "R", "M"]
"""The kind of source: a probe of AWS by a third party (P), a user's report (R), another emulator (M)."""

_KINDS: Mapping[Mark, str] = {"P": "a third party's probe", "R": "a user's report", "M": "another emulator"}


@dataclass(frozen=True, slots=True)
class Assumption:
    """One behaviour of AWS for which there is a single source."""

    name: AssumptionName
    what: str
    """What AWS is assumed to do, as a sentence."""
    otherwise: str
    """What the local SES does when the assumption is switched off, as a sentence."""
    mark: Mark
    source: str
    """Who says so."""

    @property
    def note(self) -> str:
        """What is added to the message of a refusal that rests on it."""
        return f"(unconfirmed: {_KINDS[self.mark]}, {self.source}; assume={{{self.name!r}: False}} switches it off)"


_FLOCI = "the documentation and pull requests of floci"
_PROBED = "noted 2026-11-28 from somebody who called AWS"
_REPORTED = "noted 2026-11-28"


ADDRESS_CONFIGURATION_SET = Assumption(
    "address_configuration_set",
    "The default configuration set of an address goes before its domain's, which applies to addresses without one.",
    "Only the default configuration set of the identity that the mail is sent through applies.",
    "P",
    _PROBED,
)
ATTACHMENT_SEVEN_BIT = Assumption(
    "attachment_seven_bit",
    "An attachment without ContentTransferEncoding is sent as SEVEN_BIT, which damages all bytes above 127.",
    "It is sent as BASE64.",
    "R",
    "issue 3796 of aws-sdk-net",
)
BULK_DATA_MERGED = Assumption(
    "bulk_data_merged",
    "The replacement data of a bulk entry goes over the default data key by key, also within objects.",
    "It replaces the default data as a whole, unless it is empty.",
    "M",
    "the README of aws-ses-v2-local",
)
DISPLAY_NAME_SPECIALS = Assumption(
    "display_name_specials",
    "A comma, or another of RFC 5322's specials but the dot, in a display name without quotes is refused.",
    "The display name is put in quotes.",
    "R",
    _REPORTED,
)
GLOBAL_LIST_SUBTYPE = Assumption(
    "global_list_subtype",
    "An address on the suppression list of SES itself bounces with the bounceSubType Suppressed.",
    "The bounceSubType is General.",
    "R",
    _REPORTED,
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
    _FLOCI,
)


ASSUMPTIONS: Mapping[AssumptionName, Assumption] = {
    each.name: each for each in [*globals().values()] if isinstance(each, Assumption)
}
"""Every assumption by name."""


def read_assume(assume: Assume) -> dict[AssumptionName, bool]:
    """Whether each assumption holds, by name. A ValueError lists the names if one is not known."""
    if isinstance(assume, bool):
        return dict.fromkeys(ASSUMPTIONS, assume)
    if not isinstance(cast(object, assume), Mapping):
        raise ValueError(f"assume is True, False, or a mapping of names to True or False, not {assume!r}")
    for name, holds in cast(Mapping[str, object], assume).items():
        if name not in ASSUMPTIONS:
            raise ValueError(f"assume: there is no {name!r}; the names are {', '.join(sorted(ASSUMPTIONS))}")
        if not isinstance(holds, bool):
            raise ValueError(f"assume: {name!r} must be True or False, not {holds!r}")
    return {**dict.fromkeys(ASSUMPTIONS, True), **assume}
