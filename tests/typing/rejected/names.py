"""Names that do not exist. Every line that ends in "# wrong" is an error, and no other line."""

from sesv2kit import SESv2, errors
from sesv2kit import SESV2  # wrong
from sesv2kit import Tenant  # wrong
from sesv2kit.models.tenants import TenantsInfo  # wrong
from sesv2kit.models.tenants import ListTenantsResponse

client = SESv2()

client.tenant  # wrong
client.tenants.list_tenant()  # wrong
client.suppresion.list_suppressed_destinations()  # wrong
client.account.get_account().send_qouta  # wrong
for item in client.tenants.list_tenants():
    print(item.name)  # wrong
for page in client.tenants.list_tenants().pages():
    print(page.items)  # wrong
client.tenants.list_tenants().next_token  # wrong
errors.NotFound  # wrong
ListTenantsResponse().tenant  # wrong
