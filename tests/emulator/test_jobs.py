"""Import and export jobs: their progress on the virtual clock, what they read and what they write."""

import csv
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from sesv2kit.testing import Backend

from .conftest import SESSION
from .helpers import pages, refusal, simple, values_of

URL = "s3://box/people"
PUT_SUPPRESSED = {"SuppressionListDestination": {"SuppressionListImportAction": "PUT"}}
DELETE_SUPPRESSED = {"SuppressionListDestination": {"SuppressionListImportAction": "DELETE"}}
PUT_CONTACTS = {"ContactListDestination": {"ContactListName": "readers", "ContactListImportAction": "PUT"}}
DELETE_CONTACTS = {"ContactListDestination": {"ContactListName": "readers", "ContactListImportAction": "DELETE"}}
TODAY = datetime(2030, 5, 15, tzinfo=UTC)

Finish = Callable[[str], Any]


@pytest.fixture(autouse=True)
def _today(backend: Backend) -> None:
    backend.clock.advance(TODAY + timedelta(hours=13) - backend.clock.now())
    backend.enable_vdm()


def start_import(ses: Any, destination: Any = None, data_format: str = "CSV", url: str = URL) -> str:
    source = {"S3Url": url, "DataFormat": data_format}
    job: str = ses.create_import_job(ImportDestination=destination or PUT_SUPPRESSED, ImportDataSource=source)["JobId"]
    return job


def start_export(ses: Any, source: Any = None, data_format: str = "CSV") -> str:
    given = {"ExportDataSource": source or messages(), "ExportDestination": {"DataFormat": data_format}}
    job: str = ses.create_export_job(**given)["JobId"]
    return job


def messages(**members: Any) -> dict[str, Any]:
    dates = {"StartDate": TODAY, "EndDate": TODAY + timedelta(days=1)}
    return {"MessageInsightsDataSource": {**dates, **members}}


def metrics(**members: Any) -> dict[str, Any]:
    given = {
        "Namespace": "VDM",
        "Dimensions": {"ISP": ["Gmail"]},
        "Metrics": [{"Name": "SEND", "Aggregation": "VOLUME"}],
        "StartDate": TODAY - timedelta(days=7),
        "EndDate": TODAY + timedelta(days=1),
    }
    return {"MetricsDataSource": {**given, **members}}


@pytest.fixture
def imported(backend: Backend, ses: Any) -> Callable[..., Any]:
    """Runs an import of the given text and returns the ended job."""

    def run(text: str | bytes, destination: Any = None, data_format: str = "CSV") -> Any:
        backend.add_file(URL, text)
        job = start_import(ses, destination, data_format)
        backend.clock.advance(10)
        return ses.get_import_job(JobId=job)

    return run


@pytest.fixture
def exported(backend: Backend, ses: Any) -> Callable[..., list[dict[str, str]]]:
    """Runs an export and returns the rows of its file."""

    def run(source: Any) -> list[dict[str, str]]:
        job = start_export(ses, source)
        backend.clock.advance(10)
        content = backend.download(ses.get_export_job(JobId=job)["ExportDestination"]["S3Url"]).decode()
        return list(csv.DictReader(content.splitlines()))

    return run


def suppressed(ses: Any) -> dict[str, str]:
    found = ses.list_suppressed_destinations()["SuppressedDestinationSummaries"]
    return {entry["EmailAddress"]: entry["Reason"] for entry in found}


def failed_records(backend: Backend, job: Any) -> list[Any]:
    content = backend.download(job["FailureInfo"]["FailedRecordsS3Url"]).decode()
    return [json.loads(line) for line in content.splitlines()]


