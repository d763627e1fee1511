# Written by `python -m tests.tools.twin` from sesv2kit/services/sending.py. Change that one.
"""Sending mail."""

from collections.abc import AsyncIterable, Callable, Iterable, Mapping, Sequence
from email.message import EmailMessage
from email.message import Message as MimeMessage
from typing import TYPE_CHECKING, Any

from sesv2kit.aio.services._base import AsyncService
from sesv2kit.bulk import BulkEntry, BulkMessage, BulkSummary, EntryT, Reconciliation, Rehearsal
from sesv2kit.mail import SendResult, Unsubscribe
from sesv2kit.models.common import (
    Attachment,
    EmailContent,
    EmailTemplateContent,
    MessageHeader,
    MessageTag,
    TemplateData,
)
from sesv2kit.models.sending import (
    SEND_BULK_EMAIL,
    SEND_EMAIL,
    BulkEmailContent,
    BulkEmailEntry,
    ConfigurationOverrides,
    Destination,
    ListManagementOptions,
    SendBulkEmailResponse,
    SendEmailResponse,
)

if TYPE_CHECKING:
    from sesv2kit._workflows.bulk.arguments import Settings
    from sesv2kit._workflows.bulk.kinds import Kind
    from sesv2kit.aio.bulk import AsyncBulkRun
    from sesv2kit.events import BaseEvent
    from sesv2kit.journal import AsyncJournal, Journal


