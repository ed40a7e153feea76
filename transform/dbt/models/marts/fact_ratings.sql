-- By drop: only drops that are not in the table yet are read. Their rows take the place of older ones with the same key; what a new snapshot
-- has made void goes afterwards, so that readers never see too few rows. A run that broke in between is made good by the next.
-- depends_on: {{ ref('stg_movielens__drops') }}
{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key=['user_id', 'movie_id'],
        on_schema_change='append_new_columns',
        post_hook="{% if is_incremental() %}delete from {{ this }} where drop_id not in (select drop_id from {{ ref('stg_movielens__drops') }}){% endif %}"
    )
}}

select
    user_id,
    movie_id,
    {{ date_key('rated_at') }} as rated_date_key,
    rated_at,
    rating,
    drop_id
from {{ ref('stg_movielens__ratings') }}
{% if is_incremental() %}
where drop_id not in (select drop_id from {{ this }})
{% endif %}