class TestImportedFiles:
    def test_fields_of_csv_may_have_line_ends_and_quotes(self, ses: Any, imported: Any) -> None:
        """As RFC 4180 has it."""
        ses.create_contact_list(ContactListName="readers")
        note = 'two\nlines, a "quote",\r\nand \u2028 one more'
        quoted = note.replace('"', '""')
        job = imported(f'emailAddress,attributesData\r\na@x.com,"{quoted}"\r\n\r\nb@x.com,\r\n', PUT_CONTACTS)
        assert (job["ProcessedRecordsCount"], job["FailedRecordsCount"]) == (2, 0)
        found = ses.get_contact(ContactListName="readers", EmailAddress="a@x.com")
        assert found["AttributesData"] == note

    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_texts_of_json_may_have_line_ends_of_unicode(self, ses: Any, imported: Any, end: str) -> None:
        ses.create_contact_list(ContactListName="readers")
        note = "a\u2028b\u2029c\x85d"
        lines = [json.dumps({"emailAddress": f"{n}@x.com", "attributesData": note}, ensure_ascii=False) for n in "ab"]
        job = imported(end.join([*lines, "", ""]), PUT_CONTACTS, "JSON")
        assert (job["ProcessedRecordsCount"], job["FailedRecordsCount"]) == (2, 0)
        assert ses.get_contact(ContactListName="readers", EmailAddress="b@x.com")["AttributesData"] == note

    def test_an_open_quote_is_no_csv(self, ses: Any, imported: Any) -> None:
        job = imported('a@x.com,BOUNCE\n"b@x.com,BOUNCE\nc@x.com,BOUNCE\n')
        assert job["JobStatus"] == "FAILED"
        assert suppressed(ses) == {}


