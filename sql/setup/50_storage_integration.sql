-- How Snowflake gets at the archive bucket: through a role of the AWS account, without a key.
-- Needs the session variables archive_url ('s3://<bucket>/') and integration_role_arn; `reelhouse sql deploy` sets them.
-- A property takes no variable, so the statements that need one are put together and executed; a session variable
-- holds at most 256 bytes (docs.snowflake.com/en/sql-reference/session-variables), hence one property at a time.
-- Reads:  session variables
-- Writes: storage integration reelhouse_archive
-- Grain:  -
-- Re-run: safe; the external id, which the role trusts, stays.

create storage integration if not exists reelhouse_archive
    type = external_stage
    storage_provider = 'S3'
    enabled = false
    storage_aws_role_arn = 'arn:aws:iam::000000000000:role/set-below'
    storage_allowed_locations = ('s3://set-below/');

set change_role = 'alter storage integration reelhouse_archive set storage_aws_role_arn = ''' || $integration_role_arn || '''';
execute immediate $change_role;

set change_location = 'alter storage integration reelhouse_archive set storage_allowed_locations = (''' || $archive_url || ''')';
execute immediate $change_location;

alter storage integration reelhouse_archive set enabled = true;
