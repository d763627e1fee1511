# Written by `python -m tests.tools.twin` from sesv2kit/services/identities.py. Change that one.
"""Methods of `client.identities`."""

from collections.abc import Mapping, Sequence
from typing import Any

from sesv2kit.aio.paging import AsyncPageIterator
from sesv2kit.aio.services._base import AsyncService
from sesv2kit.models.common import Tag
from sesv2kit.models.identities import (
    ASSOCIATE_EMAIL_IDENTITY_CERTIFICATE,
    CREATE_EMAIL_IDENTITY,
    CREATE_EMAIL_IDENTITY_POLICY,
    DELETE_EMAIL_IDENTITY,
    DELETE_EMAIL_IDENTITY_POLICY,
    DISASSOCIATE_EMAIL_IDENTITY_CERTIFICATE,
    GET_EMAIL_IDENTITY,
    GET_EMAIL_IDENTITY_POLICIES,
    LIST_EMAIL_IDENTITIES,
    LIST_EMAIL_IDENTITY_CERTIFICATES,
    PUT_EMAIL_IDENTITY_CONFIGURATION_SET_ATTRIBUTES,
    PUT_EMAIL_IDENTITY_DKIM_ATTRIBUTES,
    PUT_EMAIL_IDENTITY_DKIM_SIGNING_ATTRIBUTES,
    PUT_EMAIL_IDENTITY_FEEDBACK_ATTRIBUTES,
    PUT_EMAIL_IDENTITY_MAIL_FROM_ATTRIBUTES,
    UPDATE_EMAIL_IDENTITY_POLICY,
    AssociateEmailIdentityCertificateResponse,
    BehaviorOnMxFailure,
    CreateEmailIdentityPolicyResponse,
    CreateEmailIdentityResponse,
    DeleteEmailIdentityPolicyResponse,
    DeleteEmailIdentityResponse,
    DisassociateEmailIdentityCertificateResponse,
    DkimSigningAttributes,
    DkimSigningAttributesOrigin,
    GetEmailIdentityPoliciesResponse,
    GetEmailIdentityResponse,
    IdentityCertificate,
    IdentityFilterKey,
    IdentityInfo,
    ListEmailIdentitiesResponse,
    ListEmailIdentityCertificatesResponse,
    PutEmailIdentityConfigurationSetAttributesResponse,
    PutEmailIdentityDkimAttributesResponse,
    PutEmailIdentityDkimSigningAttributesResponse,
    PutEmailIdentityFeedbackAttributesResponse,
    PutEmailIdentityMailFromAttributesResponse,
    UpdateEmailIdentityPolicyResponse,
)