class TestImportsInGeneral:
    def test_progress(self, backend: Backend, ses: Any) -> None:
        backend.add_file(URL, "a@x.com,BOUNCE\nb@x.com,COMPLAINT\n")
        job = start_import(ses)
        created = ses.get_import_job(JobId=job)
        assert (created["JobId"], created["JobStatus"]) == (job, "CREATED")
        assert created["ImportDestination"] == PUT_SUPPRESSED
        assert created["ImportDataSource"] == {"S3Url": URL, "DataFormat": "CSV"}
        assert (created["ProcessedRecordsCount"], created["FailedRecordsCount"]) == (0, 0)
        backend.clock.advance(9)
        assert ses.get_import_job(JobId=job)["JobStatus"] == "PROCESSING"
        assert suppressed(ses) == {}
        backend.clock.advance(3600)
        assert suppressed(ses) == {"a@x.com": "BOUNCE", "b@x.com": "COMPLAINT"}  # before any call about the job
        done = ses.get_import_job(JobId=job)
        assert done["JobStatus"] == "COMPLETED"
        assert (done["ProcessedRecordsCount"], done["FailedRecordsCount"]) == (2, 0)
        assert done["CompletedTimestamp"] - done["CreatedTimestamp"] == timedelta(seconds=10)
        assert not {"FailureInfo", "CompletedTimestamp"} & set(created)
        assert "FailureInfo" not in done

    def test_a_file_in_moto_s_s3(self, backend: Backend, ses: Any) -> None:
        s3 = SESSION.client("s3", region_name="us-east-1")
        s3.create_bucket(Bucket="mine")
        s3.put_object(Bucket="mine", Key="lists/bounced.csv", Body=b"a@x.com,BOUNCE\n")
        start_import(ses, url="s3://mine/lists/bounced.csv")
        backend.clock.advance(10)
        assert suppressed(ses) == {"a@x.com": "BOUNCE"}

    @pytest.mark.parametrize("url", ["s3://nowhere/x", "s3://mine/x"])
    def test_a_file_that_is_not_there(self, backend: Backend, ses: Any, url: str) -> None:
        SESSION.client("s3", region_name="us-east-1").create_bucket(Bucket="mine")
        job = start_import(ses, url=url)
        backend.clock.advance(10)
        found = ses.get_import_job(JobId=job)
        assert found["JobStatus"] == "FAILED"
        assert found["FailureInfo"] == {"ErrorMessage": f"The file {url} cannot be read."}
        assert "CompletedTimestamp" in found

    def test_a_file_that_is_no_text(self, imported: Any) -> None:
        assert imported(b"\xff\xfe")["FailureInfo"] == {"ErrorMessage": "The file is not in UTF-8."}

    def test_too_many_records(self, imported: Any) -> None:
        assert (
            "more than the maximum of 100000" in imported("a@x.com,BOUNCE\n" * 100_001)["FailureInfo"]["ErrorMessage"]
        )

    def test_an_unknown_job(self, ses: Any) -> None:
        assert refusal(ses.get_import_job, JobId="j") == (404, "NotFoundException", "Job j does not exist.")

    @pytest.mark.parametrize(
        ("members", "words"),
        [
            ({"ImportDestination": {}}, "exactly one of"),
            ({"ImportDestination": {**PUT_SUPPRESSED, **PUT_CONTACTS}}, "exactly one of"),
            ({"ImportDestination": PUT_CONTACTS}, "List with name: readers doesn't exist."),
            ({"ImportDestination": {"SuppressionListDestination": {}}}, "suppressionListImportAction' failed"),
            ({"ImportDataSource": {"S3Url": "https://x/y", "DataFormat": "CSV"}}, "'importDataSource.s3Url' failed"),
            ({"ImportDataSource": {"S3Url": URL, "DataFormat": "XML"}}, "'importDataSource.dataFormat' failed"),
            ({"ImportDataSource": None}, "'importDataSource' failed"),
        ],
    )
    def test_invalid_requests(self, ses: Any, members: Any, words: str) -> None:
        good = {"ImportDestination": PUT_SUPPRESSED, "ImportDataSource": {"S3Url": URL, "DataFormat": "CSV"}}
        status, code, message = refusal(ses.create_import_job, **{**good, **members})
        assert (status, code) == (400, "BadRequestException")
        assert words in message
        assert ses.list_import_jobs()["ImportJobs"] == []

    def test_the_sandbox_has_no_imports_to_the_suppression_list(self, backend: Backend, ses: Any) -> None:
        backend.account.production_access = False
        assert refusal(start_import, ses)[:2] == (400, "BadRequestException")
        ses.create_contact_list(ContactListName="readers")
        start_import(ses, PUT_CONTACTS)

    def test_twenty_jobs_at_a_time(self, backend: Backend, ses: Any) -> None:
        for _ in range(20):
            start_import(ses)
        assert refusal(start_import, ses)[:2] == (400, "LimitExceededException")
        backend.clock.advance(10)
        start_import(ses)

    def test_listing(self, backend: Backend, ses: Any) -> None:
        ses.create_contact_list(ContactListName="readers")
        jobs = [start_import(ses, destination) for destination in (PUT_SUPPRESSED, PUT_CONTACTS, DELETE_SUPPRESSED)]

        def listed(**members: Any) -> list[str]:
            found = (page["ImportJobs"] for page in pages(ses.list_import_jobs, PageSize=1, **members))
            return [job["JobId"] for page in found for job in page]

        assert listed() == jobs
        assert listed(ImportDestinationType="CONTACT_LIST") == jobs[1:2]
        assert listed(ImportDestinationType="SUPPRESSION_LIST") == [jobs[0], jobs[2]]
        assert set(ses.list_import_jobs()["ImportJobs"][0]) == {
            "JobId",
            "ImportDestination",
            "JobStatus",
            "CreatedTimestamp",
            "ProcessedRecordsCount",
            "FailedRecordsCount",
        }
        for members in ({"ImportDestinationType": "X"}, {"PageSize": 101}, {"PageSize": 0}, {"NextToken": "x"}):
            assert refusal(ses.list_import_jobs, **members)[:2] == (400, "BadRequestException")


