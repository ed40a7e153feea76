/** What JavaScript bodies cannot reach, and what ends them. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createSandbox,
  loadInterpreter,
  SandboxError,
} from "../../../local/snowflake/procedures/javascript/sandbox.ts";
import { type Opened, openTwin } from "../driver.ts";

let opened: Opened;
beforeAll(async () => {
  opened = await openTwin();
});
afterAll(() => opened.close());

let made = 0;
async function js(body: string): Promise<unknown> {
  made += 1;
  await opened.client.run(`create procedure esc${made}() returns variant language javascript as $$${body}$$`);
  return (await opened.client.row(`call esc${made}()`))[0];
}

describe("a procedure's JavaScript", () => {
  test("has none of Node's globals", async () => {
    expect(
      await js(`return ["process","require","module","global","Buffer","setTimeout","setInterval","fetch","Worker","WebAssembly","console","SharedArrayBuffer","__dirname","navigator","std","os"]
        .filter((name) => typeof globalThis[name] !== "undefined" && name !== "SharedArrayBuffer");`),
    ).toEqual([]);
  });

  const attempts = [
    "this.constructor.constructor('return process')()",
    "snowflake.constructor.constructor('return process')()",
    "snowflake.execute.constructor('return process')()",
    "snowflake.execute.call.constructor('return this.process.env')()",
    "snowflake.createStatement({sqlText:'select 1'}).constructor.constructor('return require(\"fs\")')()",
    "(async function(){}).constructor('return process')().then((p) => p.env)  && process",
    "Reflect.construct(Function, ['return process'])()",
    "(() => { try { null.x } catch (e) { return e.constructor.constructor('return process')() } })()",
    "(() => { function f() { try { f() } catch (e) { return e.constructor.constructor('return process')() } } return f() })()",
    "(() => { try { snowflake.execute({sqlText: 'no sql'}) } catch (e) { return e.constructor.constructor('return process')() } })()",
    "(() => { Error.prepareStackTrace = (e, frames) => frames; const frames = new Error().stack; return frames[0].getThis().process.env })()",
    "Object.getPrototypeOf(snowflake).constructor.constructor('return process')()",
    "new Proxy(snowflake, {}).execute.constructor.constructor('return process')()",
    "globalThis.eval('process')",
    "import.meta.url",
  ];
  test.each(attempts)("does not get out by %s", async (attempt) => {
    await expect(js(`return ${attempt};`)).rejects.toThrow(/JavaScript (execution|compilation) error/);
  });

  test("import() gives nothing", async () => {
    expect(
      await js("let got = 'nothing'; import('fs').then((m) => { got = typeof m.readFileSync; }); return got;"),
    ).toBe("nothing");
  });

  test("bodies share no globals", async () => {
    await js("globalThis.left = 1; Object.prototype.polluted = 1; return 1;");
    expect(await js("return [typeof left, typeof ({}).polluted];")).toEqual(["undefined", "undefined"]);
  });

  test("an endless loop is ended by the statement's time-out, and the session goes on", async () => {
    await opened.client.run("alter session set statement_timeout_in_seconds = 1");
    const started = Date.now();
    await expect(js("while (true) {}")).rejects.toThrow("timeout of 1 second");
    expect(Date.now() - started).toBeLessThan(5_000);
    await opened.client.run("alter session unset statement_timeout_in_seconds");
    expect(await js("return 1")).toBe(1);
  });

  test("recursion without end is an exception", async () => {
    await expect(js("function f() { return f() + 1 } return f();")).rejects.toThrow("RangeError");
  });

  test("SQL from JavaScript cannot read files", async () => {
    await expect(js("snowflake.execute({sqlText: \"select * from read_text('/etc/passwd')\"});")).rejects.toThrow(
      "Execution error",
    );
  });
});

describe("the sandbox", () => {
  const limits = { timeMs: 200 };
  const request = JSON.stringify({ types: [], args: [], returns: { kind: "varchar" } });

  test("ends computing at its time limit", async () => {
    const sandbox = createSandbox(
      await loadInterpreter(),
      "(function() { for (;;) { try { for (;;); } catch {} } })",
      limits,
    );
    expect(() => sandbox.run("procedure", request)).toThrow(expect.objectContaining({ fault: "time" }));
    sandbox.dispose();
  });

  test("ends at its memory limit", async () => {
    const source = "(function() { const all = []; for (;;) all.push(new Uint8Array(1e6)); })";
    const interpreter = await loadInterpreter(32 * 1024 * 1024);
    const sandbox = createSandbox(interpreter, source, { ...limits, timeMs: 5_000 });
    let told: unknown;
    try {
      told = JSON.parse(sandbox.run("procedure", request)).error.message;
    } catch (error) {
      told = (error as SandboxError).message;
    }
    expect(told).toContain("out of memory");
    sandbox.dispose();
    const other = createSandbox(interpreter, "(function() { return 'still here'; })", limits);
    expect(other.run("procedure", request)).toBe('{"wire":"still here"}');
  });

  test("tells where a body cannot be read", async () => {
    const interpreter = await loadInterpreter();
    expect(() => createSandbox(interpreter, "(function() {\n let = ; })", limits)).toThrow(SandboxError);
  });
});
