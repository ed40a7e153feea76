"""snowflake-cli's `snow sql`, unmodified, against the twin."""
import json
import os
import subprocess
import tempfile

from checks import PORT, check, equal, run_checks

folder = tempfile.mkdtemp(prefix="snow-clients-")
config = os.path.join(folder, "config.toml")
with open(config, "w", encoding="utf-8") as file:
    file.write(
        f"""[connections.twin]
account = "test"
host = "127.0.0.1"
port = {PORT}
protocol = "http"
user = "tester"
password = "secret"
"""
    )
os.chmod(config, 0o600)


def snow(*arguments: str, stdin: str | None = None):
    return command("sql", *arguments, stdin=stdin)


def command(*words: str, stdin: str | None = None):
    done = subprocess.run(
        ["snow", "--config-file", config, *words, "-c", "twin", "--format", "json"],
        capture_output=True, text=True, timeout=120, input=stdin,
    )
    if done.returncode != 0:
        raise AssertionError((done.stdout + done.stderr)[-1000:])
    return json.loads(done.stdout)


@check("snow sql runs a query")
def one():
    equal(snow("-q", "select 1 as a, 'x' as b"), [{"A": 1, "B": "x"}])


@check("snow sql runs several statements, from a file with variables too")
def several():
    equal(len(snow("-q", "create database snow_db; create table snow_db.public.t (a int); insert into snow_db.public.t values (1)")), 3)
    path = os.path.join(folder, "script.sql")
    with open(path, "w", encoding="utf-8") as script:
        script.write("use schema snow_db.public;\ninsert into t values (<% n %>);\nselect sum(a) as s from t;\n")
    equal(snow("-f", path, "-D", "n=41")[-1], [{"S": 42}])


@check("snow sql reads statements from its standard input")
def standard_input():
    equal(snow("-i", stdin="select 7 as n"), [{"N": 7}])


@check("snow connection test, object list and stage copy work")
def others():
    equal(command("connection", "test")["Status"], "OK")
    snow("-q", "create database if not exists snow_db; create schema if not exists snow_db.work; create stage if not exists snow_db.work.files")
    names = [row["name"] for row in command("object", "list", "database")]
    assert "SNOW_DB" in names, names
    path = os.path.join(folder, "up.csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write("1,a\n")
    equal(command("stage", "copy", path, "@snow_db.work.files")[0]["status"], "UPLOADED")
    listed = command("stage", "list-files", "@snow_db.work.files")
    equal([row["name"] for row in listed], ["files/up.csv"])


@check("snow sql fails with the error's text")
def errors():
    try:
        snow("-q", "select * from snow_db.public.nowhere")
    except AssertionError as error:
        assert "does not exist" in " ".join(str(error).replace("│", " ").split()), str(error)
        return
    raise AssertionError("no error")


run_checks()