class TestImportsOfSuppressedAddresses:
    def test_records_of_either_form(self, ses: Any, imported: Any) -> None:
        imported('{"emailAddress": "a@x.com", "reason": "COMPLAINT"}\n\n', data_format="JSON")
        imported("\ufeffb@x.com,BOUNCE\r\na@x.com, BOUNCE\n")
        assert suppressed(ses) == {"a@x.com": "BOUNCE", "b@x.com": "BOUNCE"}

    @pytest.mark.usefixtures("mocked_requests")
    def test_bad_records_are_left_out_and_told(self, backend: Backend, ses: Any, imported: Any) -> None:
        job = imported("a@x.com,BOUNCE\nb@x.com,ANGER\nnobody,BOUNCE\nc@x.com\n")
        assert (job["JobStatus"], job["ProcessedRecordsCount"], job["FailedRecordsCount"]) == ("COMPLETED", 4, 3)
        assert suppressed(ses) == {"a@x.com": "BOUNCE"}
        failed = failed_records(backend, job)
        assert [each["Record"] for each in failed] == [["b@x.com", "ANGER"], ["nobody", "BOUNCE"], ["c@x.com"]]
        assert failed[0]["Reason"] == f"Reason ANGER is invalid, must be one of {values_of('SuppressionListReason')}."
        assert "'reason' failed" in failed[2]["Reason"]
        assert requests.get(job["FailureInfo"]["FailedRecordsS3Url"], timeout=5).text.count("\n") == 3

    @pytest.mark.parametrize(
        ("line", "words"),
        [
            ("{", "not valid JSON"),
            ("[]", "not a JSON object"),
            ("[" * 100_000, "not valid JSON"),
            ('{"emailAddress": 7, "reason": "BOUNCE"}', "NUMBER_VALUE can not be converted to a String"),
            ("{}", "2 validation errors detected"),
        ],
    )
    def test_bad_lines_of_json(self, backend: Backend, ses: Any, imported: Any, line: str, words: str) -> None:
        job = imported(line + '\n{"emailAddress": "a@x.com", "reason": "BOUNCE"}', data_format="JSON")
        assert (job["ProcessedRecordsCount"], job["FailedRecordsCount"]) == (2, 1)
        assert words in failed_records(backend, job)[0]["Reason"]
        assert suppressed(ses) == {"a@x.com": "BOUNCE"}

    def test_the_account_s_list_only(self, ses: Any, imported: Any) -> None:
        ses.create_tenant(TenantName="acme")
        imported('{"emailAddress": "a@x.com", "reason": "BOUNCE", "tenantName": "acme"}', data_format="JSON")
        assert suppressed(ses) == {"a@x.com": "BOUNCE"}
        assert ses.list_suppressed_destinations(TenantName="acme")["SuppressedDestinationSummaries"] == []

    @pytest.mark.parametrize(
        ("text", "data_format"),
        [
            ("a/b@x.com\nghost@x.com\n", "CSV"),
            ('{"emailAddress": "a/b@x.com"}\n{"emailAddress": "ghost@x.com"}', "JSON"),
        ],
    )
    def test_deleting(self, backend: Backend, ses: Any, imported: Any, text: str, data_format: str) -> None:
        backend.suppress(["a/b@x.com", "c@x.com"])
        job = imported(text, DELETE_SUPPRESSED, data_format)
        assert suppressed(ses) == {"c@x.com": "BOUNCE"}
        assert "does not exist" in failed_records(backend, job)[0]["Reason"]


