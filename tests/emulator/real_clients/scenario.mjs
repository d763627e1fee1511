// scenario.py's story for the JavaScript SDK: the same calls, and the same result in JSON.
import * as ses from "@aws-sdk/client-sesv2";

const client = new ses.SESv2Client();
const call = (operation, members = {}) => client.send(new ses[`${operation}Command`](members));

async function walk(operation, member, members = {}) {
  const items = [];
  for await (const page of ses[`paginate${operation}`]({ client, pageSize: 2 }, members)) items.push(...page[member]);
  return items;
}

async function refusal(operation, members) {
  try {
    await call(operation, members);
  } catch (error) {
    return error instanceof ses[error.name] ? error.name : `${error}`;
  }
  return "none";
}

const result = { verified: [] };
result.verified.push((await call("CreateEmailIdentity", { EmailIdentity: "example.com" })).VerifiedForSendingStatus);
const { AWS_ENDPOINT_URL_SESV2: endpoint, AWS_ACCESS_KEY_ID: account, AWS_REGION: region } = process.env;
const url = `${endpoint}/_identities?account=${account}&region=${region}`;
const answer = await fetch(url, { method: "POST", body: JSON.stringify({ name: "example.com" }) });
if (!answer.ok) throw new Error(await answer.text());
result.verified.push((await call("GetEmailIdentity", { EmailIdentity: "example.com" })).VerifiedForSendingStatus);
await call("CreateEmailIdentity", { EmailIdentity: "example.net" });
await call("CreateConfigurationSet", { ConfigurationSetName: "main", SendingOptions: { SendingEnabled: true } });
await call("CreateConfigurationSet", { ConfigurationSetName: "spare" });
const content = { Subject: "Hello {{name}}", Text: "Dear {{name}}: {{news}}" };
await call("CreateEmailTemplate", { TemplateName: "welcome", TemplateContent: content });
const tenants = [];
for (let number = 0; number < 5; number++) tenants.push(await call("CreateTenant", { TenantName: `tenant-${number}` }));
const prefix = tenants[0].TenantArn.split("tenant/")[0];
const arns = ["identity/example.com", "configuration-set/main", "template/welcome"].map((each) => prefix + each);
for (const arn of arns)
  await call("CreateTenantResourceAssociation", { TenantName: "tenant-0", ResourceArn: arn });

const sender = { FromEmailAddress: "ann@example.com", ConfigurationSetName: "main", TenantName: "tenant-0" };
const Template = { TemplateName: "welcome", TemplateData: JSON.stringify({ name: "Bob", news: "Grüße" }) };
await call("SendEmail", { ...sender, Destination: { ToAddresses: ["bob@example.org"] }, Content: { Template } });
const BulkEmailEntries = ["Carol", "Dave"].map((name) => ({
  Destination: { ToAddresses: [`${name.toLowerCase()}@example.org`] },
  ReplacementEmailContent: { ReplacementTemplate: { ReplacementTemplateData: JSON.stringify({ name }) } },
}));
const sent = await call("SendBulkEmail", { ...sender, DefaultContent: { Template }, BulkEmailEntries });
result.bulk = sent.BulkEmailEntryResults.map((entry) => entry.Status);

const sets = () => walk("ListConfigurationSets", "ConfigurationSets");
const identities = async () => (await walk("ListEmailIdentities", "EmailIdentities")).map((each) => each.IdentityName);
const templates = async () => (await walk("ListEmailTemplates", "TemplatesMetadata")).map((each) => each.TemplateName);
result.tenants = (await walk("ListTenants", "Tenants")).map((tenant) => tenant.TenantName);
result.sets = await sets();
result.identities = await identities();
result.templates = await templates();
const associations = await walk("ListTenantResources", "TenantResources", { TenantName: "tenant-0" });
result.associations = associations.map((each) => each.ResourceType);
result.errors = [
  await refusal("GetTenant", { TenantName: "ghost" }),
  await refusal("CreateTenant", { TenantName: "tenant-0" }),
  await refusal("DeleteConfigurationSet", { ConfigurationSetName: "main" }),
  await refusal("CreateConfigurationSet", { ConfigurationSetName: "no name" }),
];

await call("DeleteTenantResourceAssociation", { TenantName: "tenant-0", ResourceArn: arns[0] });
for (const tenant of tenants) await call("DeleteTenant", { TenantName: tenant.TenantName });
await call("DeleteConfigurationSet", { ConfigurationSetName: "main" });
await call("DeleteEmailTemplate", { TemplateName: "welcome" });
await call("DeleteEmailIdentity", { EmailIdentity: "example.com" });
result.left = [await walk("ListTenants", "Tenants"), await sets(), await identities(), await templates()];
process.stdout.write(JSON.stringify(result));
