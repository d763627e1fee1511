"""Methods of `client.identities`."""

from collections.abc import Mapping, Sequence
from typing import Any

from sesv2kit.domains import DnsCheck, DnsRecords, DnsResolver, IdentityPlan, IdentityResult
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
from sesv2kit.paging import PageIterator
from sesv2kit.services._base import Service


class Identities(Service):
    """The addresses and domains that send: their verification, DKIM keys, MAIL FROM domain, policies and certificates.

    Each region has its own. Each operation on policies is limited to one call per second.
    """

    def associate_email_identity_certificate(
        self,
        *,
        email_identity: str,
        certificate_arn: str,
        from_address: str | None = None,
    ) -> AssociateEmailIdentityCertificateResponse:
        """Sign a sender's mail with an S/MIME certificate.

        It signs once it is `ACTIVE`, and only mail of configuration sets whose signing scheme is S/MIME. A sender has
        at most one certificate.

        Args:
            email_identity: The address or domain that sends.
            certificate_arn: X.509 certificate in ACM, `arn:aws:acm:<region>:<account>:certificate/<id>`.
            from_address: Sender whose mail is signed, in the domain or a subdomain. None: the identity, which must
                then be an address.

        Returns:
            An empty response; only `.metadata` carries information. `list_email_identity_certificates` shows the
            status.

        Raises:
            NotFoundError: The identity does not exist.
            AlreadyExistsError: The sender has a certificate; after a retry, probably the one just associated.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_AssociateEmailIdentityCertificate.html
        """
        return self._call(
            ASSOCIATE_EMAIL_IDENTITY_CERTIFICATE,
            email_identity=email_identity,
            certificate_arn=certificate_arn,
            from_address=from_address,
        )

    def check_dns(
        self,
        *,
        email_identity: str,
        dkim_signing_attributes: DkimSigningAttributes | None = None,
        resolver: DnsResolver | None = None,
    ) -> DnsCheck:
        """Look up the DNS records of an identity, and report those that are missing or wrong.

        It needs dnspython: `pip install "sesv2kit[dns]"`. SES does its own lookups, and may find a record later.

        Args:
            email_identity: The domain or address.
            dkim_signing_attributes: Own DKIM key, to compare the record with. None: only the form of the record of an
                own key is checked.
            resolver: The resolver to use. A `dns.resolver.Resolver` with the domain's own name servers does not return
                cached data. None: the resolver of the system.

        Returns:
            The result for each record, which can be printed.

        Raises:
            NotFoundError: The identity does not exist.
            ConfigurationError: dnspython is not installed, or finds no name server in the system's configuration.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-dkim.html
        """
        from sesv2kit._workflows import dns_check

        attributes = dkim_signing_attributes
        return self._run(lambda caller: dns_check.check(caller, email_identity, attributes, resolver))

    def create_email_identity(
        self,
        *,
        email_identity: str,
        tags: Sequence[Tag] | None = None,
        dkim_signing_attributes: DkimSigningAttributes | None = None,
        configuration_set_name: str | None = None,
    ) -> CreateEmailIdentityResponse:
        """Start the verification of an address or a domain.

        An address receives an email with a link to follow. For a domain, publish the tokens of the response in DNS; SES
        looks for them for 72 hours.

        Args:
            email_identity: Domain, `example.com`, or single address to verify.
            tags: Tags for the new identity, at most 50. None: no tags.
            dkim_signing_attributes: Domains only: own DKIM keys, key length or region to copy from. None: SES
                generates the keys.
            configuration_set_name: Configuration set for sends that name none. None: no default set.

        Returns:
            The kind of identity and, for a domain, the DKIM tokens.

        Raises:
            AlreadyExistsError: The identity exists, verified or not; after a retry, probably the one just created.
            LimitExceededError: The region has reached the limit of identities: 10,000.
            ConcurrentModificationError: Another request was changing it at the same time.
            NotFoundError: The configuration set does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateEmailIdentity.html
        """
        return self._call(
            CREATE_EMAIL_IDENTITY,
            email_identity=email_identity,
            tags=tags,
            dkim_signing_attributes=dkim_signing_attributes,
            configuration_set_name=configuration_set_name,
        )

    def create_email_identity_policy(
        self,
        *,
        email_identity: str,
        policy_name: str,
        policy: str | Mapping[str, Any],
    ) -> CreateEmailIdentityPolicyResponse:
        """Add a policy that allows others to send as an identity.

        An identity can have up to 20.

        Args:
            email_identity: Verified identity of this account that others may send as.
            policy_name: Name by which to change or delete it: 1 to 64 characters of A-Z, a-z, 0-9, _ and -.
            policy: Policy document as in IAM: a mapping, or JSON text of at most 4 KB.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: The identity does not exist.
            AlreadyExistsError: It has a policy of that name; after a retry, probably the one just created.
            LimitExceededError: It has 20 policies already.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateEmailIdentityPolicy.html
        """
        return self._call(
            CREATE_EMAIL_IDENTITY_POLICY, email_identity=email_identity, policy_name=policy_name, policy=policy
        )

    def delete_email_identity(
        self,
        *,
        email_identity: str,
    ) -> DeleteEmailIdentityResponse:
        """Delete an identity. It cannot be used for sending until it is verified again.

        Not possible while a tenant is associated with it.

        Args:
            email_identity: The address or domain to delete; its policies are deleted too.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: The identity does not exist. After a retry, it usually means that the first attempt
                succeeded.
            ConcurrentModificationError: Another request was changing it at the same time.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteEmailIdentity.html
        """
        return self._call(DELETE_EMAIL_IDENTITY, email_identity=email_identity)

    def delete_email_identity_policy(
        self,
        *,
        email_identity: str,
        policy_name: str,
    ) -> DeleteEmailIdentityPolicyResponse:
        """Delete a policy. The accounts that it allowed can no longer send as the identity.

        Args:
            email_identity: Verified identity of this account that has the policy.
            policy_name: The policy to delete; one that does not exist is not an error.

        Returns:
            An empty response, also if there was no such policy; only `.metadata` carries information.

        Raises:
            NotFoundError: The identity does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteEmailIdentityPolicy.html
        """
        return self._call(DELETE_EMAIL_IDENTITY_POLICY, email_identity=email_identity, policy_name=policy_name)

    def disassociate_email_identity_certificate(
        self,
        *,
        email_identity: str,
        from_address: str | None = None,
    ) -> DisassociateEmailIdentityCertificateResponse:
        """Stop signing a sender's mail with an S/MIME certificate.

        Args:
            email_identity: The address or domain that sends.
            from_address: Sender whose mail is no longer signed. None: the identity, which must then be an address.

        Returns:
            An empty response, also if there was no certificate; only `.metadata` carries information.

        Raises:
            NotFoundError: The identity does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DisassociateEmailIdentityCertificate.html
        """
        return self._call(
            DISASSOCIATE_EMAIL_IDENTITY_CERTIFICATE, email_identity=email_identity, from_address=from_address
        )

    def dns_records(
        self,
        *,
        email_identity: str,
        dkim_signing_attributes: DkimSigningAttributes | None = None,
    ) -> DnsRecords:
        """List the DNS records that an identity needs: DKIM, MAIL FROM, DMARC, tracking domain.

        An address has no DKIM records of its own. The tracking domain is that of the default configuration set.

        Args:
            email_identity: The domain or address.
            dkim_signing_attributes: Own DKIM key, from which the public key is computed. SES does not return it. None:
                the value of such a record is None.

        Returns:
            The records, which can be printed or converted for a zone file or Route 53.

        Raises:
            NotFoundError: The identity does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
        """
        from sesv2kit._workflows import identities

        return self._run(lambda caller: identities.records(caller, email_identity, dkim_signing_attributes))

    def ensure(
        self,
        *,
        email_identity: str,
        mail_from_domain: str | None = None,
        behavior_on_mx_failure: BehaviorOnMxFailure | None = None,
        dkim_signing_attributes: DkimSigningAttributes | None = None,
        configuration_set_name: str | None = None,
        tags: Sequence[Tag] | None = None,
    ) -> IdentityResult:
        """Create an identity, or change settings that differ from the arguments. Calling it again is safe.

        If SES has stopped searching for the DNS records of DKIM or MAIL FROM, the search is started again. SES may not
        show a recent change at once: a new identity is looked up for at most 30 seconds.

        Args:
            email_identity: Domain, `example.com`, or single address.
            mail_from_domain: Subdomain of the identity, `bounce.example.com`, that bounces are returned to. None: as it
                is.
            behavior_on_mx_failure: What happens to mail while the MX record of the MAIL FROM domain is missing. None:
                as it is; for a new identity `USE_DEFAULT_VALUE`.
            dkim_signing_attributes: Domains only: own key, length of SES's keys, or region to copy them from. A key
                whose selector is in use is not replaced: another key needs another selector. None: as they are; for a
                new identity keys of SES.
            configuration_set_name: Configuration set for sends that name none. None: as it is.
            tags: Tags for a new identity, at most 50. Those of an existing one are compared, not changed. None: no
                tags.

        Returns:
            The changes that were made, and the DNS records to publish.

        Raises:
            ConfigurationError: The identity exists, and its keys are not copied from the wanted region: SES can do this
                only for a new one. Nothing was changed.
            NotFoundError: The configuration set does not exist.
            BadRequestError: SES rejects a change, such as a second change of the key length within a day.
            LimitExceededError: The region has reached the limit of identities: 10,000.
            ConcurrentModificationError: Another request was changing it at the same time.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
        """
        from sesv2kit._workflows import identities

        arguments = {
            "email_identity": email_identity,
            "dkim_signing_attributes": dkim_signing_attributes,
            "configuration_set_name": configuration_set_name,
            "tags": tags,
        }
        mail_from = {"mail_from_domain": mail_from_domain, "behavior_on_mx_failure": behavior_on_mx_failure}
        return self._run(lambda caller: identities.ensure(caller, arguments, mail_from))

    def get_email_identity(
        self,
        *,
        email_identity: str,
    ) -> GetEmailIdentityResponse:
        """Look up an identity: verification, DKIM, MAIL FROM, policies, tags and configuration set.

        Args:
            email_identity: The address or domain to look up.

        Returns:
            The identity; `verified_for_sending_status` says whether it can be used for sending.

        Raises:
            NotFoundError: The identity does not exist. The part before the `@` must be spelt as on creation.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetEmailIdentity.html
        """
        return self._call(GET_EMAIL_IDENTITY, email_identity=email_identity)

    def get_email_identity_policies(
        self,
        *,
        email_identity: str,
    ) -> GetEmailIdentityPoliciesResponse:
        """Look up the policies that allow others to send as an identity.

        Args:
            email_identity: Verified identity of this account whose policies to return.

        Returns:
            All its policies; this operation has no pages.

        Raises:
            NotFoundError: The identity does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetEmailIdentityPolicies.html
        """
        return self._call(GET_EMAIL_IDENTITY_POLICIES, email_identity=email_identity)

    def list_email_identities(
        self,
        *,
        filter: Mapping[IdentityFilterKey, str] | None = None,
        next_token: str | None = None,
        page_size: int | None = None,
        limit: int | None = None,
    ) -> PageIterator[IdentityInfo, ListEmailIdentitiesResponse]:
        """List the account's identities in this region, verified or not.

        Args:
            filter: Filter by key, `{"IDENTITY_TYPE": "DOMAIN"}` or `{"VERIFICATION_STATUS": "FAILED"}`. None: all.
            next_token: `next_token` of an earlier page of the same list, to continue from there. None: the first
                page.
            page_size: Maximum number of items per page: 0 to 1000, though SES has rejected 0. None: SES decides.
            limit: Maximum number of items to return. None: all.

        Returns:
            The identities in brief. Each page is fetched when the iterator reaches it.

        Raises:
            RequestInvalidError: An argument is invalid; nothing was sent.

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
    ) -> PageIterator[IdentityCertificate, ListEmailIdentityCertificatesResponse]:
        """List the S/MIME certificates of an identity's senders.

        Args:
            email_identity: The address or domain that sends.
            next_token: `next_token` of an earlier page of the same list, to continue from there. None: the first
                page.
            page_size: Maximum number of items per page: at least 1; SES has rejected more than 1000. None: SES
                decides.
            limit: Maximum number of items to return. None: all.

        Returns:
            The certificates, in any status. Each page is fetched when the iterator reaches it.

        Raises:
            NotFoundError: The identity does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListEmailIdentityCertificates.html
        """
        return self._paginate(
            LIST_EMAIL_IDENTITY_CERTIFICATES,
            limit,
            email_identity=email_identity,
            next_token=next_token,
            page_size=page_size,
        )

    def plan_ensure(
        self,
        *,
        email_identity: str,
        mail_from_domain: str | None = None,
        behavior_on_mx_failure: BehaviorOnMxFailure | None = None,
        dkim_signing_attributes: DkimSigningAttributes | None = None,
        configuration_set_name: str | None = None,
        tags: Sequence[Tag] | None = None,
    ) -> IdentityPlan:
        """Find the changes that `ensure` would make. Only requests that read are sent.

        Args:
            email_identity: Domain, `example.com`, or single address.
            mail_from_domain: Subdomain of the identity, `bounce.example.com`, that bounces are returned to. None: as it
                is.
            behavior_on_mx_failure: What happens to mail while the MX record of the MAIL FROM domain is missing. None:
                as it is; for a new identity `USE_DEFAULT_VALUE`.
            dkim_signing_attributes: Domains only: own key, length of SES's keys, or region to copy them from. A key
                whose selector is in use is not replaced: another key needs another selector. None: as they are; for a
                new identity keys of SES.
            configuration_set_name: Configuration set for sends that name none. None: as it is.
            tags: Tags for a new identity, at most 50. Those of an existing one are compared, not changed. None: no
                tags.

        Returns:
            The changes that it would make, which can be printed.

        Raises:
            ConfigurationError: The identity exists, and its keys are not copied from the wanted region: SES can do this
                only for a new one.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
        """
        from sesv2kit._workflows import identities

        arguments = {
            "email_identity": email_identity,
            "dkim_signing_attributes": dkim_signing_attributes,
            "configuration_set_name": configuration_set_name,
            "tags": tags,
        }
        mail_from = {"mail_from_domain": mail_from_domain, "behavior_on_mx_failure": behavior_on_mx_failure}
        return self._run(lambda caller: identities.plan(caller, arguments, mail_from))

    def put_email_identity_configuration_set_attributes(
        self,
        *,
        email_identity: str,
        configuration_set_name: str | None,
    ) -> PutEmailIdentityConfigurationSetAttributesResponse:
        """Set the default configuration set of an identity.

        Args:
            email_identity: The address or domain that sends.
            configuration_set_name: Configuration set for sends that name none. None: no default set from now on.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: The identity or the configuration set does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutEmailIdentityConfigurationSetAttributes.html
        """
        return self._call(
            PUT_EMAIL_IDENTITY_CONFIGURATION_SET_ATTRIBUTES,
            email_identity=email_identity,
            configuration_set_name=configuration_set_name,
        )

    def put_email_identity_dkim_attributes(
        self,
        *,
        email_identity: str,
        signing_enabled: bool,
    ) -> PutEmailIdentityDkimAttributesResponse:
        """Switch the DKIM signing of an identity's mail on or off.

        The keys stay. An address uses those of its domain, if that is an identity too.

        Args:
            email_identity: The address or domain that sends.
            signing_enabled: Whether its mail gets a DKIM signature. Required: SES would take its absence as False.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: The identity does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutEmailIdentityDkimAttributes.html
        """
        return self._call(
            PUT_EMAIL_IDENTITY_DKIM_ATTRIBUTES, email_identity=email_identity, signing_enabled=signing_enabled
        )

    def put_email_identity_dkim_signing_attributes(
        self,
        *,
        email_identity: str,
        signing_attributes_origin: DkimSigningAttributesOrigin,
        signing_attributes: DkimSigningAttributes | None = None,
    ) -> PutEmailIdentityDkimSigningAttributesResponse:
        """Change whose DKIM keys sign a domain's mail, or the keys themselves.

        Mail may be unsigned until SES finds the DNS records of new keys. For your own keys, publish the record first.

        Args:
            email_identity: The domain to sign for.
            signing_attributes_origin: `AWS_SES`: SES generates the keys. `EXTERNAL`: you provide them. Other
                values are for `create_email_identity` only.
            signing_attributes: Own selector and private key, or length of SES's keys. None: SES's keys stay as
                they are.

        Returns:
            The status of the DNS check, and the tokens to publish in DNS.

        Raises:
            NotFoundError: The identity does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutEmailIdentityDkimSigningAttributes.html
        """
        return self._call(
            PUT_EMAIL_IDENTITY_DKIM_SIGNING_ATTRIBUTES,
            email_identity=email_identity,
            signing_attributes_origin=signing_attributes_origin,
            signing_attributes=signing_attributes,
        )

    def put_email_identity_feedback_attributes(
        self,
        *,
        email_identity: str,
        email_forwarding_enabled: bool,
    ) -> PutEmailIdentityFeedbackAttributesResponse:
        """Switch the forwarding of bounces and complaints by email on or off.

        SES forwards them anyway while nothing else receives them, such as an event destination.

        Args:
            email_identity: The address or domain that sends.
            email_forwarding_enabled: Whether bounces and complaints are forwarded by email to the `Return-Path`.
                Required: SES would take its absence as False.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: The identity does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutEmailIdentityFeedbackAttributes.html
        """
        return self._call(
            PUT_EMAIL_IDENTITY_FEEDBACK_ATTRIBUTES,
            email_identity=email_identity,
            email_forwarding_enabled=email_forwarding_enabled,
        )

    def put_email_identity_mail_from_attributes(
        self,
        *,
        email_identity: str,
        mail_from_domain: str | None,
        behavior_on_mx_failure: BehaviorOnMxFailure | None,
    ) -> PutEmailIdentityMailFromAttributesResponse:
        """Set the MAIL FROM domain of an identity, or reset it to `amazonses.com`.

        Replaces both settings; None resets one. The domain needs an MX record and an SPF record in DNS.

        Args:
            email_identity: Verified domain or address that sends.
            mail_from_domain: Subdomain of the identity, `bounce.example.com`, that is not used for receiving.
                None: back to `amazonses.com`.
            behavior_on_mx_failure: What happens to mail while the MX record is missing. None: `USE_DEFAULT_VALUE`.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: The identity does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutEmailIdentityMailFromAttributes.html
        """
        return self._call(
            PUT_EMAIL_IDENTITY_MAIL_FROM_ATTRIBUTES,
            email_identity=email_identity,
            mail_from_domain=mail_from_domain,
            behavior_on_mx_failure=behavior_on_mx_failure,
        )

    def update_email_identity_policy(
        self,
        *,
        email_identity: str,
        policy_name: str,
        policy: str | Mapping[str, Any],
    ) -> UpdateEmailIdentityPolicyResponse:
        """Replace a policy that allows others to send as an identity.

        Args:
            email_identity: Verified identity of this account that has the policy.
            policy_name: The policy to replace; one that does not exist is not an error.
            policy: The new policy document: a mapping, or JSON text of at most 4 KB.

        Returns:
            An empty response, also if there was no such policy; only `.metadata` carries information.

        Raises:
            NotFoundError: The identity does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_UpdateEmailIdentityPolicy.html
        """
        return self._call(
            UPDATE_EMAIL_IDENTITY_POLICY, email_identity=email_identity, policy_name=policy_name, policy=policy
        )

    def wait_until_verified(
        self,
        *,
        email_identity: str,
        timeout: float | None,
    ) -> GetEmailIdentityResponse:
        """Wait until SES has verified an identity, and found the DNS records for DKIM and for its MAIL FROM domain.

        It is looked up after 1 second, then after longer and longer delays of at most a minute. Temporary failures,
        such as throttling, do not end the wait.

        Args:
            email_identity: The domain or address.
            timeout: Seconds to wait; 0: one lookup. The last call may take longer. None: until SES stops searching,
                after 72 hours for DNS records and 24 hours for an address.

        Returns:
            The identity, ready for sending.

        Raises:
            WaitFailedError: SES has stopped searching; `check_dns` says what is wrong, and `ensure` starts the search
                again.
            WaitTimeoutError: SES is still searching; the text says for what.
            NotFoundError: There is no such identity. This is raised after 30 seconds, because SES may not return a new
                one at once.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetEmailIdentity.html
        """
        from sesv2kit._workflows import identities

        return self._run(lambda caller: identities.wait(caller, email_identity, timeout))
