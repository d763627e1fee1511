# Written by `python -m tests.tools.twin` from sesv2kit/services/configuration_sets.py. Change that one.
"""Methods of `client.configuration_sets`."""

from collections.abc import Mapping, Sequence

from sesv2kit.aio.paging import AsyncPageIterator
from sesv2kit.aio.services._base import AsyncService
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


class AsyncConfigurationSets(AsyncService):
    """Configuration sets: rules for the mail that is sent with them, and where its events go.

    A send names its set, or gets the default one of its identity. VDM settings of a set are in `client.vdm`.
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

        Its name cannot be changed. What is left out can be set later, one kind of option a call.

        Args:
            configuration_set_name: What sends will call it by, for good: 1 to 64 characters out of A-Z, a-z, 0-9,
                _ and -.
            tracking_options: Own domain for tracking opens and clicks. None: one of Amazon's.
            delivery_options: TLS, IP pool and how long delivery is tried. None: SES's defaults.
            reputation_options: Counting of bounces and complaints for this set alone. None: SES's default.
            sending_options: Whether mail may go out with the set. None: it may.
            tags: Labels for the new set, at most 50. None: no tags.
            suppression_options: How suppression lists apply. None: as the tenant or the account has it.
            vdm_options: Virtual Deliverability Manager settings. None: the account's.
            archiving_options: Mail Manager archive for copies of all mail. None: nothing is kept.
            message_security_options: S/MIME signature. None: no signature.

        Returns:
            An empty answer.

        Raises:
            AlreadyExistsError: A set of that name exists; on a retry, probably the one just created.
            NotFoundError: Something it refers to does not exist, such as the IP pool.
            LimitExceededError: The region holds as many sets as the account may have: 10,000.
            ConcurrentModificationError: Another change was under way at the same moment.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

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
        """Send events of a set's mail to SNS, Firehose, EventBridge, CloudWatch or Pinpoint.

        SES needs permission there: a role for Firehose, the topic's own policy for SNS. Events of mail sent before do
        not come.

        Args:
            configuration_set_name: The set whose mail's events are wanted; it holds up to 10 destinations.
            event_destination_name: What to change or delete it by; unique within the set.
            event_destination: Which events, and where to; nothing flows unless `enabled` is True.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: The set does not exist.
            AlreadyExistsError: The set has a destination of that name; on a retry, probably the one just created.
            LimitExceededError: The set has 10 destinations already.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

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
        """Delete a configuration set for good, with its event destinations.

        Mail of identities that have it as their default is refused from then on, as is mail that names it. Not possible
        while a tenant is associated with it.

        Args:
            configuration_set_name: The set to delete; sends that still name it fail from then on.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: The set does not exist. On a retry it means: done.
            ConcurrentModificationError: Another change was under way at the same moment.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteConfigurationSet.html
        """
        return await self._call(DELETE_CONFIGURATION_SET, configuration_set_name=configuration_set_name)

    async def delete_configuration_set_event_destination(
        self,
        *,
        configuration_set_name: str,
        event_destination_name: str,
    ) -> DeleteConfigurationSetEventDestinationResponse:
        """Stop sending events of a set's mail to one destination.

        Args:
            configuration_set_name: The set that has the destination.
            event_destination_name: The destination to delete; what it points to stays.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: The set does not exist, or the destination does not. On a retry it means: done.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteConfigurationSetEventDestination.html
        """
        return await self._call(
            DELETE_CONFIGURATION_SET_EVENT_DESTINATION,
            configuration_set_name=configuration_set_name,
            event_destination_name=event_destination_name,
        )

    async def get_configuration_set(
        self,
        *,
        configuration_set_name: str,
    ) -> GetConfigurationSetResponse:
        """Look up a configuration set with all its options and tags, but not its event destinations.

        Args:
            configuration_set_name: The set to look up: 1 to 64 characters out of A-Z, a-z, 0-9, _ and -.

        Returns:
            The set; options that were never set are None.

        Raises:
            NotFoundError: The set does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetConfigurationSet.html
        """
        return await self._call(GET_CONFIGURATION_SET, configuration_set_name=configuration_set_name)

    async def get_configuration_set_event_destinations(
        self,
        *,
        configuration_set_name: str,
    ) -> GetConfigurationSetEventDestinationsResponse:
        """Look up where the events of a set's mail go.

        Args:
            configuration_set_name: The set whose destinations to show.

        Returns:
            All destinations; the answer has no pages.

        Raises:
            NotFoundError: The set does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

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
        """Walk the names of the account's configuration sets in this region.

        Args:
            filter: Part of the names wanted, `{"CONFIGURATION_SET_NAME_CONTAINS": "news"}`. None: all.
            next_token: Where to go on: the `next_token` of an earlier page for the same arguments. None: at the
                start.
            page_size: Names a page may hold: at least 1; more than 1000 has been refused. None: SES decides.
            limit: How many items to give at most. None: all.

        Returns:
            The names; a call is made whenever a page is used up.

        Raises:
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListConfigurationSets.html
        """
        return self._paginate(LIST_CONFIGURATION_SETS, limit, filter=filter, next_token=next_token, page_size=page_size)

    async def put_configuration_set_archiving_options(
        self,
        *,
        configuration_set_name: str,
        archive_arn: str | None = None,
    ) -> PutConfigurationSetArchivingOptionsResponse:
        """Choose the Mail Manager archive that keeps a copy of a set's mail.

        Copies hold each message as delivered, and its recipients; Mail Manager bills them. Old copies stay in their
        archive.

        Args:
            configuration_set_name: The set whose archive to replace.
            archive_arn: Mail Manager archive, `arn:aws:ses:<region>:<account>:mailmanager-archive/a-...`. None:
                stop keeping copies.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: The set or the archive does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

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
        tls_policy: TlsPolicy | None = None,
        sending_pool_name: str | None = None,
        max_delivery_seconds: int | None = None,
        shared_pool_delivery_mode: SharedPoolDeliveryMode | None = None,
    ) -> PutConfigurationSetDeliveryOptionsResponse:
        """Set how a set's mail is delivered: TLS, IP pools and for how long it is tried.

        Give `tls_policy`, `sending_pool_name` and `max_delivery_seconds` together: AWS does not promise to keep those
        that are left out. Only `shared_pool_delivery_mode` stays as it was.

        Args:
            configuration_set_name: The set whose delivery settings to replace.
            tls_policy: Whether delivery needs TLS. None: it does not (`OPTIONAL`).
            sending_pool_name: Dedicated IP pool to send from. None: SES chooses the IPs.
            max_delivery_seconds: Seconds after which SES gives up on a mail: 300 to 50,400 (14 hours). None: SES's
                own limit.
            shared_pool_delivery_mode: Whether shared IPs of other regions may deliver; `ACCOUNT`: as the account
                has it set. None: stays as it is.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: The set or the IP pool does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

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
        reputation_metrics_enabled: bool | None = None,
    ) -> PutConfigurationSetReputationOptionsResponse:
        """Switch the counting of a set's own bounce and complaint rates on or off.

        They appear in CloudWatch, beside those of the account.

        Args:
            configuration_set_name: The set whose counting to switch.
            reputation_metrics_enabled: Whether rates go to CloudWatch for this set alone. None: SES takes it for
                False.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: The set does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

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
        sending_enabled: bool | None = None,
    ) -> PutConfigurationSetSendingOptionsResponse:
        """Pause all mail of a set, or resume it.

        Sends with a paused set are refused with `SendingPausedError`.

        Args:
            configuration_set_name: The set to pause or to resume.
            sending_enabled: False pauses all mail of the set. None: pauses too, for SES takes it for False.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: The set does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

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
        suppression_scope: SuppressionListScope | None = None,
        suppressed_reasons: Sequence[SuppressionListReason] | None = None,
        validation_options: SuppressionValidationOptions | None = None,
    ) -> PutConfigurationSetSuppressionOptionsResponse:
        """Set how suppression lists apply to a set's mail.

        Replaces the settings: called with the name alone, it leaves them to the tenant or the account again.

        Args:
            configuration_set_name: The set whose settings to replace.
            suppression_scope: Whose list counts, the sending tenant's or the account's. None: as the tenant or the
                account has it.
            suppressed_reasons: Which entries stop mail, and what makes new ones; empty: none do. None: as the
                tenant or the account has it.
            validation_options: Checks of recipients. None: as the account has it.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: The set does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

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
        custom_redirect_domain: str | None = None,
        https_policy: HttpsPolicy | None = None,
    ) -> PutConfigurationSetTrackingOptionsResponse:
        """Choose the domain, and HTTPS or not, of the pixel and links that opens and clicks are tracked by.

        Replaces both settings. Opens and clicks are only tracked while an event destination or the VDM asks for them.

        Args:
            configuration_set_name: The set whose tracking to replace.
            custom_redirect_domain: Your own domain for pixel and links, verified and pointed at SES's tracker.
                None: one of Amazon's.
            https_policy: Whether the trackers must use HTTPS. None: as with `OPTIONAL`.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: The set does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

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

        Unlike the `put_` methods it keeps what is not given. Senders need a certificate: `client.identities` associates
        it.

        Args:
            configuration_set_name: The set to change: 1 to 64 characters out of A-Z, a-z, 0-9, _ and -.
            message_security_options: S/MIME signature or none. None: stays as it is.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: The set does not exist.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

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
        """Replace an event destination's events, target and switch.

        Give the whole definition: AWS does not promise to keep what is left out.

        Args:
            configuration_set_name: The set that has the destination.
            event_destination_name: The destination to change; the name itself cannot be changed.
            event_destination: Which events, and where to, from now on; nothing flows unless `enabled` is True.

        Returns:
            An empty answer.

        Raises:
            NotFoundError: The set does not exist, or the destination does not.
            RequestInvalidError: An argument breaks a rule; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_UpdateConfigurationSetEventDestination.html
        """
        return await self._call(
            UPDATE_CONFIGURATION_SET_EVENT_DESTINATION,
            configuration_set_name=configuration_set_name,
            event_destination_name=event_destination_name,
            event_destination=event_destination,
        )
