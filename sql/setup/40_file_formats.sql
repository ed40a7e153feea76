-- How the transform writes the archive's files: gzip CSV, one header line, RFC 4180 quotes, an empty field for no value.
-- Reads:  schema reelhouse.raw
-- Writes: file format reelhouse.raw.archive_csv
-- Grain:  -
-- Re-run: safe; what is there stays as it is.

-- Snowflake takes a backslash outside of quotes for an escape unless it is told not to: the rows' text has backslashes of its own.
create file format if not exists reelhouse.raw.archive_csv
    type = csv
    compression = gzip
    field_delimiter = ','
    record_delimiter = '\n'
    skip_header = 1
    field_optionally_enclosed_by = '"'
    escape = none
    escape_unenclosed_field = none
    null_if = ()
    empty_field_as_null = true
    trim_space = false
    error_on_column_count_mismatch = true
    encoding = 'UTF8'
    comment = 'The transform''s output';
