{# Every drop in raw.drops has as many rows in the raw table as were proved when it was loaded. Rows of a drop that still loads are not looked at. #}
{% test matches_ledger(model, ledger) %}
with loaded as (
    select
        _drop_id as drop_id,
        count(*) as row_count
    from {{ model }}
    group by _drop_id
)

select
    ledger.drop_id,
    ledger.loaded_count,
    loaded.row_count
from {{ ledger }} as ledger
left join loaded on ledger.drop_id = loaded.drop_id
where upper(ledger.table_name) = '{{ model.identifier | upper }}'
    and ledger.dataset = 'movielens'
    and ledger.loaded_count <> coalesce(loaded.row_count, 0)
{% endtest %}
