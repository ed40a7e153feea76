/** Which Java the local Glue takes for Spark, and what it says of any other. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { findJava } from "../../local/aws/glue/spark.ts";

const folder = mkdtempSync(join(tmpdir(), "reelhouse-java-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A home whose `java` says of itself what it is told to. */
function fakeJava(version: string): string {
  const home = join(folder, version);
  mkdirSync(join(home, "bin"), { recursive: true });
  const lines = [`java.specification.version = ${version}`, `java.home = ${home}`].map(
    (line) => `echo "    ${line}" >&2`,
  );
  writeFileSync(join(home, "bin", "java"), `#!/bin/sh\n${lines.join("\n")}\n`);
  chmodSync(join(home, "bin", "java"), 0o755);
  return home;
}

it("is Java 17, by JAVA_HOME before the path", async () => {
  const home = fakeJava("17");
  expect(await findJava({ JAVA_HOME: home, PATH: `${fakeJava("21")}/bin` })).toBe(home);
  expect(await findJava({ PATH: `${home}/bin:/bin` })).toBe(home);
});

it.each([
  ["no Java at all", { PATH: folder }, "there is no java"],
  ["a newer one", { JAVA_HOME: fakeJava("21"), PATH: "/bin" }, "bin/java is Java 21"],
  ["an older one", { JAVA_HOME: fakeJava("1.8"), PATH: "/bin" }, "bin/java is Java 1.8"],
  ["a JAVA_HOME without Java", { JAVA_HOME: join(folder, "nothing"), PATH: "/bin" }, "there is no "],
])("is refused by name with the way to get it: %s", async (_, env, found) => {
  const message = await findJava(env).then(String, (error: Error) => error.message);
  expect(message).toContain("needs Java 17");
  expect(message).toContain(found);
  expect(message).toContain("apt-get install openjdk-17-jre-headless");
  expect(message).toContain("set JAVA_HOME");
});
