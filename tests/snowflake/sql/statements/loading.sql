create stage st

create or replace temporary stage db.s.st url = 's3://bucket/path/' storage_integration = si file_format = (type = csv skip_header = 1 field_optionally_enclosed_by = '"') directory = (enable = true auto_refresh = false) comment = 'landing'

create stage if not exists st url = 's3://b/p' credentials = (aws_key_id = 'a' aws_secret_key = 'b') encryption = (type = 'AWS_SSE_S3')

create stage st file_format = my_format copy_options = (on_error = skip_file_3)

create stage st file_format = (format_name = 'db.s.ff')

create stage st2 clone st

create file format ff type = csv

create or replace file format ff type = 'CSV' field_delimiter = ',' record_delimiter = '\n' skip_header = 1 null_if = ('NULL', 'null', '') empty_field_as_null = true compression = gzip field_optionally_enclosed_by = '0x22' escape_unenclosed_field = none date_format = 'YYYY-MM-DD' error_on_column_count_mismatch = false, trim_space = true, encoding = utf8

create or replace file format js type = json strip_outer_array = true

create temp file format if not exists pq type = parquet use_vectorized_scanner = true comment = 'x'

create storage integration si type = external_stage storage_provider = 's3' enabled = true storage_aws_role_arn = 'arn:aws:iam::1:role/r' storage_allowed_locations = ('s3://a/', 's3://b/') storage_blocked_locations = ('s3://c/')

create or replace notification integration ni enabled = true direction = outbound type = queue notification_provider = aws_sns aws_sns_topic_arn = 'arn' aws_sns_role_arn = 'arn2'

create api integration if not exists ai api_provider = aws_api_gateway api_aws_role_arn = 'x' api_allowed_prefixes = ('https://x') enabled = true

create integration i type = external_stage enabled = false

create or replace pipe p auto_ingest = true as copy into raw.orders from @st/orders file_format = (type = json)

create pipe if not exists db.s.p auto_ingest = true integration = 'NI' error_integration = ei comment = 'c' as copy into t (a, b, c) from (select $1, $2, metadata$filename from @db.s.st/x t) file_format = (format_name = ff) pattern = '.*[.]csv[.]gz' on_error = continue

create pipe p as copy into t from @st match_by_column_name = case_insensitive

alter pipe p refresh

alter pipe p refresh prefix = 'movies/drop1/' modified_after = '2026-01-01T00:00:00-00:00'

alter pipe if exists p set pipe_execution_paused = true

alter pipe p set comment = 'x' pipe_execution_paused = false

alter pipe p unset comment

alter pipe p set tag a = 'b'

alter stage st set url = 's3://x' file_format = (type = json)

alter stage st refresh subpath = 'a/b'

alter stage st rename to st2

alter file format ff set skip_header = 2 comment = 'y'

alter file format ff rename to ff2

alter storage integration si set enabled = false storage_allowed_locations = ('*')

alter integration si unset comment

copy into t from @st

copy into db.s.t (a, b) from @st/path/ files = ('a.csv', 'b.csv') file_format = (type = csv skip_header = 1) on_error = skip_file_10% purge = true force = false

copy into t from @~/x pattern = '.*\\.csv' on_error = 'abort_statement' validation_mode = return_errors

copy into t from @%t file_format = (format_name = 'ff') match_by_column_name = 'CASE_SENSITIVE' truncatecolumns = true size_limit = 1000 return_failed_only = true

copy into t from '@st/with space/' file_format = ff validation_mode = 'RETURN_5_ROWS'

copy into t from 's3://bucket/x/' storage_integration = si encryption = (master_key = 'k') file_format = (type = parquet)

copy into t (a, b) from (select t.$1, to_date(t.$2, 'YYYY') from @st/x (file_format => 'ff') t) on_error = continue

copy into raw.events (payload, file_name, file_row) from (select $1, metadata$filename, metadata$file_row_number from @landing/events/) file_format = (type = 'JSON') include_metadata = (loaded = metadata$start_scan_time)

copy into @st/out/ from t file_format = (type = csv compression = none) header = true overwrite = true single = true max_file_size = 5000000

copy into @~/unload from (select a, b from t order by a) partition by ('date=' || to_varchar(d)) file_format = (type = parquet) include_query_id = true

copy into 's3://b/x' from db.s.t storage_integration = si

copy files into @a/x from @b/y files = ('1.csv') detailed_output = true

copy files into @a from (select file_url from t)

put file:///tmp/data/movies*.csv @st/movies auto_compress = true overwrite = true parallel = 4

put 'file:///tmp/with space.csv' @~/x source_compression = auto_detect

put file://C:\temp\load\a.csv @~

get @st/x file:///tmp/out/ pattern = '.*csv' parallel = 10

get @%t 'file:///tmp/a b/'

list @st

ls @st/path pattern = '.*[.]gz'

list @~

list @%"My Table"

list @db.schema.%t/x

remove @st/old/

rm @~/x pattern = '.*jun.*'

desc stage st

desc file format ff

desc pipe db.s.p

desc integration si

desc storage integration si

show stages in schema db.s

show pipes like 'p%'

show file formats in database d

drop stage if exists st

drop file format ff

drop pipe if exists p

drop integration si

drop storage integration if exists si
