"""A small app: it sends an order's confirmation once, and tells its caller what to do when that fails."""

from dataclasses import dataclass

from sesv2kit import SESv2, errors


@dataclass(frozen=True)
class Order:
    """What somebody bought."""

    id: str
    email_address: str
    items: list[str]


def confirm(ses: SESv2, order: Order) -> str:
    """Send the confirmation. Returns "sent", "later" (it was not sent) or "ask" (nobody knows)."""
    try:
        ses.sending.send(
            from_email_address="Shop <orders@shop.example>",
            to=order.email_address,
            subject=f"Your order {order.id}",
            text="\n".join(["Thank you for:", *order.items]),
            email_tags={"order": order.id},
        )
    except errors.OutcomeUnknownError:
        return "ask"
    except (errors.TooManyRequestsError, errors.ConnectError):
        return "later"
    return "sent"


def unreachable(ses: SESv2) -> set[str]:
    """The addresses that bounced: the shop asks these customers for another one."""
    return {entry.email_address for entry in ses.suppression.list_suppressed_destinations(reasons=["BOUNCE"])}
