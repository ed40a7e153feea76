"""schemachange, unmodified, deploys a folder of changes to the twin, twice."""
import os
import subprocess
import tempfile

import snowflake.connector
from checks import CONNECTION, PORT, check, equal, run_checks

folder = tempfile.mkdtemp(prefix="schemachange-clients-")
# schemachange passes SNOWFLAKE_* on to the connector.
environment = {
    **os.environ,
    "SNOWFLAKE_ACCOUNT": "test", "SNOWFLAKE_HOST": "127.0.0.1", "SNOWFLAKE_PORT": str(PORT), "SNOWFLAKE_PROTOCOL": "http",
    "SNOWFLAKE_USER": "tester", "SNOWFLAKE_PASSWORD": "secret", "SNOWFLAKE_ROLE": "ACCOUNTADMIN",
    "SNOWFLAKE_WAREHOUSE": "COMPUTE_WH", "SNOWFLAKE_DATABASE": "CHANGE_DB",
}
cursor = snowflake.connector.connect(**CONNECTION).cursor()
cursor.execute("create warehouse if not exists compute_wh")
cursor.execute("create or replace database change_db")


def write(name: str, text: str) -> None:
    with open(os.path.join(folder, name), "w", encoding="utf-8") as script:
        script.write(text)


def schemachange(command: str, *more: str) -> str:
    done = subprocess.run(
        ["schemachange", command, "-f", folder, "-c", "CHANGE_DB.SCHEMACHANGE.CHANGE_HISTORY", "-V", '{"start": "41"}', *more],
        capture_output=True, text=True, timeout=120, cwd=folder, env=environment,
    )
    if done.returncode != 0:
        raise AssertionError(done.stderr[-500:] + done.stdout[-500:])
    return done.stdout


def deploy(*more: str) -> str:
    return schemachange("deploy", "--create-change-history-table", *more)


def history() -> list[tuple[str, str]]:
    return cursor.execute(
        "select script, status from change_db.schemachange.change_history order by installed_on, script"
    ).fetchall()


@check("a first deployment runs versioned, repeatable and always scripts")
def first():
    write("V1.0.0__tables.sql", "create table change_db.public.t (a int);\ninsert into change_db.public.t values ({{ start }});\n")
    write("R__view.sql", "create or replace view change_db.public.v as select a from change_db.public.t;\n")
    write("A__always.sql", "insert into change_db.public.t (a) values (1);\n")
    deploy()
    equal(cursor.execute("select sum(a) from change_db.public.v").fetchone(), (42,))


@check("a second deployment runs only what is new or changed")
def second():
    write("V1.1.0__column.sql", "alter table change_db.public.t add column b varchar default 'x';\n")
    write("R__view.sql", "create or replace view change_db.public.v as select a, b from change_db.public.t;\n")
    deploy()
    equal(cursor.execute("select count(*), sum(a), max(b) from change_db.public.v").fetchone(), (3, 43, "x"))
    equal(sorted(history()), [
        ("A__always.sql", "Success"), ("A__always.sql", "Success"), ("R__view.sql", "Success"), ("R__view.sql", "Success"),
        ("V1.0.0__tables.sql", "Success"), ("V1.1.0__column.sql", "Success"),
    ])


@check("a deployment without changes runs the always scripts alone")
def third():
    before = len(history())
    deploy()
    equal([script for script, _ in history()[before:]], ["A__always.sql"])
    os.remove(os.path.join(folder, "A__always.sql"))
    before = len(history())
    deploy()
    equal(len(history()), before)


@check("scripts with blocks, procedures, streams and tasks are deployed as they are written")
def blocks():
    write("V1.2.0__moving_parts.sql", """-- a comment; with a semicolon
use database change_db;
use schema public;
create or replace procedure add_row(n int) returns varchar language sql as
$$
begin
  begin transaction;
  insert into t (a) values (:n);
  commit;
  return 'added ' || n;
end;
$$;
call add_row(7);
create stream s on table t;
create task k warehouse = compute_wh schedule = '60 minutes' when system$stream_has_data('S') as insert into t (a) select a from s;
/* two; statements; inside */
alter task k resume;
insert into t (a, b) values (8, 'it''s; quoted');
""")
    deploy()
    equal(cursor.execute("select b from change_db.public.t where a = 8").fetchone(), ("it's; quoted",))
    equal(cursor.execute("select count(*) from change_db.public.t where a = 7").fetchone(), (1,))


@check("a script that fails stops the deployment, and is not in the history as a success")
def failing():
    write("V1.3.0__broken.sql", "insert into change_db.public.t (a) values (9);\nselect * from change_db.public.nowhere;\n")
    before = [entry for entry in history() if entry[1] == "Success"]
    try:
        deploy()
    except AssertionError as error:
        assert "NOWHERE" in str(error).upper(), str(error)
    else:
        raise AssertionError("no error")
    equal([entry for entry in history() if entry[1] == "Success"], before)
    write("V1.3.0__broken.sql", "insert into change_db.public.t (a) values (9);\n")
    deploy()


@check("a dry run changes nothing, render prints the script, verify connects")
def others():
    write("V1.4.0__dry.sql", "create table change_db.public.never (a int);\n")
    before = history()
    deploy("--dry-run")
    equal(history(), before)
    equal(cursor.execute("show tables like 'never' in change_db.public").fetchall(), [])
    verified = subprocess.run(["schemachange", "verify"], capture_output=True, text=True, timeout=60, cwd=folder, env=environment)
    equal(verified.returncode, 0)


run_checks()
