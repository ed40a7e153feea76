"""The local Glue through boto3 as it is: the endpoint is the environment's. Runs do what `--end` says. Fails with the first thing that is not as on AWS."""

import time

import boto3

glue = boto3.client("glue")


def refused(code, call, **given):
    try:
        call(**given)
    except glue.exceptions.ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return
    raise AssertionError(f"{call} was not refused with {code}")


def ended(run_id):
    while True:
        run = glue.get_job_run(JobName="job", RunId=run_id)["JobRun"]
        if run["JobRunState"] in ("SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT"):
            return run
        time.sleep(0.05)


refused("EntityNotFoundException", glue.start_job_run, JobName="job")
refused("EntityNotFoundException", glue.get_job_runs, JobName="job")
refused("EntityNotFoundException", glue.get_job_run, JobName="job", RunId="jr_1")
glue.create_job(
    Name="job",
    Role="role",
    Command={"Name": "glueetl", "ScriptLocation": "s3://a/b.py"},
    ExecutionProperty={"MaxConcurrentRuns": 1},
    GlueVersion="5.1",
    WorkerType="G.1X",
    NumberOfWorkers=2,
)
refused("AlreadyExistsException", glue.create_job, Name="job", Role="role", Command={"Name": "glueetl"})

well = ended(glue.start_job_run(JobName="job", Arguments={"--end": "well"}, Timeout=5)["JobRunId"])
assert well["JobRunState"] == "SUCCEEDED" and well["Timeout"] == 5 and well["Arguments"] == {"--end": "well"}, well
assert (well["WorkerType"], well["NumberOfWorkers"], well["GlueVersion"]) == ("G.1X", 2, "5.1"), well
assert well["StartedOn"] <= well["LastModifiedOn"] == well["CompletedOn"] and well["ExecutionTime"] == 0, well
assert "ErrorMessage" not in well, well
badly = ended(glue.start_job_run(JobName="job", Arguments={"--end": "badly"})["JobRunId"])
assert badly["JobRunState"] == "FAILED" and "no such rule" in badly["ErrorMessage"], badly

never = glue.start_job_run(JobName="job", Arguments={"--end": "never"})["JobRunId"]
refused("ConcurrentRunsExceededException", glue.start_job_run, JobName="job")
assert glue.get_job_run(JobName="job", RunId=never)["JobRun"]["JobRunState"] in ("STARTING", "RUNNING")
stopped = glue.batch_stop_job_run(JobName="job", JobRunIds=[never, "jr_1"])
assert stopped["SuccessfulSubmissions"] == [{"JobName": "job", "JobRunId": never}], stopped
assert [each["ErrorDetail"]["ErrorCode"] for each in stopped["Errors"]] == ["EntityNotFoundException"], stopped
assert ended(never)["JobRunState"] == "STOPPED"

pages = glue.get_paginator("get_job_runs").paginate(JobName="job", PaginationConfig={"PageSize": 2})
ids = [[run["Id"] for run in page["JobRuns"]] for page in pages]
assert ids == [[never, badly["Id"]], [well["Id"]]], ids