class TestImportsOfContacts:
    @pytest.fixture(autouse=True)
    def _list(self, ses: Any) -> None:
        names = {"TopicName": "news", "DisplayName": "News"}
        ses.create_contact_list(ContactListName="readers", Topics=[{**names, "DefaultSubscriptionStatus": "OPT_OUT"}])

    @pytest.mark.parametrize(
        ("text", "data_format"),
        [
            (
                "emailAddress,unsubscribeAll,attributesData,topicPreferences.news\n"
                'ann@x.com,true,{"name": "Ann"},OPT_IN\n'
                "bob@x.com,,,\n",
                "CSV",
            ),
            (
                '{"emailAddress": "ann@x.com", "unsubscribeAll": true, "attributesData": "{\\"name\\": \\"Ann\\"}",'
                ' "topicPreferences": [{"topicName": "news", "subscriptionStatus": "OPT_IN"}]}\n'
                '{"emailAddress": "bob@x.com"}\n',
                "JSON",
            ),
        ],
        ids=["CSV", "JSON"],
    )
    def test_records_of_either_form(self, ses: Any, imported: Any, text: str, data_format: str) -> None:
        ses.create_contact(ContactListName="readers", EmailAddress="bob@x.com", AttributesData="{}")
        job = imported(text, PUT_CONTACTS, data_format)
        assert (job["ProcessedRecordsCount"], job["FailedRecordsCount"]) == (2, 0)
        ann, bob = (
            ses.get_contact(ContactListName="readers", EmailAddress=name) for name in ("ann@x.com", "bob@x.com")
        )
        assert (ann["UnsubscribeAll"], ann["AttributesData"]) == (True, '{"name": "Ann"}')
        assert ann["TopicPreferences"] == [{"TopicName": "news", "SubscriptionStatus": "OPT_IN"}]
        assert (bob["UnsubscribeAll"], bob["TopicPreferences"]) == (False, [])
        assert "AttributesData" not in bob  # the file replaces existing values

    def test_bad_records_change_nothing(self, backend: Backend, ses: Any, imported: Any) -> None:
        ses.create_contact(ContactListName="readers", EmailAddress="ann@x.com", AttributesData="{}")
        header = "emailAddress,unsubscribeAll,topicPreferences.cars"
        job = imported(f"{header}\nann@x.com,,OPT_IN\nbob@x.com,perhaps,\n,true,\n", PUT_CONTACTS)
        reasons = [each["Reason"] for each in failed_records(backend, job)]
        assert reasons[0] == "List: readers doesn't contain Topic: cars"
        assert reasons[1] == "STRING_VALUE can not be converted to a Boolean"
        assert "'emailAddress' failed" in reasons[2]
        found = ses.list_contacts(ContactListName="readers")["Contacts"]
        assert [contact["EmailAddress"] for contact in found] == ["ann@x.com"]
        assert ses.get_contact(ContactListName="readers", EmailAddress="ann@x.com")["AttributesData"] == "{}"

    def test_deleting(self, backend: Backend, ses: Any, imported: Any) -> None:
        ses.create_contact(ContactListName="readers", EmailAddress="ann@x.com")
        job = imported("emailAddress\nann@x.com\nghost@x.com\n", DELETE_CONTACTS)
        assert ses.list_contacts(ContactListName="readers")["Contacts"] == []
        assert failed_records(backend, job)[0]["Reason"] == "ghost@x.com doesn't exist in List."

    def test_a_file_without_column_names(self, imported: Any) -> None:
        job = imported("ann@x.com,true\n", PUT_CONTACTS)
        assert job["JobStatus"] == "FAILED"
        assert "emailAddress among them" in job["FailureInfo"]["ErrorMessage"]

    def test_a_list_that_is_gone_by_then(self, backend: Backend, ses: Any) -> None:
        backend.add_file(URL, "emailAddress\nann@x.com\n")
        job = start_import(ses, PUT_CONTACTS)
        ses.delete_contact_list(ContactListName="readers")
        backend.clock.advance(10)
        assert "doesn't exist" in ses.get_import_job(JobId=job)["FailureInfo"]["ErrorMessage"]


