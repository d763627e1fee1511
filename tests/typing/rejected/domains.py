"""Domains, and waiting for what SES does in the background."""

from sesv2kit import SESv2

client = SESv2()

client.jobs.wait_until_complete(timeout=60)  # wrong
client.jobs.wait_until_complete(export_job_id="1", import_job_id="1", timeout=60)  # wrong
client.jobs.wait_until_complete(import_job_id="1")  # wrong
client.identities.wait_until_verified(email_identity="shop.example")  # wrong
client.identities.ensure(email_identity="shop.example", behavior_on_mx_failure="REJECT")  # wrong
client.identities.check_dns(email_identity="shop.example", resolver="127.0.0.1")  # wrong
client.identities.dns_records(email_identity="shop.example").to_route53(action="REPLACE")  # wrong
