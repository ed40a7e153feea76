-- One stage per dataset, on its folder of the archive bucket.
-- Needs the session variable archive_url ('s3://<bucket>/'); `reelhouse sql deploy` sets it.
-- Reads:  storage integration reelhouse_archive, file format raw.archive_csv
-- Writes: stages raw.movielens_archive, raw.catalogue_archive, raw.bookings_archive, raw.customers_archive, raw.sensors_archive,
--         raw.transactions_archive, raw.events_archive
-- Grain:  -
-- Re-run: safe; what is there stays as it is.

set create_stage = 'create stage if not exists reelhouse.raw.movielens_archive storage_integration = reelhouse_archive file_format = (format_name = ''reelhouse.raw.archive_csv'') url = ''' || $archive_url || 'movielens/''';
execute immediate $create_stage;

set create_stage = 'create stage if not exists reelhouse.raw.catalogue_archive storage_integration = reelhouse_archive file_format = (format_name = ''reelhouse.raw.archive_csv'') url = ''' || $archive_url || 'catalogue/''';
execute immediate $create_stage;

set create_stage = 'create stage if not exists reelhouse.raw.bookings_archive storage_integration = reelhouse_archive file_format = (format_name = ''reelhouse.raw.archive_csv'') url = ''' || $archive_url || 'bookings/''';
execute immediate $create_stage;

set create_stage = 'create stage if not exists reelhouse.raw.customers_archive storage_integration = reelhouse_archive file_format = (format_name = ''reelhouse.raw.archive_csv'') url = ''' || $archive_url || 'customers/''';
execute immediate $create_stage;

set create_stage = 'create stage if not exists reelhouse.raw.sensors_archive storage_integration = reelhouse_archive file_format = (format_name = ''reelhouse.raw.archive_csv'') url = ''' || $archive_url || 'sensors/''';
execute immediate $create_stage;

set create_stage = 'create stage if not exists reelhouse.raw.transactions_archive storage_integration = reelhouse_archive file_format = (format_name = ''reelhouse.raw.archive_csv'') url = ''' || $archive_url || 'transactions/''';
execute immediate $create_stage;

set create_stage = 'create stage if not exists reelhouse.raw.events_archive storage_integration = reelhouse_archive file_format = (format_name = ''reelhouse.raw.archive_csv'') url = ''' || $archive_url || 'events/''';
execute immediate $create_stage;