class TestExportsInGeneral:
    def test_progress(self, backend: Backend, ses: Any) -> None:
        source = messages(MaxResults=7)
        job = start_export(ses, source, "JSON")
        created = ses.get_export_job(JobId=job)
        assert (created["JobId"], created["JobStatus"]) == (job, "CREATED")
        assert created["ExportSourceType"] == "MESSAGE_INSIGHTS"
        assert (created["ExportDataSource"], created["ExportDestination"]) == (source, {"DataFormat": "JSON"})
        backend.clock.advance(1)
        assert ses.get_export_job(JobId=job)["JobStatus"] == "PROCESSING"
        backend.clock.advance(9)
        done = ses.get_export_job(JobId=job)
        assert done["JobStatus"] == "COMPLETED"
        assert done["CompletedTimestamp"] - done["CreatedTimestamp"] == timedelta(seconds=10)
        assert done["Statistics"] == {"ProcessedRecordsCount": 0, "ExportedRecordsCount": 0}
        assert json.loads(backend.download(done["ExportDestination"]["S3Url"])) == []
        assert not {"CompletedTimestamp", "Statistics", "FailureInfo"} & set(created)

    @pytest.mark.usefixtures("mocked_requests")
    def test_the_link(self, backend: Backend, ses: Any, sender: str) -> None:
        ses.send_email(FromEmailAddress=sender, Destination={"ToAddresses": ["a@x.com"]}, Content=simple())
        job = start_export(ses)
        backend.clock.advance(10)
        first, again = (ses.get_export_job(JobId=job)["ExportDestination"]["S3Url"] for _ in range(2))
        backend.clock.advance(1)
        later = ses.get_export_job(JobId=job)["ExportDestination"]["S3Url"]
        assert re.match(r"https://[\w-]+\.s3\.us-east-1\.amazonaws\.com/[\w-]+\?X-Amz-.*X-Amz-Expires=300", first)
        assert first == again != later
        assert backend.download(first) == backend.download(later)
        assert requests.get(first, timeout=5).content == backend.download(first)
        assert SESSION.client("s3", region_name="us-east-1").list_buckets()["Buckets"] == []  # it is SES's own

    def test_it_needs_the_virtual_deliverability_manager(self, ses: Any) -> None:
        ses.put_account_vdm_attributes(VdmAttributes={"VdmEnabled": "DISABLED"})
        assert refusal(start_export, ses)[:2] == (404, "NotFoundException")

    def test_cancelling(self, backend: Backend, ses: Any) -> None:
        job = start_export(ses)
        backend.clock.advance(2)
        ses.cancel_export_job(JobId=job)
        backend.clock.advance(20)
        ses.cancel_export_job(JobId=job)
        found = ses.get_export_job(JobId=job)
        assert found["JobStatus"] == "CANCELLED"
        assert found["CompletedTimestamp"] - found["CreatedTimestamp"] == timedelta(seconds=2)
        assert "S3Url" not in found["ExportDestination"]

    def test_what_has_ended_cannot_be_cancelled(self, backend: Backend, ses: Any) -> None:
        job = start_export(ses)
        backend.clock.advance(10)
        text = f"Job {job} cannot be cancelled: its status is COMPLETED."
        assert refusal(ses.cancel_export_job, JobId=job) == (400, "BadRequestException", text)

    @pytest.mark.parametrize("operation", ["get_export_job", "cancel_export_job"])
    def test_an_unknown_job(self, ses: Any, operation: str) -> None:
        imported = start_import(ses)
        assert refusal(getattr(ses, operation), JobId=imported)[:2] == (404, "NotFoundException")

    @pytest.mark.parametrize(
        ("members", "words"),
        [
            ({"ExportDataSource": {}}, "exactly one of"),
            ({"ExportDataSource": {**messages(), **metrics()}}, "exactly one of"),
            ({"ExportDestination": {"DataFormat": "CSV", "S3Url": URL}}, "must not have an S3Url"),
            ({"ExportDestination": {"DataFormat": "XML"}}, "'exportDestination.dataFormat' failed"),
            ({"ExportDestination": None}, "'exportDestination' failed"),
            ({"ExportDataSource": messages(EndDate=TODAY - timedelta(days=1))}, "must not be after"),
            ({"ExportDataSource": messages(MaxResults=10_001)}, "less than or equal to 10000"),
            ({"ExportDataSource": messages(Include={"Subject": ["a", "b"]})}, "include.subject' failed"),
            ({"ExportDataSource": messages(Exclude={"LastDeliveryEvent": ["JOY"]})}, "enum value set"),
            ({"ExportDataSource": metrics(EndDate=TODAY - timedelta(days=7))}, "must be before"),
            ({"ExportDataSource": metrics(EndDate=TODAY + timedelta(hours=1))}, "midnight UTC"),
            ({"ExportDataSource": metrics(Metrics=[{"Aggregation": "RATE"}])}, "must have a name"),
            ({"ExportDataSource": metrics(Metrics=[])}, "metrics' failed"),
            ({"ExportDataSource": metrics(Dimensions={})}, "dimensions' failed"),
            ({"ExportDataSource": metrics(Dimensions={"PLACE": ["x"]})}, "Map keys"),
        ],
    )
    def test_invalid_requests(self, ses: Any, members: Any, words: str) -> None:
        good = {"ExportDataSource": messages(), "ExportDestination": {"DataFormat": "CSV"}}
        status, code, message = refusal(ses.create_export_job, **{**good, **members})
        assert (status, code) == (400, "BadRequestException")
        assert words in message
        assert ses.list_export_jobs()["ExportJobs"] == []

    def test_twenty_jobs_at_a_time(self, ses: Any) -> None:
        first = start_export(ses)
        for _ in range(19):
            start_export(ses)
        assert refusal(start_export, ses)[:2] == (400, "LimitExceededException")
        ses.cancel_export_job(JobId=first)
        start_export(ses)

    def test_listing(self, backend: Backend, ses: Any) -> None:
        jobs = [start_export(ses, source) for source in (messages(), metrics(), messages())]
        ses.cancel_export_job(JobId=jobs[0])

        def listed(**members: Any) -> list[str]:
            found = (page["ExportJobs"] for page in pages(ses.list_export_jobs, PageSize=1, **members))
            return [job["JobId"] for page in found for job in page]

        assert listed() == jobs
        assert listed(ExportSourceType="METRICS_DATA") == jobs[1:2]
        assert listed(JobStatus="CANCELLED") == jobs[:1]
        assert listed(ExportSourceType="MESSAGE_INSIGHTS", JobStatus="CREATED") == jobs[2:]
        backend.clock.advance(10)
        assert listed(JobStatus="COMPLETED") == jobs[1:]
        assert set(ses.list_export_jobs()["ExportJobs"][1]) == {
            "JobId",
            "ExportSourceType",
            "JobStatus",
            "CreatedTimestamp",
            "CompletedTimestamp",
        }
        for members in ({"JobStatus": "X"}, {"ExportSourceType": "X"}, {"PageSize": 101}, {"NextToken": "x"}):
            assert refusal(ses.list_export_jobs, **members)[:2] == (400, "BadRequestException")


