/** The Glue job's files are where its definition says, and say of a drop what the small engine says. */
import { readFileSync } from "node:fs";
import AdmZip from "adm-zip";
import { expect, it } from "vitest";
import { glueBundle } from "../../infra/glue-bundle.cjs";
import { codes } from "../../shared/codes/index.ts";
import { contracts } from "../../shared/contract/registry.ts";

it("are put where the job's definition names them", async () => {
  const named = [
    ...readFileSync("infra/glue.yml", "utf8").matchAll(/s3:\/\/\$\{param:bucketPrefix\}-processed\/(\S+)/g),
  ];
  const put = (await glueBundle(".")).map(({ key }) => key);
  expect(put.sort()).toEqual(named.map(([, key]) => key).sort());
});

it("hold modules, contracts and rules of every dataset, as the same bytes each time", async () => {
  const [, modules] = await glueBundle(".");
  const [, again] = await glueBundle(".");
  expect(modules!.body.equals(again!.body)).toBe(true);
  const names = new AdmZip(modules!.body).getEntries().map(({ entryName }) => entryName);
  expect(names).toContain("reelhouse_glue/transform.py");
  for (const dataset of contracts().keys()) {
    expect(names).toContain(`reelhouse_glue/assets/contracts/${dataset}/datapackage.json`);
    expect(names.some((name) => name.startsWith(`reelhouse_glue/assets/rules/${dataset}/`))).toBe(true);
  }
});

it("tell the remedies of the closed list", () => {
  const judgement = readFileSync("transform/glue/reelhouse_glue/judgement.py", "utf8");
  for (const code of ["MANIFEST_CHANGED", "REJECT_THRESHOLD_EXCEEDED", "ROW_REJECTED"] as const)
    expect(judgement).toContain(`"${code}": "${codes[code].remedy}"`);
  expect(judgement).toContain(`"${codes.MANIFEST_CHANGED.text}"`);
});
