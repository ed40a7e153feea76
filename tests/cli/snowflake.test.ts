/** `reelhouse snowflake` as a user starts it: another process, the unmodified driver, Ctrl-C. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { connectSnowflake } from "../../cli/sql/connection.ts";

const main = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));

function start(...options: string[]) {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", main, "snowflake", ...options], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { child, exit: once(child, "exit") };
}

it("serves the twin alone, with a clock that stands still, until Ctrl-C", async () => {
  const { child, exit } = start("--port", "0", "--clock", "manual", "--start-at", "2026-01-01T00:00:00Z", "--json");
  let text = "";
  for await (const chunk of child.stdout) {
    text += chunk;
    if (text.includes("}")) break;
  }
  const { url, port, clock } = JSON.parse(text) as { url: string; port: number; clock: string };
  expect([url, clock]).toEqual([`http://127.0.0.1:${port}`, "manual"]);
  const connection = await connectSnowflake({ accessUrl: url, account: "a", username: "u", password: "p" });
  const { rows } = await connection.run("select to_char(current_timestamp()::timestamp_ntz, 'YYYY-MM')");
  expect(["2025-12", "2026-01"]).toContain(rows[0]?.[0]);
  await connection.close();
  child.kill("SIGINT");
  expect(await exit).toEqual([0, null]);
}, 30_000);

it("says what is wrong with its options", async () => {
  const { child, exit } = start("--start-at", "2026-01-01");
  let text = "";
  for await (const chunk of child.stderr) text += chunk;
  expect((await exit)[0]).toBe(2);
  expect(text).toContain("--start-at goes with --clock manual.");
}, 30_000);
