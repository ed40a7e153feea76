import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { takeTurn, writesTables } from "../../cli/dbt/turn.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "turn-"));
});
afterEach(() => rmSync(folder, { recursive: true }));
const file = () => join(folder, "writing");
const noWait = () => expect.fail("it waited");

describe("a turn", () => {
  it("makes the next one wait until it ends", async () => {
    const first = await takeTurn(folder, noWait);
    const events: string[] = [];
    const second = takeTurn(folder, (pid) => events.push(`waits for ${pid}`)).then((turn) => {
      events.push("has it");
      return turn;
    });
    await pause(700);
    expect(events).toEqual([`waits for ${process.pid}`]);
    first[Symbol.dispose]();
    (await second)[Symbol.dispose]();
    expect(events).toEqual([`waits for ${process.pid}`, "has it"]);
    expect(existsSync(file())).toBe(false);
  });

  it("is taken by one of many that want it", async () => {
    let holders = 0;
    const most = Array.from({ length: 6 }, async () => {
      using _turn = await takeTurn(folder, () => {});
      holders += 1;
      const seen = holders;
      await pause(20);
      holders -= 1;
      return seen;
    });
    expect(Math.max(...(await Promise.all(most)))).toBe(1);
  });

  it("lasts as long as the process that it was passed to, and no longer", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    const turn = await takeTurn(folder, noWait);
    turn.passTo(child.pid);
    let waitedFor: number | undefined;
    const next = takeTurn(folder, (pid) => {
      waitedFor = pid;
    });
    await pause(100);
    expect(waitedFor).toBe(child.pid);
    child.kill("SIGKILL");
    await once(child, "exit");
    const taken = await next;
    turn[Symbol.dispose](); // late: the turn is another's now
    expect(readFileSync(file(), "utf8")).toBe(String(process.pid));
    taken[Symbol.dispose]();
  });

  it("ends without a word when its file is gone", async () => {
    const turn = await takeTurn(folder, noWait);
    rmSync(file());
    expect(() => turn[Symbol.dispose]()).not.toThrow();
  });

  it("is free after a process that was killed", async () => {
    const child = spawn(process.execPath, ["-e", ""], { stdio: "ignore" });
    await once(child, "exit");
    writeFileSync(file(), String(child.pid));
    (await takeTurn(folder, noWait))[Symbol.dispose]();
  });

  it("is no longer waited for when the waiting is ended", async () => {
    using _turn = await takeTurn(folder, noWait);
    await expect(takeTurn(folder, () => {}, AbortSignal.timeout(50))).rejects.toThrow(/abort/i);
  });
});

describe("a dbt command", () => {
  it.each([
    [["build"], true],
    [["--no-use-colors", "run", "--select", "dim_movies"], true],
    [["snapshot"], true],
    [["test"], false],
    [["docs", "generate"], false],
    [["source", "freshness"], false],
    [["show", "--inline", "select 1"], false],
  ])("%j writes tables: %s", (args, writes) => {
    expect(writesTables(args)).toBe(writes);
  });
});
