-- setup
create table rows_out (id int, name string);
insert into rows_out values (1, 'a'), (2, 'b');
create table rows_in like rows_out;
create table docs (src variant);
-- CREATE FILE FORMAT TYPE = CSV
create file format csv_pipe type = csv field_delimiter = '|' skip_header = 1 null_if = ('NULL') empty_field_as_null = true field_optionally_enclosed_by = '"';
-- CREATE FILE FORMAT TYPE = JSON
create file format docs_json type = json strip_outer_array = true;
-- CREATE FILE FORMAT TYPE = PARQUET
create file format pq type = parquet;
-- ALTER FILE FORMAT
alter file format csv_pipe set comment = 'x';
-- DESCRIBE FILE FORMAT
describe file format csv_pipe;
-- SHOW FILE FORMATS
show file formats;
-- CREATE STAGE (internal)
create stage files file_format = csv_pipe comment = 'x';
-- CREATE STAGE with file format options and DIRECTORY
create stage docs_stage file_format = (type = json) directory = (enable = true);
-- CREATE STORAGE INTEGRATION
create or replace storage integration form_s3 type = external_stage storage_provider = 's3' enabled = true storage_aws_role_arn = 'arn:aws:iam::001234567890:role/r' storage_allowed_locations = ('s3://bucket/path/');
-- DESCRIBE INTEGRATION
describe integration form_s3;
-- CREATE STAGE (external, S3)
create stage lake url = 's3://bucket/path/' storage_integration = form_s3;
-- DESCRIBE STAGE
describe stage files;
-- SHOW STAGES
show stages;
-- COPY INTO location FROM table
copy into @files/out/ from rows_out file_format = (format_name = csv_pipe compression = gzip) header = true overwrite = true;
-- COPY INTO location FROM (query) SINGLE
copy into @docs_stage/one.json from (select object_construct('id', id, 'name', name) from rows_out) file_format = (type = json compression = none) single = true overwrite = true;
-- COPY INTO location, Parquet
copy into @files/pq/ from (select * from rows_out) file_format = (type = parquet) header = true;
-- LIST
list @files;
-- LS with PATTERN
ls @files pattern = '.*csv.*';
-- SELECT from a stage
select t.$1, t.$2, metadata$filename, metadata$file_row_number from @files (file_format => 'csv_pipe', pattern => '.*out.*') t;
-- COPY INTO table
copy into rows_in from @files/out/ file_format = (format_name = csv_pipe);
-- COPY INTO table with FILES, FORCE
copy into rows_in from @files/out/ files = ('data_0_0_0.csv.gz') file_format = (format_name = csv_pipe) force = true;
-- COPY INTO table with PATTERN, ON_ERROR
copy into rows_in from @files pattern = '.*out.*' file_format = (format_name = csv_pipe) on_error = continue;
-- COPY INTO table with VALIDATION_MODE
copy into rows_in from @files/out/ file_format = (format_name = csv_pipe) force = true validation_mode = return_errors;
-- COPY INTO table FROM (SELECT ... FROM stage)
copy into rows_in (id, name) from (select $1:id, upper($1:name) from @docs_stage/one.json) file_format = (type = json);
-- COPY INTO table (VARIANT)
copy into docs from @docs_stage/one.json file_format = (type = json);
-- COPY INTO table MATCH_BY_COLUMN_NAME
copy into rows_in from @files/pq/ file_format = (type = parquet) match_by_column_name = case_insensitive;
-- COPY INTO a table's own stage (@%table)
copy into @%rows_out from rows_out; list @%rows_out;
-- TABLE(VALIDATE)
select * from table(validate(rows_in, job_id => '_last'));
-- TABLE(INFORMATION_SCHEMA.COPY_HISTORY)
select file_name, row_count, status from table(information_schema.copy_history(table_name => 'rows_in', start_time => dateadd(hours, -1, current_timestamp())));
-- REMOVE
remove @files pattern = '.*csv.*';
-- CREATE PIPE
create pipe docs_pipe as copy into docs from @docs_stage file_format = (type = json);
-- ALTER PIPE REFRESH
alter pipe docs_pipe refresh;
-- ALTER PIPE REFRESH PREFIX
alter pipe docs_pipe refresh prefix = 'one';
-- ALTER PIPE SET PIPE_EXECUTION_PAUSED
alter pipe docs_pipe set pipe_execution_paused = true;
-- SYSTEM$PIPE_STATUS
select system$pipe_status('docs_pipe');
-- TABLE(INFORMATION_SCHEMA.VALIDATE_PIPE_LOAD)
select * from table(information_schema.validate_pipe_load(pipe_name => 'docs_pipe', start_time => dateadd(hour, -1, current_timestamp())));
-- SHOW PIPES
show pipes;
-- DESCRIBE PIPE
describe pipe docs_pipe;
-- DROP PIPE
drop pipe docs_pipe;
-- DROP STAGE
drop stage lake;
-- DROP FILE FORMAT
drop file format pq;
-- DROP INTEGRATION
drop integration form_s3;
-- CREATE TABLE USING TEMPLATE
create table inferred using template (select array_construct(object_construct('COLUMN_NAME', 'A', 'TYPE', 'NUMBER(4, 0)', 'NULLABLE', true, 'ORDER_ID', 0)));
-- refused: COPY INTO table, AVRO files
copy into docs from @docs_stage file_format = (type = avro);
-- refused: COPY INTO table, ORC files
copy into docs from @docs_stage file_format = (type = orc);
-- refused: COPY INTO table, XML files
copy into docs from @docs_stage file_format = (type = xml);