class AsyncIdentities(AsyncService):
    """The addresses and domains that send: their verification, DKIM keys, MAIL FROM domain, policies and certificates.

    Each region has its own. Calls on policies are limited to one a second each.
    """

    async def associate_email_identity_certificate(
        self,
        *,
        email_identity: str,
        certificate_arn: str,
        from_address: str | None = None,
    ) -> AssociateEmailIdentityCertificateResponse:
        """Have mail of a sender signed by an S/MIME certificate.

        It signs once it is `ACTIVE`, and only mail of configuration sets whose signing scheme is S/MIME. A sender has
        one.

        Args:
            email_identity: The address or domain that sends.
            certificate_arn: X.509 certificate in ACM, `arn:aws:acm:<region>:<account>:certificate/<id>`.
            from_address: Sender whose mail is signed, in the domain or a subdomain. None: the identity, which must
                then be an address.

        Returns:
            An empty answer; `list_email_identity_certificates` shows how far it is.

        Raises:
            NotFoundError: The identity does not exist.
            AlreadyExistsError: The sender has a certificate; on a retry, probably the one just associated.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_AssociateEmailIdentityCertificate.html
        """
        return await self._call(
            ASSOCIATE_EMAIL_IDENTITY_CERTIFICATE,
            email_identity=email_identity,
            certificate_arn=certificate_arn,
            from_address=from_address,
        )

    async def create_email_identity(
        self,
        *,
        email_identity: str,
        tags: Sequence[Tag] | None = None,
        dkim_signing_attributes: DkimSigningAttributes | None = None,
        configuration_set_name: str | None = None,
    ) -> CreateEmailIdentityResponse:
        """Start to verify an address or a domain.

        An address gets a mail with a link to follow. For a domain, put the tokens of the answer into DNS; SES looks for
        72 hours.

        Args:
            email_identity: Domain, `example.com`, or single address to verify.
            tags: Labels for the new identity, at most 50. None: no tags.
            dkim_signing_attributes: Domains only: own DKIM keys, key length or region to copy from. None: SES
                makes the keys.
            configuration_set_name: Set for sends that name none. None: they go without.

        Returns:
            What SES took it for and, for a domain, the DKIM tokens.

        Raises:
            AlreadyExistsError: The identity exists, verified or not; on a retry, probably the one just created.
            LimitExceededError: The region holds as many identities as the account may have: 10,000.
            ConcurrentModificationError: Another change was under way at the same moment.
            NotFoundError: The configuration set does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateEmailIdentity.html
        """
        return await self._call(
            CREATE_EMAIL_IDENTITY,
            email_identity=email_identity,
            tags=tags,
            dkim_signing_attributes=dkim_signing_attributes,
            configuration_set_name=configuration_set_name,
        )

    async def create_email_identity_policy(
        self,
        *,
        email_identity: str,
        policy_name: str,
        policy: str | Mapping[str, Any],
    ) -> CreateEmailIdentityPolicyResponse:
        """Let others send as an identity, by a policy.

        An identity holds up to 20.

        Args:
            email_identity: Verified identity of this account that others shall send as.
            policy_name: What to change or delete it by: 1 to 64 characters out of A-Z, a-z, 0-9, _ and -.
            policy: Who may do what, as in IAM: a mapping, or JSON text of at most 4 KB.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: The identity does not exist.
            AlreadyExistsError: It has a policy of that name; on a retry, probably the one just created.
            LimitExceededError: It has 20 policies already.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateEmailIdentityPolicy.html
        """
        return await self._call(
            CREATE_EMAIL_IDENTITY_POLICY, email_identity=email_identity, policy_name=policy_name, policy=policy
        )

    async def delete_email_identity(
        self,
        *,
        email_identity: str,
    ) -> DeleteEmailIdentityResponse:
        """Delete an identity: nothing can be sent as it until it is verified anew.

        Refused while a tenant is associated with it.

        Args:
            email_identity: The address or domain to delete, with its policies.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: The identity does not exist. On a retry it means: done.
            ConcurrentModificationError: Another change was under way at the same moment.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteEmailIdentity.html
        """
        return await self._call(DELETE_EMAIL_IDENTITY, email_identity=email_identity)

    async def delete_email_identity_policy(
        self,
        *,
        email_identity: str,
        policy_name: str,
    ) -> DeleteEmailIdentityPolicyResponse:
        """Delete a policy: whoever it allowed can no longer send as the identity.

        Args:
            email_identity: Verified identity of this account that has the policy.
            policy_name: The policy to delete; one that does not exist is no error.

        Returns:
            An empty answer, also when there was no such policy.

        Raises:
            NotFoundError: The identity does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteEmailIdentityPolicy.html
        """
        return await self._call(DELETE_EMAIL_IDENTITY_POLICY, email_identity=email_identity, policy_name=policy_name)

    async def disassociate_email_identity_certificate(
        self,
        *,
        email_identity: str,
        from_address: str | None = None,
    ) -> DisassociateEmailIdentityCertificateResponse:
        """Have mail of a sender go without an S/MIME signature again.

        Args:
            email_identity: The address or domain that sends.
            from_address: Sender whose mail shall go unsigned. None: the identity, which must then be an address.

        Returns:
            An empty answer, also when there was no certificate.

        Raises:
            NotFoundError: The identity does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DisassociateEmailIdentityCertificate.html
        """
        return await self._call(
            DISASSOCIATE_EMAIL_IDENTITY_CERTIFICATE, email_identity=email_identity, from_address=from_address
        )

    async def get_email_identity(
        self,
        *,
        email_identity: str,
    ) -> GetEmailIdentityResponse:
        """Look up an identity: verification, DKIM, MAIL FROM, policies, tags and configuration set.

        Args:
            email_identity: The address or domain to look up.

        Returns:
            The identity; `verified_for_sending_status` tells whether it can send.

        Raises:
            NotFoundError: The identity does not exist. The part before the `@` must be spelt as on creation.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetEmailIdentity.html
        """
        return await self._call(GET_EMAIL_IDENTITY, email_identity=email_identity)

    async def get_email_identity_policies(
        self,
        *,
        email_identity: str,
    ) -> GetEmailIdentityPoliciesResponse:
        """Look up the policies by which others send as an identity.

        Args:
            email_identity: Verified identity of this account whose policies to show.

        Returns:
            All its policies; the answer has no pages.

        Raises:
            NotFoundError: The identity does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetEmailIdentityPolicies.html
        """
        return await self._call(GET_EMAIL_IDENTITY_POLICIES, email_identity=email_identity)

    def list_email_identities(
        self,
        *,
        filter: Mapping[IdentityFilterKey, str] | None = None,
        next_token: str | None = None,
        page_size: int | None = None,
        limit: int | None = None,
    ) -> AsyncPageIterator[IdentityInfo, ListEmailIdentitiesResponse]:
        """Walk the account's identities in this region, verified or not.

        Args:
            filter: Which ones, `{"IDENTITY_TYPE": "DOMAIN"}` or `{"VERIFICATION_STATUS": "FAILED"}`. None: all.
            next_token: Where to go on: the `next_token` of an earlier page for the same arguments. None: at the
                start.
            page_size: Items a page may hold: 0 to 1000, though 0 has been refused. None: SES decides.
            limit: How many items to give at most. None: all.

        Returns:
            The identities in brief; a call is made whenever a page is used up.

        Raises:
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListEmailIdentities.html
        """
        return self._paginate(LIST_EMAIL_IDENTITIES, limit, filter=filter, next_token=next_token, page_size=page_size)

    def list_email_identity_certificates(
        self,
        *,
        email_identity: str,
        next_token: str | None = None,
        page_size: int | None = None,
        limit: int | None = None,
    ) -> AsyncPageIterator[IdentityCertificate, ListEmailIdentityCertificatesResponse]:
        """Walk the S/MIME certificates of an identity's senders.

        Args:
            email_identity: The address or domain that sends.
            next_token: Where to go on: the `next_token` of an earlier page for the same arguments. None: at the
                start.
            page_size: Items a page may hold: at least 1; more than 1000 has been refused. None: SES decides.
            limit: How many items to give at most. None: all.

        Returns:
            The certificates, in any status; a call is made whenever a page is used up.

        Raises:
            NotFoundError: The identity does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListEmailIdentityCertificates.html
        """
        return self._paginate(
            LIST_EMAIL_IDENTITY_CERTIFICATES,
            limit,
            email_identity=email_identity,
            next_token=next_token,
            page_size=page_size,
        )

    async def put_email_identity_configuration_set_attributes(
        self,
        *,
        email_identity: str,
        configuration_set_name: str | None = None,
    ) -> PutEmailIdentityConfigurationSetAttributesResponse:
        """Choose the configuration set for sends as an identity that name none.

        Args:
            email_identity: The address or domain that sends.
            configuration_set_name: Set for sends that name none. None: they go without from now on.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: The identity or the configuration set does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutEmailIdentityConfigurationSetAttributes.html
        """
        return await self._call(
            PUT_EMAIL_IDENTITY_CONFIGURATION_SET_ATTRIBUTES,
            email_identity=email_identity,
            configuration_set_name=configuration_set_name,
        )

    async def put_email_identity_dkim_attributes(
        self,
        *,
        email_identity: str,
        signing_enabled: bool | None = None,
    ) -> PutEmailIdentityDkimAttributesResponse:
        """Switch the DKIM signing of an identity's mail on or off.

        The keys stay. An address uses those of its domain, if that is an identity too.

        Args:
            email_identity: The address or domain that sends.
            signing_enabled: Whether its mail gets a DKIM signature. None: SES takes it for False.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: The identity does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutEmailIdentityDkimAttributes.html
        """
        return await self._call(
            PUT_EMAIL_IDENTITY_DKIM_ATTRIBUTES, email_identity=email_identity, signing_enabled=signing_enabled
        )

    async def put_email_identity_dkim_signing_attributes(
        self,
        *,
        email_identity: str,
        signing_attributes_origin: DkimSigningAttributesOrigin,
        signing_attributes: DkimSigningAttributes | None = None,
    ) -> PutEmailIdentityDkimSigningAttributesResponse:
        """Change whose DKIM keys sign a domain's mail, or the keys themselves.

        Mail may go unsigned until SES finds the DNS records of new keys: publish the one for your own keys first.

        Args:
            email_identity: The domain to sign for.
            signing_attributes_origin: `AWS_SES`: SES makes the keys; `EXTERNAL`: you bring them. Others only serve
                `create_email_identity`.
            signing_attributes: Own selector and private key, or length of SES's keys. None: SES's keys as they
                are.

        Returns:
            The state of the search, and the tokens to put into DNS.

        Raises:
            NotFoundError: The identity does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutEmailIdentityDkimSigningAttributes.html
        """
        return await self._call(
            PUT_EMAIL_IDENTITY_DKIM_SIGNING_ATTRIBUTES,
            email_identity=email_identity,
            signing_attributes_origin=signing_attributes_origin,
            signing_attributes=signing_attributes,
        )

    async def put_email_identity_feedback_attributes(
        self,
        *,
        email_identity: str,
        email_forwarding_enabled: bool | None = None,
    ) -> PutEmailIdentityFeedbackAttributesResponse:
        """Switch the forwarding of bounces and complaints by mail on or off.

        SES forwards them all the same while nothing else, such as an event destination, takes them.

        Args:
            email_identity: The address or domain that sends.
            email_forwarding_enabled: Whether bounces and complaints come by mail to the `Return-Path`. None: SES
                takes it for False.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: The identity does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutEmailIdentityFeedbackAttributes.html
        """
        return await self._call(
            PUT_EMAIL_IDENTITY_FEEDBACK_ATTRIBUTES,
            email_identity=email_identity,
            email_forwarding_enabled=email_forwarding_enabled,
        )

    async def put_email_identity_mail_from_attributes(
        self,
        *,
        email_identity: str,
        mail_from_domain: str | None = None,
        behavior_on_mx_failure: BehaviorOnMxFailure | None = None,
    ) -> PutEmailIdentityMailFromAttributesResponse:
        """Choose the MAIL FROM domain of an identity's mail, or go back to `amazonses.com`.

        Replaces both settings. The domain needs an MX record and an SPF record in DNS.

        Args:
            email_identity: Verified domain or address that sends.
            mail_from_domain: Subdomain of the identity, `bounce.example.com`, that gets no mail otherwise. None:
                back to `amazonses.com`.
            behavior_on_mx_failure: What happens to mail while the MX record is missing. None: `USE_DEFAULT_VALUE`.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: The identity does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutEmailIdentityMailFromAttributes.html
        """
        return await self._call(
            PUT_EMAIL_IDENTITY_MAIL_FROM_ATTRIBUTES,
            email_identity=email_identity,
            mail_from_domain=mail_from_domain,
            behavior_on_mx_failure=behavior_on_mx_failure,
        )

    async def update_email_identity_policy(
        self,
        *,
        email_identity: str,
        policy_name: str,
        policy: str | Mapping[str, Any],
    ) -> UpdateEmailIdentityPolicyResponse:
        """Replace a policy by which others send as an identity.

        Args:
            email_identity: Verified identity of this account that has the policy.
            policy_name: The policy to replace; one that does not exist is no error.
            policy: Who may do what from now on: a mapping, or JSON text of at most 4 KB.

        Returns:
            An empty answer, also when there was no such policy.

        Raises:
            NotFoundError: The identity does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_UpdateEmailIdentityPolicy.html
        """
        return await self._call(
            UPDATE_EMAIL_IDENTITY_POLICY, email_identity=email_identity, policy_name=policy_name, policy=policy
        )
