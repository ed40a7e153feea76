"""schemachange, unmodified, deploys a folder of changes to the twin, twice."""
import os
import subprocess
import tempfile

import snowflake.connector
from checks import CONNECTION, PORT, check, equal, run_checks

folder = tempfile.mkdtemp(prefix="schemachange-clients-")
with open(os.path.join(folder, "connections.toml"), "w", encoding="utf-8") as file:
    file.write(
        f"""[twin]
account = "test"
host = "127.0.0.1"
port = {PORT}
protocol = "http"
user = "tester"
password = "secret"
role = "ACCOUNTADMIN"
warehouse = "COMPUTE_WH"
database = "CHANGE_DB"
schema = "PUBLIC"
"""
    )
os.chmod(os.path.join(folder, "connections.toml"), 0o600)
cursor = snowflake.connector.connect(**CONNECTION).cursor()
cursor.execute("create warehouse if not exists compute_wh")
cursor.execute("create or replace database change_db")


def write(name: str, text: str) -> None:
    with open(os.path.join(folder, name), "w", encoding="utf-8") as script:
        script.write(text)


def deploy() -> str:
    done = subprocess.run(
        ["schemachange", "deploy", "-f", folder, "--connections-file-path", os.path.join(folder, "connections.toml"),
         "--connection-name", "twin", "-c", "CHANGE_DB.SCHEMACHANGE.CHANGE_HISTORY", "--create-change-history-table",
         "-V", '{"start": "41"}'],
        capture_output=True, text=True, timeout=120, cwd=folder,
    )
    if done.returncode != 0:
        raise AssertionError(done.stderr[-500:] + done.stdout[-500:])
    return done.stdout


@check("a first deployment runs versioned, repeatable and always scripts")
def first():
    write("V1.0.0__tables.sql", "create table change_db.public.t (a int);\ninsert into change_db.public.t values ({{ start }});\n")
    write("R__view.sql", "create or replace view change_db.public.v as select a from change_db.public.t;\n")
    write("A__always.sql", "insert into change_db.public.t values (1);\n")
    deploy()
    equal(cursor.execute("select sum(a) from change_db.public.v").fetchone(), (42,))


@check("a second deployment runs only what is new or changed")
def second():
    write("V1.1.0__column.sql", "alter table change_db.public.t add column b varchar default 'x';\n")
    write("R__view.sql", "create or replace view change_db.public.v as select a, b from change_db.public.t;\n")
    deploy()
    equal(cursor.execute("select count(*), sum(a), max(b) from change_db.public.v").fetchone(), (3, 43, "x"))
    history = cursor.execute("select script, status from change_db.schemachange.change_history order by script, installed_on").fetchall()
    equal(
        [script for script, _ in history],
        ["A__always.sql", "A__always.sql", "R__view.sql", "R__view.sql", "V1.0.0__tables.sql", "V1.1.0__column.sql"],
    )
    equal({status for _, status in history}, {"Success"})


run_checks()
