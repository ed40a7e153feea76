{{ config(materialized="view", secure=true, persist_docs={"relation": true, "columns": true}) }}
select event_id, payload:kind::varchar as kind, loaded_at from {{ source("raw", "events") }}