class TestExportsOfMetrics:
    def test_rows(self, backend: Backend, exported: Any) -> None:
        for isp, sent, opened in (("Gmail", 8, 2), ("Yahoo", 5, 0), ("Hotmail", 9, 9)):
            dimensions = {"ISP": isp, "EMAIL_IDENTITY": "x.com"}
            backend.add_metric("SEND", sent, dimensions=dimensions, day=TODAY - timedelta(days=1))
            backend.add_metric("OPEN", opened, dimensions=dimensions, day=TODAY - timedelta(days=1))
        backend.add_metric("OPEN", 1, dimensions={"ISP": "Gmail", "EMAIL_IDENTITY": "x.com"})
        backend.add_metric("SEND", 1, dimensions={"ISP": "Gmail", "EMAIL_IDENTITY": "y.com"})
        backend.add_metric("SEND", 1, dimensions={"ISP": "Gmail"}, day=TODAY + timedelta(days=1))
        source = metrics(
            Dimensions={"ISP": ["Gmail", "Yahoo"], "EMAIL_IDENTITY": ["x.com"]},
            Metrics=[
                {"Name": "SEND", "Aggregation": "VOLUME"},
                {"Name": "OPEN", "Aggregation": "RATE"},
                {"Name": "OPEN"},
            ],
        )
        assert [list(row.values()) for row in exported(source)] == [
            ["2030-05-14", "Gmail", "x.com", "8", "0.25", "2"],
            ["2030-05-15", "Gmail", "x.com", "0", "0", "1"],
            ["2030-05-14", "Yahoo", "x.com", "5", "0.0", "0"],
        ]
        names = ["Date", "ISP", "EMAIL_IDENTITY", "SEND VOLUME", "OPEN RATE", "OPEN VOLUME"]
        assert list(exported(source)[0]) == names

    def test_no_rows(self, exported: Any) -> None:
        assert exported(metrics()) == []


