-- Changes of the raw booking events. Rows that were there before the stream are not in it: deploy before the first drop.
-- Reads:  raw.bookings
-- Writes: stream raw.bookings_stream
-- Grain:  one row per raw row that was added or taken away since the task last read
-- Re-run: safe; a stream that is there keeps its offset.

create stream if not exists reelhouse.raw.bookings_stream
    on table reelhouse.raw.bookings
    comment = 'Changes of raw.bookings that are not in bronze yet';
