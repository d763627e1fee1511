# Written by `python -m tests.tools.twin` from sesv2kit/services/configuration_sets.py. Change that one.
"""Methods of `client.configuration_sets`."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sesv2kit.aio.paging import AsyncPageIterator
from sesv2kit.aio.services._base import AsyncService
from sesv2kit.destinations import EventDestinationPlan
from sesv2kit.models.common import SuppressionListReason, SuppressionListScope, Tag, VdmOptions
from sesv2kit.models.configuration_sets import (
    CREATE_CONFIGURATION_SET,
    CREATE_CONFIGURATION_SET_EVENT_DESTINATION,
    DELETE_CONFIGURATION_SET,
    DELETE_CONFIGURATION_SET_EVENT_DESTINATION,
    GET_CONFIGURATION_SET,
    GET_CONFIGURATION_SET_EVENT_DESTINATIONS,
    LIST_CONFIGURATION_SETS,
    PUT_CONFIGURATION_SET_ARCHIVING_OPTIONS,
    PUT_CONFIGURATION_SET_DELIVERY_OPTIONS,
    PUT_CONFIGURATION_SET_REPUTATION_OPTIONS,
    PUT_CONFIGURATION_SET_SENDING_OPTIONS,
    PUT_CONFIGURATION_SET_SUPPRESSION_OPTIONS,
    PUT_CONFIGURATION_SET_TRACKING_OPTIONS,
    UPDATE_CONFIGURATION_SET,
    UPDATE_CONFIGURATION_SET_EVENT_DESTINATION,
    ArchivingOptions,
    ConfigurationSetFilterKey,
    CreateConfigurationSetEventDestinationResponse,
    CreateConfigurationSetResponse,
    DeleteConfigurationSetEventDestinationResponse,
    DeleteConfigurationSetResponse,
    DeliveryOptions,
    EventDestinationDefinition,
    GetConfigurationSetEventDestinationsResponse,
    GetConfigurationSetResponse,
    HttpsPolicy,
    ListConfigurationSetsResponse,
    MessageSecurityOptions,
    PutConfigurationSetArchivingOptionsResponse,
    PutConfigurationSetDeliveryOptionsResponse,
    PutConfigurationSetReputationOptionsResponse,
    PutConfigurationSetSendingOptionsResponse,
    PutConfigurationSetSuppressionOptionsResponse,
    PutConfigurationSetTrackingOptionsResponse,
    ReputationOptions,
    SendingOptions,
    SharedPoolDeliveryMode,
    SuppressionOptions,
    SuppressionValidationOptions,
    TlsPolicy,
    TrackingOptions,
    UpdateConfigurationSetEventDestinationResponse,
    UpdateConfigurationSetResponse,
)

if TYPE_CHECKING:
    from botocore.client import BaseClient


class AsyncConfigurationSets(AsyncService):
    """Configuration sets: rules for mail that is sent with them, and destinations of its events.

    A send names its set, or uses the default set of its identity. VDM settings of a set are in `client.vdm`.
    """

    async def create_configuration_set(
        self,
        *,
        configuration_set_name: str,
        tracking_options: TrackingOptions | None = None,
        delivery_options: DeliveryOptions | None = None,
        reputation_options: ReputationOptions | None = None,
        sending_options: SendingOptions | None = None,
        tags: Sequence[Tag] | None = None,
        suppression_options: SuppressionOptions | None = None,
        vdm_options: VdmOptions | None = None,
        archiving_options: ArchivingOptions | None = None,
        message_security_options: MessageSecurityOptions | None = None,
    ) -> CreateConfigurationSetResponse:
        """Create a configuration set.

        Its name cannot be changed. Options that are not given can be set later, with one method per kind of option.

        Args:
            configuration_set_name: Name by which sends refer to it; it cannot be changed: 1 to 64 characters of
                A-Z, a-z, 0-9, _ and -.
            tracking_options: Your own domain for tracking opens and clicks. None: an Amazon domain.
            delivery_options: TLS, IP pool and duration of delivery attempts. None: SES's defaults.
            reputation_options: The set's own bounce and complaint rates. None: SES's default.
            sending_options: Whether mail can be sent with the set. None: it can.
            tags: Tags for the new set, at most 50. None: no tags.
            suppression_options: How suppression lists apply. None: the tenant's or account's settings.
            vdm_options: Virtual Deliverability Manager settings. None: the account's settings.
            archiving_options: Mail Manager archive for copies of all mail. None: no copies.
            message_security_options: S/MIME signature. None: no signature.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            AlreadyExistsError: A set of that name exists; after a retry, probably the one just created.
            NotFoundError: A resource that it refers to does not exist, such as the IP pool.
            LimitExceededError: The region has reached the limit of configuration sets: 10,000.
            ConcurrentModificationError: Another request was changing it at the same time.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateConfigurationSet.html
        """
        return await self._call(
            CREATE_CONFIGURATION_SET,
            configuration_set_name=configuration_set_name,
            tracking_options=tracking_options,
            delivery_options=delivery_options,
            reputation_options=reputation_options,
            sending_options=sending_options,
            tags=tags,
            suppression_options=suppression_options,
            vdm_options=vdm_options,
            archiving_options=archiving_options,
            message_security_options=message_security_options,
        )

    async def create_configuration_set_event_destination(
        self,
        *,
        configuration_set_name: str,
        event_destination_name: str,
        event_destination: EventDestinationDefinition,
    ) -> CreateConfigurationSetEventDestinationResponse:
        """Publish events of a set's mail to SNS, Firehose, EventBridge, CloudWatch or Pinpoint.

        SES needs permission: a role for Firehose, the topic's policy for SNS. Events of mail sent earlier are not
        published.

        Args:
            configuration_set_name: The set whose events to publish; it can have up to 10 destinations.
            event_destination_name: Name by which to change or delete it; unique within the set.
            event_destination: Kinds of events and their destination; nothing is published unless `enabled` is
                True.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: The set does not exist.
            AlreadyExistsError: The set has a destination of that name; after a retry, probably the one just created.
            LimitExceededError: The set has 10 destinations already.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateConfigurationSetEventDestination.html
        """
        return await self._call(
            CREATE_CONFIGURATION_SET_EVENT_DESTINATION,
            configuration_set_name=configuration_set_name,
            event_destination_name=event_destination_name,
            event_destination=event_destination,
        )

    async def delete_configuration_set(
        self,
        *,
        configuration_set_name: str,
    ) -> DeleteConfigurationSetResponse:
        """Delete a configuration set permanently, with its event destinations.

        Sends that name it fail from then on, as do sends of identities that have it as their default. Not possible
        while a tenant is associated with it.

        Args:
            configuration_set_name: The set to delete; sends that name it fail from then on.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: The set does not exist. After a retry, it usually means that the first attempt succeeded.
            ConcurrentModificationError: Another request was changing it at the same time.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteConfigurationSet.html
        """
        return await self._call(DELETE_CONFIGURATION_SET, configuration_set_name=configuration_set_name)

    async def delete_configuration_set_event_destination(
        self,
        *,
        configuration_set_name: str,
        event_destination_name: str,
    ) -> DeleteConfigurationSetEventDestinationResponse:
        """Delete an event destination of a set.

        Args:
            configuration_set_name: The set that has the destination.
            event_destination_name: The destination to delete; the topic, stream or bus itself stays.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: The set does not exist, or the destination does not. After a retry, it usually means that the
                first attempt succeeded.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteConfigurationSetEventDestination.html
        """
        return await self._call(
            DELETE_CONFIGURATION_SET_EVENT_DESTINATION,
            configuration_set_name=configuration_set_name,
            event_destination_name=event_destination_name,
        )

    async def ensure_event_destination(
        self,
        *,
        configuration_set_name: str,
        event_destination_name: str,
        event_destination: EventDestinationDefinition,
        sns_client: "BaseClient | None" = None,
        source_account: str | None = None,
    ) -> EventDestinationPlan:
        """Create an event destination, or update it if it differs from what is wanted. Calling it again is safe.

        SES publishes to an SNS topic only if the topic's policy allows it. With `sns_client`, a statement that allows
        SES to publish events of this set is added to the policy, unless there is one already. Everything else in the
        policy stays. The policy is changed first, because SES tests the topic. If SES still rejects the destination,
        the new policy may not be in effect yet: call again later. The key of an encrypted topic is not changed.

        Args:
            configuration_set_name: The set whose events to publish. It must exist.
            event_destination_name: Name of the destination, unique within the set.
            event_destination: The whole definition: kinds of events, one destination, and whether it is enabled.
            sns_client: A boto3 client for `sns` in the topic's region, which may read and set the topic's attributes.
                None: the topic's policy is not touched.
            source_account: Account that sends the emails, 12 digits. None: the account of the topic.

        Returns:
            The changes that were made.

        Raises:
            NotFoundError: The set does not exist, or the topic.
            BadRequestError: SES cannot publish to the destination.
            LimitExceededError: The set has 10 destinations already.
            AccessDeniedError: The credentials may not do this.
            ConfigurationError: `sns_client` is not a boto3 client for SNS, or the topic's policy cannot be read.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-add-event-destination-sns.html
        """
        from sesv2kit._workflows import destinations

        arguments = {
            "configuration_set_name": configuration_set_name,
            "event_destination_name": event_destination_name,
            "event_destination": event_destination,
        }
        return await self._run(lambda caller: destinations.ensure(caller, arguments, sns_client, source_account))

    async def get_configuration_set(
        self,
        *,
        configuration_set_name: str,
    ) -> GetConfigurationSetResponse:
        """Look up a configuration set with all its options and tags, but not its event destinations.

        Args:
            configuration_set_name: The set to look up: 1 to 64 characters of A-Z, a-z, 0-9, _ and -.

        Returns:
            The set; options that were never set are None.

        Raises:
            NotFoundError: The set does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetConfigurationSet.html
        """
        return await self._call(GET_CONFIGURATION_SET, configuration_set_name=configuration_set_name)

    async def get_configuration_set_event_destinations(
        self,
        *,
        configuration_set_name: str,
    ) -> GetConfigurationSetEventDestinationsResponse:
        """Look up the event destinations of a set.

        Args:
            configuration_set_name: The set whose destinations to return.

        Returns:
            All destinations; this operation has no pages.

        Raises:
            NotFoundError: The set does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetConfigurationSetEventDestinations.html
        """
        return await self._call(GET_CONFIGURATION_SET_EVENT_DESTINATIONS, configuration_set_name=configuration_set_name)

    def list_configuration_sets(
        self,
        *,
        filter: Mapping[ConfigurationSetFilterKey, str] | None = None,
        next_token: str | None = None,
        page_size: int | None = None,
        limit: int | None = None,
    ) -> AsyncPageIterator[str, ListConfigurationSetsResponse]:
        """List the names of the account's configuration sets in this region.

        Args:
            filter: Part of the wanted names, `{"CONFIGURATION_SET_NAME_CONTAINS": "news"}`. None: all.
            next_token: `next_token` of an earlier page of the same list, to continue from there. None: the first
                page.
            page_size: Maximum number of names per page: at least 1; SES has rejected more than 1000. None: SES
                decides.
            limit: Maximum number of items to return. None: all.

        Returns:
            The names. Each page is fetched when the iterator reaches it.

        Raises:
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListConfigurationSets.html
        """
        return self._paginate(LIST_CONFIGURATION_SETS, limit, filter=filter, next_token=next_token, page_size=page_size)

    async def plan_event_destination(
        self,
        *,
        configuration_set_name: str,
        event_destination_name: str,
        event_destination: EventDestinationDefinition,
        sns_client: "BaseClient | None" = None,
        source_account: str | None = None,
    ) -> EventDestinationPlan:
        """Find the changes that `ensure_event_destination` would make. Only requests that read are sent.

        Args:
            configuration_set_name: The set whose events to publish. It must exist.
            event_destination_name: Name of the destination, unique within the set.
            event_destination: The whole definition: kinds of events, one destination, and whether it is enabled.
            sns_client: A boto3 client for `sns` in the topic's region, which may read the topic's attributes. None: the
                topic's policy is not read.
            source_account: Account that sends the emails, 12 digits. None: the account of the topic.

        Returns:
            The changes that it would make, which can be printed.

        Raises:
            NotFoundError: The set does not exist, or the topic.
            AccessDeniedError: The credentials may not do this.
            ConfigurationError: `sns_client` is not a boto3 client for SNS, or the topic's policy cannot be read.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-add-event-destination-sns.html
        """
        from sesv2kit._workflows import destinations

        arguments = {
            "configuration_set_name": configuration_set_name,
            "event_destination_name": event_destination_name,
            "event_destination": event_destination,
        }
        return await self._run(lambda caller: destinations.plan(caller, arguments, sns_client, source_account))

    async def put_configuration_set_archiving_options(
        self,
        *,
        configuration_set_name: str,
        archive_arn: str | None,
    ) -> PutConfigurationSetArchivingOptionsResponse:
        """Choose the Mail Manager archive that keeps a copy of a set's mail.

        Copies contain each message as delivered, and its recipients; Mail Manager bills them. Earlier copies stay in
        their archive.

        Args:
            configuration_set_name: The set whose archive to replace.
            archive_arn: Mail Manager archive, `arn:aws:ses:<region>:<account>:mailmanager-archive/a-...`. None: no
                more copies.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: The set or the archive does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutConfigurationSetArchivingOptions.html
        """
        return await self._call(
            PUT_CONFIGURATION_SET_ARCHIVING_OPTIONS,
            configuration_set_name=configuration_set_name,
            archive_arn=archive_arn,
        )

    async def put_configuration_set_delivery_options(
        self,
        *,
        configuration_set_name: str,
        tls_policy: TlsPolicy | None,
        sending_pool_name: str | None,
        max_delivery_seconds: int | None,
        shared_pool_delivery_mode: SharedPoolDeliveryMode | None = None,
    ) -> PutConfigurationSetDeliveryOptionsResponse:
        """Set how a set's mail is delivered: TLS, IP pools and duration of delivery attempts.

        Replaces the settings; None resets one. Only `shared_pool_delivery_mode` stays as it was if it is None.

        Args:
            configuration_set_name: The set whose delivery settings to replace.
            tls_policy: Whether delivery requires TLS. None: `OPTIONAL`.
            sending_pool_name: Dedicated IP pool to send from. None: SES chooses the IPs.
            max_delivery_seconds: Seconds after which SES stops trying to deliver an email: 300 to 50,400 (14
                hours). None: SES's own limit.
            shared_pool_delivery_mode: Whether shared IPs of other regions may deliver; `ACCOUNT`: the account's
                setting. None: stays as it is.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: The set or the IP pool does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutConfigurationSetDeliveryOptions.html
        """
        return await self._call(
            PUT_CONFIGURATION_SET_DELIVERY_OPTIONS,
            configuration_set_name=configuration_set_name,
            tls_policy=tls_policy,
            sending_pool_name=sending_pool_name,
            max_delivery_seconds=max_delivery_seconds,
            shared_pool_delivery_mode=shared_pool_delivery_mode,
        )

    async def put_configuration_set_reputation_options(
        self,
        *,
        configuration_set_name: str,
        reputation_metrics_enabled: bool,
    ) -> PutConfigurationSetReputationOptionsResponse:
        """Switch a set's own bounce and complaint rates on or off.

        They appear in CloudWatch, in addition to the account's.

        Args:
            configuration_set_name: The set to change.
            reputation_metrics_enabled: Whether the set's own rates go to CloudWatch. Required: SES would take its
                absence as False.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: The set does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutConfigurationSetReputationOptions.html
        """
        return await self._call(
            PUT_CONFIGURATION_SET_REPUTATION_OPTIONS,
            configuration_set_name=configuration_set_name,
            reputation_metrics_enabled=reputation_metrics_enabled,
        )

    async def put_configuration_set_sending_options(
        self,
        *,
        configuration_set_name: str,
        sending_enabled: bool,
    ) -> PutConfigurationSetSendingOptionsResponse:
        """Pause all sending with a set, or resume it.

        Sends with a paused set raise `SendingPausedError`.

        Args:
            configuration_set_name: The set to pause or to resume.
            sending_enabled: False pauses all sending with the set. Required: SES would take its absence as False.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: The set does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutConfigurationSetSendingOptions.html
        """
        return await self._call(
            PUT_CONFIGURATION_SET_SENDING_OPTIONS,
            configuration_set_name=configuration_set_name,
            sending_enabled=sending_enabled,
        )

    async def put_configuration_set_suppression_options(
        self,
        *,
        configuration_set_name: str,
        suppression_scope: SuppressionListScope | None,
        suppressed_reasons: Sequence[SuppressionListReason] | None,
        validation_options: SuppressionValidationOptions | None,
    ) -> PutConfigurationSetSuppressionOptionsResponse:
        """Set how suppression lists apply to a set's mail.

        Replaces the settings. With None for all three, the tenant's or the account's settings apply again.

        Args:
            configuration_set_name: The set whose settings to replace.
            suppression_scope: Which list applies, the sending tenant's or the account's. None: the tenant's or
                account's setting.
            suppressed_reasons: Reasons for which SES suppresses mail and adds addresses; empty: none. None: the
                tenant's or account's setting.
            validation_options: Checks of recipients before sending. None: the account's setting.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: The set does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutConfigurationSetSuppressionOptions.html
        """
        return await self._call(
            PUT_CONFIGURATION_SET_SUPPRESSION_OPTIONS,
            configuration_set_name=configuration_set_name,
            suppression_scope=suppression_scope,
            suppressed_reasons=suppressed_reasons,
            validation_options=validation_options,
        )

    async def put_configuration_set_tracking_options(
        self,
        *,
        configuration_set_name: str,
        custom_redirect_domain: str | None,
        https_policy: HttpsPolicy | None,
    ) -> PutConfigurationSetTrackingOptionsResponse:
        """Set the domain and the HTTPS policy of the pixel and links that track opens and clicks.

        Replaces both settings; None resets one. Opens and clicks are tracked only if an event destination or the VDM
        uses them.

        Args:
            configuration_set_name: The set whose tracking to replace.
            custom_redirect_domain: Your own domain for pixel and links: verified, with a DNS record for SES's
                tracker. None: an Amazon domain.
            https_policy: Whether the trackers must use HTTPS. None: same as `OPTIONAL`.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: The set does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutConfigurationSetTrackingOptions.html
        """
        return await self._call(
            PUT_CONFIGURATION_SET_TRACKING_OPTIONS,
            configuration_set_name=configuration_set_name,
            custom_redirect_domain=custom_redirect_domain,
            https_policy=https_policy,
        )

    async def update_configuration_set(
        self,
        *,
        configuration_set_name: str,
        message_security_options: MessageSecurityOptions | None = None,
    ) -> UpdateConfigurationSetResponse:
        """Change whether a set's mail gets an S/MIME signature.

        Unlike the `put_` methods, it keeps options that are not given. Senders need a certificate, see
        `client.identities`.

        Args:
            configuration_set_name: The set to change: 1 to 64 characters of A-Z, a-z, 0-9, _ and -.
            message_security_options: Whether messages get an S/MIME signature. None: stays as it is.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: The set does not exist.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_UpdateConfigurationSet.html
        """
        return await self._call(
            UPDATE_CONFIGURATION_SET,
            configuration_set_name=configuration_set_name,
            message_security_options=message_security_options,
        )

    async def update_configuration_set_event_destination(
        self,
        *,
        configuration_set_name: str,
        event_destination_name: str,
        event_destination: EventDestinationDefinition,
    ) -> UpdateConfigurationSetEventDestinationResponse:
        """Replace an event destination's events and target, and enable or disable it.

        Give the whole definition: AWS does not document that members that are not given are kept.

        Args:
            configuration_set_name: The set that has the destination.
            event_destination_name: The destination to change; the name itself cannot be changed.
            event_destination: The new kinds of events and destination; nothing is published unless `enabled` is
                True.

        Returns:
            An empty response; only `.metadata` carries information.

        Raises:
            NotFoundError: The set does not exist, or the destination does not.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_UpdateConfigurationSetEventDestination.html
        """
        return await self._call(
            UPDATE_CONFIGURATION_SET_EVENT_DESTINATION,
            configuration_set_name=configuration_set_name,
            event_destination_name=event_destination_name,
            event_destination=event_destination,
        )
