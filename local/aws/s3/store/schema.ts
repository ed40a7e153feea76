/** The tables of the S3 index. Keys are BLOBs, so that SQLite compares them by their UTF-8 bytes, as S3 lists them. */
import type { State } from "../../state.ts";

const TABLES = [
  `create table if not exists buckets (
     name text primary key, created_ms integer not null, region text not null, versioning text) without rowid`,
  `create table if not exists bucket_configurations (
     bucket text not null, kind text not null, body text not null, primary key (bucket, kind)) without rowid`,
  // `number` grows with every write: the newest version of a key has the greatest. `latest` marks one row per key.
  `create table if not exists versions (
     number integer primary key, bucket text not null, key blob not null, version text not null,
     latest integer not null, marker integer not null, record text not null)`,
  "create unique index if not exists versions_by_id on versions (bucket, key, version)",
  "create index if not exists versions_by_age on versions (bucket, key, number desc)",
  // What a listing shows and nothing else: its cost does not grow with old versions and delete markers.
  "create index if not exists versions_live on versions (bucket, key) where latest = 1 and marker = 0",
  `create table if not exists uploads (
     id text primary key, bucket text not null, key blob not null, started_ms integer not null, record text not null) without rowid`,
  "create index if not exists uploads_by_key on uploads (bucket, key, id)",
  `create table if not exists parts (
     upload text not null, number integer not null, record text not null, primary key (upload, number)) without rowid`,
  // Every blob that a version or a part names; moved to `garbage` in the transaction that drops the name.
  "create table if not exists blobs (id text primary key) without rowid",
  "create table if not exists garbage (id text primary key) without rowid",
];

export function createTables(state: State): void {
  state.transaction(() => {
    for (const table of TABLES) state.sql(table).run();
  });
}