class AsyncSending(AsyncService):
    """Sends emails. A request whose response was lost is not repeated, so no email is sent twice.

    Sends are paced to the account's sending rate, counted in recipients.
    """

    async def send(
        self,
        *,
        from_email_address: str | None = None,
        to: Sequence[str] | str | None = None,
        cc: Sequence[str] | str | None = None,
        bcc: Sequence[str] | str | None = None,
        subject: str | None = None,
        text: str | None = None,
        html: str | None = None,
        attachments: Sequence[Attachment] | None = None,
        reply_to_addresses: Sequence[str] | str | None = None,
        headers: Mapping[str, str] | Sequence[MessageHeader] | None = None,
        unsubscribe: Unsubscribe | None = None,
        email_tags: Mapping[str, str] | Sequence[MessageTag] | None = None,
        template_name: str | None = None,
        template_data: TemplateData | None = None,
        message: EmailMessage | MimeMessage | None = None,
        configuration_set_name: str | None = None,
        tenant_name: str | None = None,
        list_management_options: ListManagementOptions | None = None,
        endpoint_id: str | None = None,
        from_email_address_identity_arn: str | None = None,
        feedback_forwarding_email_address: str | None = None,
        feedback_forwarding_email_address_identity_arn: str | None = None,
        configuration_overrides: ConfigurationOverrides | None = None,
        check: bool = False,
        idempotency_key: str | None = None,
        journal: "Journal | AsyncJournal | None" = None,
        wait: float | None = None,
    ) -> SendResult:
        """Send one email from plain arguments: text and HTML, a template, or a complete `EmailMessage`.

        An address is text, bare or as `Name <address>`, or an `Address`, which quotes and encodes the name. Content
        that SES would reject, drop or damage raises an error before anything is sent. SES accepts emails to suppressed
        addresses and templates that fail to render; only events show that these were not sent.

        Args:
            from_email_address: Sender, of a verified identity. Required, except with `message`. None: the From header
                of `message`.
            to: Main recipients. None: no main recipients. In all, to, cc and bcc have 1 to 50 addresses.
            cc: Recipients of a copy, visible to all. None: no copies.
            bcc: Recipients of a copy, hidden from the others. None: no hidden copies.
            subject: Subject. Required, except with a template or `message`.
            text: Plain text. None: HTML or a template only.
            html: HTML; `<img src="cid:logo">` shows the attachment with the content id `logo`. None: no HTML.
            attachments: Files, made by `Attachment.from_path` or `Attachment.from_bytes`; 40 MB in all after encoding.
                None: no files.
            reply_to_addresses: Reply-To addresses. None: replies go to the sender.
            headers: Further headers, at most 15 with those of `unsubscribe`. None: no further headers.
            unsubscribe: The List-Unsubscribe headers. None: they are not added.
            email_tags: Message tags, a mapping or AWS's list. None: no tags.
            template_name: Stored template to send instead of a subject and body. None: no template.
            template_data: Values of the template's variables: a mapping, a Pydantic model or JSON text. None: no
                values.
            message: The whole email, sent raw: an `EmailMessage`, or a message of the older classes such as
                `MIMEMultipart`. Its recipients are those of To, Cc and Bcc. Bcc is not sent, and the object itself is
                not changed. It also needs the IAM action `ses:SendRawEmail`. None: the email is made from the other
                arguments.
            configuration_set_name: Configuration set to send with. None: the identity's default one, if it has one.
            tenant_name: Tenant to send for. None: no tenant.
            list_management_options: Contact list for unsubscribe links that SES adds; the email must have a single
                recipient. None: no such links.
            endpoint_id: Multi-region endpoint to send through; needs the AWS CRT (`botocore[crt]`). None: the region's
                endpoint.
            from_email_address_identity_arn: Identity of another account whose policy allows sending as
                `from_email_address`. None: one of this account.
            feedback_forwarding_email_address: Address that bounces and complaints are forwarded to. None: the
                identity's setting.
            feedback_forwarding_email_address_identity_arn: Identity of another account whose policy allows that
                forwarding address. None: one of this account.
            configuration_overrides: Settings that replace the configuration set's for this send. None: no changes.
            check: Whether to check first that the identity is verified, that the template exists and its variables are
                given, and that the configuration set exists and may send. A successful check is reused for 15 minutes,
                or until SES rejects an email. No check is made if the idempotency key was used before. It needs the IAM
                actions of the operations that read these.
            idempotency_key: Text that identifies this one email, at most 255 characters: however often it is sent with
                it, the email is accepted once. See docs/idempotency.md. None: no such protection.
            journal: Journal of idempotency keys. None: that of `ClientConfig(journal=...)`.
            wait: Seconds to wait for another call with this key that is in progress. None: do not wait.

        Returns:
            The ids of the accepted email, and its recipients.

        Raises:
            RequestInvalidError: An argument is invalid; nothing was sent.
            PreflightError: `check` found that SES would reject the send; nothing was sent.
            LimitExceededError: The account or the tenant has reached a limit of SES.
            AccountSuspendedError: AWS suspended the account's sending.
            SendingPausedError: Sending is paused for the account or the configuration set.
            MessageRejectedError: The sender (in the sandbox: or a recipient) is not verified, or the content was
                rejected.
            MailFromDomainNotVerifiedError: The MAIL FROM domain has no MX record, and the identity has `REJECT_MESSAGE`
                set for that.
            NotFoundError: The template, configuration set, contact list or tenant does not exist.
            OutcomeUnknownError: The email may or may not have been accepted; the request was not repeated.
            KeyInProgressError: Another call with this key is in progress.
            KeyReusedError: The key was used with other arguments.
            JournalError: The journal cannot be used; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
        """
        from sesv2kit._workflows import compose

        mail = compose.Mail(
            from_email_address=from_email_address,
            to=to,
            cc=cc,
            bcc=bcc,
            subject=subject,
            text=text,
            html=html,
            attachments=attachments,
            reply_to_addresses=reply_to_addresses,
            headers=headers,
            unsubscribe=unsubscribe,
            email_tags=email_tags,
            template_name=template_name,
            template_data=template_data,
            message=message,
            list_management_options=list_management_options,
            configuration_set_name=configuration_set_name,
            tenant_name=tenant_name,
            endpoint_id=endpoint_id,
            from_email_address_identity_arn=from_email_address_identity_arn,
            feedback_forwarding_email_address=feedback_forwarding_email_address,
            feedback_forwarding_email_address_identity_arn=feedback_forwarding_email_address_identity_arn,
            configuration_overrides=configuration_overrides,
        )
        return await self._run(
            lambda caller: compose.send(
                caller, mail, check=check, idempotency_key=idempotency_key, journal=journal, wait=wait
            )
        )

    def send_bulk(
        self,
        entries: Iterable[EntryT] | AsyncIterable[EntryT],
        *,
        from_email_address: str,
        template_name: str | None = None,
        template_content: EmailTemplateContent | None = None,
        template_data: TemplateData | None = None,
        headers: Mapping[str, str] | Sequence[MessageHeader] | None = None,
        attachments: Sequence[Attachment] | None = None,
        email_tags: Mapping[str, str] | Sequence[MessageTag] | None = None,
        reply_to_addresses: Sequence[str] | str | None = None,
        configuration_set_name: str | None = None,
        tenant_name: str | None = None,
        endpoint_id: str | None = None,
        from_email_address_identity_arn: str | None = None,
        feedback_forwarding_email_address: str | None = None,
        feedback_forwarding_email_address_identity_arn: str | None = None,
        configuration_overrides: ConfigurationOverrides | None = None,
        entry: "Callable[[EntryT], BulkEntry | BulkEmailEntry | Mapping[str, Any] | str] | None" = None,
        run_id: str | None = None,
        journal: "Journal | AsyncJournal | None" = None,
        max_concurrency: int = 4,
        max_attempts: int = 4,
        ordered: bool = False,
        stop_after: int | None = None,
        stop_when: Callable[[BulkSummary], object] | None = None,
        stop_on_unknown: bool = False,
        rehearsal: Sequence[Rehearsal] | Rehearsal | None = None,
        progress: Callable[[BulkSummary], object] | bool | None = None,
    ) -> "AsyncBulkRun[EntryT]":
        """Send a template to any number of recipients, each email with its own data.

        Nothing is sent until the run is iterated or its `wait()` is called. Entries are read as they are sent. A call
        has at most 50 entries, and at most the recipients that the account may send to per second. Emails that SES
        throttled or temporarily failed to accept are sent again. An email whose outcome is unknown is not.

        With a journal and `run_id`, a run that ended for any reason is continued by starting it again: emails that were
        sent are not sent again. See docs/bulk.md.

        Args:
            entries: The emails: `BulkEntry`, AWS's `BulkEmailEntry`, addresses, or mappings with the members of
                `BulkEntry`. Any iterable. An invalid one gets a result and does not end the run.
            from_email_address: Sender, of a verified identity: bare, or as `Name <address>`.
            template_name: Stored template. Either this or `template_content` is required. None: it is inline.
            template_content: Inline template, in which only plain `{{name}}` is replaced. None: a stored one is used.
            template_data: Values of the template's variables for all entries. None: each entry has its own values.
            headers: Headers of all emails, at most 15. None: only those that SES adds.
            attachments: Files for all emails. None: no attachments.
            email_tags: Message tags of entries without their own. None: no tags.
            reply_to_addresses: Reply-To addresses. None: replies go to the sender.
            configuration_set_name: Configuration set to send with. None: the identity's default one, if it has one.
            tenant_name: Tenant to send for. None: no tenant.
            endpoint_id: Multi-region endpoint to send through; needs the AWS CRT (`botocore[crt]`). None: the
                region's endpoint.
            from_email_address_identity_arn: Identity of another account whose policy allows sending as
                `from_email_address`. None: one of this account.
            feedback_forwarding_email_address: Address that bounces and complaints are forwarded to. None: the
                identity's setting.
            feedback_forwarding_email_address_identity_arn: Identity of another account whose policy allows that
                forwarding address. None: one of this account.
            configuration_overrides: Settings that replace the configuration set's for these sends. None: no changes.
            entry: Makes an entry from each item of `entries`, such as a row of a `csv.DictReader`. None: the items are
                entries.
            run_id: Id of the run in the journal, 1 to 50 characters. It is required with a journal.
            journal: Journal that records which entries were sent. None: that of `ClientConfig(journal=...)` if `run_id`
                is given; otherwise nothing is recorded.
            max_concurrency: Calls in progress at once, 1 to 100.
            max_attempts: Maximum number of times that an entry is sent while SES throttles it or fails temporarily.
            ordered: Whether results come in the order of the entries. False: as soon as they are available.
            stop_after: Number of consecutive refused entries after which the run stops. None: it does not stop.
            stop_when: Called with the counts after each call; if it returns true, the run stops. None: it is not
                stopped.
            stop_on_unknown: Whether a call whose outcome is unknown stops the run.
            rehearsal: Behaviour of the mailbox simulator for a test run. All emails go to addresses of the simulator,
                none to a recipient, and no key is claimed. Several: they are used for the entries one after the other.
                None: the emails go to their recipients.
            progress: Called with the counts after each call. True: a progress bar on the standard error, if that is a
                terminal; needs rich (`sesv2kit[rich]`). None: nothing is reported.

        Returns:
            The run. It yields a `BulkResult` for each entry.

        Raises:
            RequestInvalidError: An argument is invalid; nothing was sent.
            ImportError: `progress` is True, and rich is not installed.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendBulkEmail.html
        """
        from sesv2kit._workflows.bulk.arguments import Settings
        from sesv2kit._workflows.bulk.templated import Templated

        settings = Settings(
            entry=entry,
            run_id=run_id,
            max_concurrency=max_concurrency,
            max_attempts=max_attempts,
            ordered=ordered,
            stop_after=stop_after,
            stop_when=stop_when,
            stop_on_unknown=stop_on_unknown,
            rehearsal=rehearsal,
        )
        kind = Templated(
            from_email_address=from_email_address,
            template_name=template_name,
            template_content=template_content,
            template_data=template_data,
            headers=headers,
            attachments=attachments,
            email_tags=email_tags,
            reply_to_addresses=reply_to_addresses,
            configuration_set_name=configuration_set_name,
            tenant_name=tenant_name,
            endpoint_id=endpoint_id,
            from_email_address_identity_arn=from_email_address_identity_arn,
            feedback_forwarding_email_address=feedback_forwarding_email_address,
            feedback_forwarding_email_address_identity_arn=feedback_forwarding_email_address_identity_arn,
            configuration_overrides=configuration_overrides,
        )
        return self._bulk_run(entries, kind, settings, journal, progress)

    def send_each(
        self,
        entries: Iterable[EntryT] | AsyncIterable[EntryT],
        *,
        from_email_address: str | None = None,
        email_tags: Mapping[str, str] | Sequence[MessageTag] | None = None,
        configuration_set_name: str | None = None,
        tenant_name: str | None = None,
        list_management_options: ListManagementOptions | None = None,
        endpoint_id: str | None = None,
        from_email_address_identity_arn: str | None = None,
        feedback_forwarding_email_address: str | None = None,
        feedback_forwarding_email_address_identity_arn: str | None = None,
        configuration_overrides: ConfigurationOverrides | None = None,
        entry: "Callable[[EntryT], BulkMessage | EmailMessage | MimeMessage | Mapping[str, Any]] | None" = None,
        run_id: str | None = None,
        journal: "Journal | AsyncJournal | None" = None,
        max_concurrency: int = 4,
        max_attempts: int = 4,
        ordered: bool = False,
        stop_after: int | None = None,
        stop_when: Callable[[BulkSummary], object] | None = None,
        stop_on_unknown: bool = False,
        rehearsal: Sequence[Rehearsal] | Rehearsal | None = None,
        progress: Callable[[BulkSummary], object] | bool | None = None,
    ) -> "AsyncBulkRun[EntryT]":
        """Send any number of emails, each with its own content, with one call each.

        Everything else is as in `send_bulk`. Nothing is sent before the run is iterated. Calls keep to the account's
        sending rate, and throttled emails are sent again. With a journal and `run_id`, a run that ended is continued by
        starting it again. An email that SES refuses does not end the run. To send one template to many recipients,
        `send_bulk` needs fewer calls. See docs/bulk.md.

        Args:
            entries: The emails: `BulkMessage`, `EmailMessage`, or mappings with the members of `BulkMessage`. Any
                iterable. An invalid one gets a result and does not end the run.
            from_email_address: Sender of emails without one of their own: bare, or as `Name <address>`. None: each
                email has its own.
            email_tags: Message tags of emails without their own. None: no tags.
            configuration_set_name: Configuration set to send with. None: the identity's default one, if it has one.
            tenant_name: Tenant to send for. None: no tenant.
            list_management_options: Contact list for unsubscribe links that SES adds; each email must have a single
                recipient. None: no such links.
            endpoint_id: Multi-region endpoint to send through; needs the AWS CRT (`botocore[crt]`). None: the
                region's endpoint.
            from_email_address_identity_arn: Identity of another account whose policy allows sending as
                `from_email_address`. None: one of this account.
            feedback_forwarding_email_address: Address that bounces and complaints are forwarded to. None: the
                identity's setting.
            feedback_forwarding_email_address_identity_arn: Identity of another account whose policy allows that
                forwarding address. None: one of this account.
            configuration_overrides: Settings that replace the configuration set's for these sends. None: no changes.
            entry: Makes an entry from each item of `entries`, such as a row of a `csv.DictReader`. None: the items are
                entries.
            run_id: Id of the run in the journal, 1 to 50 characters. It is required with a journal.
            journal: Journal that records which entries were sent. None: that of `ClientConfig(journal=...)` if `run_id`
                is given; otherwise nothing is recorded.
            max_concurrency: Calls in progress at once, 1 to 100.
            max_attempts: Maximum number of times that an entry is sent while SES throttles it or fails temporarily.
            ordered: Whether results come in the order of the entries. False: as soon as they are available.
            stop_after: Number of consecutive refused entries after which the run stops. None: it does not stop.
            stop_when: Called with the counts after each call; if it returns true, the run stops. None: it is not
                stopped.
            stop_on_unknown: Whether a call whose outcome is unknown stops the run.
            rehearsal: Behaviour of the mailbox simulator for a test run. All emails go to addresses of the simulator,
                none to a recipient, and no key is claimed. Several: they are used for the entries one after the other.
                None: the emails go to their recipients.
            progress: Called with the counts after each call. True: a progress bar on the standard error, if that is a
                terminal; needs rich (`sesv2kit[rich]`). None: nothing is reported.

        Returns:
            The run. It yields a `BulkResult` for each entry.

        Raises:
            RequestInvalidError: An argument is invalid; nothing was sent.
            ImportError: `progress` is True, and rich is not installed.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
        """
        from sesv2kit._workflows.bulk.arguments import Settings
        from sesv2kit._workflows.bulk.composed import Composed

        settings = Settings(
            entry=entry,
            run_id=run_id,
            max_concurrency=max_concurrency,
            max_attempts=max_attempts,
            ordered=ordered,
            stop_after=stop_after,
            stop_when=stop_when,
            stop_on_unknown=stop_on_unknown,
            rehearsal=rehearsal,
        )
        kind = Composed(
            from_email_address=from_email_address,
            email_tags=email_tags,
            list_management_options=list_management_options,
            configuration_set_name=configuration_set_name,
            tenant_name=tenant_name,
            endpoint_id=endpoint_id,
            from_email_address_identity_arn=from_email_address_identity_arn,
            feedback_forwarding_email_address=feedback_forwarding_email_address,
            feedback_forwarding_email_address_identity_arn=feedback_forwarding_email_address_identity_arn,
            configuration_overrides=configuration_overrides,
        )
        return self._bulk_run(entries, kind, settings, journal, progress)

    def _bulk_run(
        self,
        entries: Iterable[EntryT] | AsyncIterable[EntryT],
        kind: "Kind",
        settings: "Settings[EntryT]",
        journal: "Journal | AsyncJournal | None",
        progress: Callable[[BulkSummary], object] | bool | None,
    ) -> "AsyncBulkRun[EntryT]":
        from sesv2kit._workflows.bulk.bar import bar_of
        from sesv2kit._workflows.bulk.calls import Calls
        from sesv2kit._workflows.bulk.keys import keys_of
        from sesv2kit._workflows.bulk.plan import BulkPlan
        from sesv2kit.aio.bulk import AsyncBulkRun
        from sesv2kit.aio.caller import AsyncCaller

        told = None if isinstance(progress, bool) else progress
        plan = BulkPlan(kind, settings, told, bar_of(entries, progress))
        caller = AsyncCaller(self._client)
        keys = keys_of(caller, kind, settings.run_id, journal)
        calls = Calls(caller, plan, None if settings.simulated else keys)
        return AsyncBulkRun(entries, calls, settings.max_concurrency)

    async def reconcile(
        self, events: "Iterable[BaseEvent]", *, journal: "Journal | AsyncJournal | None" = None, trusted: bool = False
    ) -> Reconciliation:
        """Record in the journal, for idempotency keys with an unknown outcome, that events prove their emails sent.

        Every email that was sent under a key has the key's id as a message tag. An event of any kind that has the tag
        proves that SES accepted the email. The absence of an event proves nothing. Calling it again with the same
        events is safe. SES is not called.

        Args:
            events: Events, from `sesv2kit.events.parse`. Events without the tag are ignored.
            journal: The journal. None: that of `ClientConfig(journal=...)`.
            trusted: Whether to accept events that did not come in a verified SNS message. Set it only if IAM protects
                their source, such as a queue or a function.

        Returns:
            How many keys were recorded as sent, and the states of the others.

        Raises:
            RequestInvalidError: There is no journal.
            UntrustedEventError: An event is not verified, and `trusted` is False; nothing was recorded.
            JournalError: The journal cannot be used.

        Source: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
        """
        from sesv2kit._workflows import reconcile

        return await self._run(
            lambda caller: reconcile.reconcile(caller, events, reconcile.journal_of(caller, journal), trusted=trusted)
        )

    async def send_bulk_email(
        self,
        *,
        default_content: BulkEmailContent,
        bulk_email_entries: Sequence[BulkEmailEntry],
        from_email_address: str | None = None,
        from_email_address_identity_arn: str | None = None,
        reply_to_addresses: Sequence[str] | None = None,
        feedback_forwarding_email_address: str | None = None,
        feedback_forwarding_email_address_identity_arn: str | None = None,
        default_email_tags: Sequence[MessageTag] | None = None,
        configuration_set_name: str | None = None,
        endpoint_id: str | None = None,
        tenant_name: str | None = None,
        configuration_overrides: ConfigurationOverrides | None = None,
        idempotency_key: str | None = None,
        journal: "Journal | AsyncJournal | None" = None,
        wait: float | None = None,
    ) -> SendBulkEmailResponse:
        """Send a template to up to 50 destinations, each email with its own data.

        SES checks every entry separately: the call succeeds even if some or all of them are rejected.

        Args:
            default_content: The template and its default data.
            bulk_email_entries: The emails, 1 to 50.
            from_email_address: Sender, of a verified identity: bare, or as `Name <address>`. None: SES refuses the
                send.
            from_email_address_identity_arn: Identity of another account whose policy allows sending as
                `from_email_address`. None: one of this account.
            reply_to_addresses: Reply-To addresses. None: replies go to the sender.
            feedback_forwarding_email_address: Address that bounces and complaints are forwarded to. None: the
                identity's setting.
            feedback_forwarding_email_address_identity_arn: Identity of another account whose policy allows that
                forwarding address. None: one of this account.
            default_email_tags: Message tags for entries without their own. None: no tags.
            configuration_set_name: Configuration set to send with. None: the identity's default one, if it has
                one.
            endpoint_id: Multi-region endpoint to send through; needs the AWS CRT (`botocore[crt]`). None: the
                region's endpoint.
            tenant_name: Tenant to send for; identity, template and configuration set must be associated with it.
                None: no tenant.
            configuration_overrides: Settings that replace the configuration set's for this send. None: no changes.
            idempotency_key: Text that identifies this one request, at most 255 characters: however often it is called
                with it, the request is accepted once. See docs/idempotency.md. None: no such protection.
            journal: Journal of idempotency keys. None: that of `ClientConfig(journal=...)`.
            wait: Seconds to wait for another call with this key that is in progress. None: do not wait.

        Returns:
            One result for each entry, in order, with its status and message id.

        Raises:
            LimitExceededError: The account or the tenant has reached a limit of SES.
            AccountSuspendedError: AWS suspended the account's sending.
            SendingPausedError: Sending is paused for the account or the configuration set.
            MessageRejectedError: All emails were rejected because of their sender or content.
            MailFromDomainNotVerifiedError: The MAIL FROM domain has no MX record, and the identity has `REJECT_MESSAGE`
                set for that.
            NotFoundError: The configuration set or the tenant does not exist.
            OutcomeUnknownError: The emails may or may not have been accepted; the request was not repeated.
            KeyInProgressError: Another call with this key is in progress.
            KeyReusedError: The key was used with other arguments.
            JournalError: The journal cannot be used; nothing was sent.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendBulkEmail.html
        """
        return await self._call_once(
            SEND_BULK_EMAIL,
            idempotency_key,
            journal,
            wait,
            default_content=default_content,
            bulk_email_entries=bulk_email_entries,
            from_email_address=from_email_address,
            from_email_address_identity_arn=from_email_address_identity_arn,
            reply_to_addresses=reply_to_addresses,
            feedback_forwarding_email_address=feedback_forwarding_email_address,
            feedback_forwarding_email_address_identity_arn=feedback_forwarding_email_address_identity_arn,
            default_email_tags=default_email_tags,
            configuration_set_name=configuration_set_name,
            endpoint_id=endpoint_id,
            tenant_name=tenant_name,
            configuration_overrides=configuration_overrides,
        )

    async def send_email(
        self,
        *,
        content: EmailContent | EmailMessage,
        from_email_address: str | None = None,
        from_email_address_identity_arn: str | None = None,
        destination: Destination | Sequence[str] | str | None = None,
        reply_to_addresses: Sequence[str] | None = None,
        feedback_forwarding_email_address: str | None = None,
        feedback_forwarding_email_address_identity_arn: str | None = None,
        email_tags: Sequence[MessageTag] | None = None,
        configuration_set_name: str | None = None,
        endpoint_id: str | None = None,
        tenant_name: str | None = None,
        list_management_options: ListManagementOptions | None = None,
        configuration_overrides: ConfigurationOverrides | None = None,
        idempotency_key: str | None = None,
        journal: "Journal | AsyncJournal | None" = None,
        wait: float | None = None,
    ) -> SendEmailResponse:
        """Send one email: simple, raw or from a template.

        SES accepts an email to a suppressed address, counts it, and does not deliver it. It also accepts a template
        that fails to render. Only events show this.

        Args:
            content: The email: simple, raw or from a template; an `email.message.EmailMessage` is sent raw, without
                its Bcc header.
            from_email_address: Sender, of a verified identity: bare, or as `Name <address>`. None: the From header
                of a raw message.
            from_email_address_identity_arn: Identity of another account whose policy allows sending as
                `from_email_address`. None: one of this account.
            destination: Recipients, 50 at most: a `Destination`, an address or a list of them. Only these get the
                email, also if a raw message's headers list others. None: those in its headers To, Cc and Bcc.
            reply_to_addresses: Reply-To addresses. None: replies go to the sender.
            feedback_forwarding_email_address: Address that bounces and complaints are forwarded to. None: the
                identity's setting.
            feedback_forwarding_email_address_identity_arn: Identity of another account whose policy allows that
                forwarding address. None: one of this account.
            email_tags: Message tags. None: no tags.
            configuration_set_name: Configuration set to send with. None: the identity's default one, if it has
                one.
            endpoint_id: Multi-region endpoint to send through; needs the AWS CRT (`botocore[crt]`). None: the
                region's endpoint.
            tenant_name: Tenant to send for; identity, template and configuration set must be associated with it.
                None: no tenant.
            list_management_options: Contact list for unsubscribe links; the email must have a single recipient.
                None: no such links.
            configuration_overrides: Settings that replace the configuration set's for this send. None: no changes.
            idempotency_key: Text that identifies this one request, at most 255 characters: however often it is called
                with it, the request is accepted once. See docs/idempotency.md. None: no such protection.
            journal: Journal of idempotency keys. None: that of `ClientConfig(journal=...)`.
            wait: Seconds to wait for another call with this key that is in progress. None: do not wait.

        Returns:
            The id of the accepted email.

        Raises:
            LimitExceededError: The account or the tenant has reached a limit of SES.
            AccountSuspendedError: AWS suspended the account's sending.
            SendingPausedError: Sending is paused for the account or the configuration set.
            MessageRejectedError: The sender (in the sandbox: or a recipient) is not verified, or the content was
                rejected.
            MailFromDomainNotVerifiedError: The MAIL FROM domain has no MX record, and the identity has `REJECT_MESSAGE`
                set for that.
            NotFoundError: The template, configuration set, contact list or tenant does not exist.
            OutcomeUnknownError: The email may or may not have been accepted; the request was not repeated.
            KeyInProgressError: Another call with this key is in progress.
            KeyReusedError: The key was used with other arguments.
            JournalError: The journal cannot be used; nothing was sent.
            RequestInvalidError: An argument is invalid; nothing was sent.

        Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
        """
        return await self._call_once(
            SEND_EMAIL,
            idempotency_key,
            journal,
            wait,
            content=content,
            from_email_address=from_email_address,
            from_email_address_identity_arn=from_email_address_identity_arn,
            destination=destination,
            reply_to_addresses=reply_to_addresses,
            feedback_forwarding_email_address=feedback_forwarding_email_address,
            feedback_forwarding_email_address_identity_arn=feedback_forwarding_email_address_identity_arn,
            email_tags=email_tags,
            configuration_set_name=configuration_set_name,
            endpoint_id=endpoint_id,
            tenant_name=tenant_name,
            list_management_options=list_management_options,
            configuration_overrides=configuration_overrides,
        )
