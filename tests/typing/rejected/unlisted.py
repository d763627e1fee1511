"""Arguments that a call by name does not accept. Every line that ends in "# wrong" is an error, and no other line."""

from sesv2kit import Repeat, SESv2
from sesv2kit.models.tenants import GET_TENANT, LIST_TENANTS, GetTenantResponse

client = SESv2()

client.call("NewOperation", {}, service="s3")  # wrong
client.call("NewOperation", {}, repeat="safe")  # wrong
client.call("NewOperation", ["Member"])  # wrong
client.call(GET_TENANT, {}, repeat=Repeat.SAFE)  # wrong
client.call("NewOperation")["Member"] = 1  # wrong
client.paginate("ListNewThings")  # wrong
client.paginate(LIST_TENANTS, items="Tenants")  # wrong
found: GetTenantResponse = client.call("GetTenant")  # wrong