class TestExportsOfMessages:
    @pytest.fixture(autouse=True)
    def _mail(self, backend: Backend, ses: Any, sender: str) -> None:
        backend.suppress("gone@x.com")
        for number, (address, subject) in enumerate(
            [("a@gmail.com", "Hello *"), ("b@yahoo.com", "Hello you"), ("gone@x.com", "Bye")]
        ):
            ses.send_email(
                FromEmailAddress=sender, Destination={"ToAddresses": [address]}, Content=simple(subject), EmailTags=[]
            )
            if number == 0:
                backend.add_event(backend.outbox[0].message_id, "OPEN")
                backend.add_event(backend.outbox[0].message_id, "CLICK", link="https://example.com/")
                backend.add_event(backend.outbox[0].message_id, "COMPLAINT")

    def test_a_row(self, backend: Backend, exported: Any) -> None:
        mail = backend.outbox[0]
        assert exported(messages())[0] == {
            "MessageId": mail.message_id,
            "Timestamp": mail.timestamp.isoformat(),
            "FromEmailAddress": "ann@example.com",
            "Destination": "a@gmail.com",
            "Subject": "Hello *",
            "Isp": "Gmail",
            "TenantName": "",
            "LastDeliveryEvent": "COMPLAINT",
            "LastEngagementEvent": "CLICK",
        }

    @pytest.mark.parametrize(
        ("members", "expected"),
        [
            ({}, "a b gone"),
            ({"MaxResults": 2}, "a b"),
            ({"EndDate": TODAY + timedelta(hours=1)}, ""),
            ({"Include": {"Isp": ["Gmail", "Yahoo"]}}, "a b"),
            ({"Exclude": {"Isp": ["Gmail", "Yahoo"]}}, "gone"),
            ({"Include": {"Subject": ["Hello*"]}}, "a b"),
            ({"Include": {"Subject": [r"Hello \*"]}}, "a"),
            ({"Include": {"Subject": ["hello*"]}}, ""),
            ({"Include": {"Subject": ["Hell"]}}, ""),
            ({"Include": {"Destination": ["*@gmail.com", "gone@x.com"]}}, "a gone"),
            ({"Include": {"FromEmailAddress": ["*example*"]}}, "a b gone"),
            ({"Include": {"LastDeliveryEvent": ["DELIVERY"]}}, "b"),
            ({"Include": {"LastDeliveryEvent": ["PERMANENT_BOUNCE", "COMPLAINT"]}}, "a gone"),
            ({"Include": {"LastEngagementEvent": ["OPEN"]}}, ""),
            ({"Include": {"LastEngagementEvent": ["CLICK"], "Isp": ["Gmail"]}}, "a"),
            ({"Include": {"TenantName": ["acme"]}}, ""),
            ({"Include": {"Subject": ["*"]}, "Exclude": {"Subject": ["*you"], "Isp": ["Yahoo"]}}, "a gone"),
        ],
    )
    def test_filters(self, exported: Any, members: Any, expected: str) -> None:
        found = [row["Destination"].partition("@")[0] for row in exported(messages(**members))]
        assert found == expected.split()

    def test_statistics(self, backend: Backend, ses: Any) -> None:
        job = start_export(ses, messages(Include={"Isp": ["Gmail"]}), "JSON")
        backend.clock.advance(10)
        found = ses.get_export_job(JobId=job)
        assert found["Statistics"] == {"ProcessedRecordsCount": 3, "ExportedRecordsCount": 1}
        (row,) = json.loads(backend.download(found["ExportDestination"]["S3Url"]))
        assert (row["Destination"], row["TenantName"]) == ("a@gmail.com", None)
