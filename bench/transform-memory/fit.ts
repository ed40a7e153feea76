/** Measures every table and makes the figures of `shared/transform-memory.json` of it. */
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { contractOf } from "../../shared/contract/registry.ts";
import { bytesOf, loadsOf, type TableFigures } from "../../shared/transform-memory.ts";
import type { Measuring } from "./peaks.ts";
import { type SampleTable, sampleTables } from "./sample-members.ts";

const FILE = fileURLToPath(new URL("../../shared/transform-memory.json", import.meta.url));
const WORKERS = 2;
const UNLIMITED = "64GB";
const [FEW, MANY] = [300_000, 900_000];
/** Rows of a part. With the smallest, only what sees all rows at once grows with them. */
const [TINY, SMALL, LARGE] = [20_000, 100_000, 450_000];

const METHOD =
  `Peak resident memory (VmHWM) of a process that transforms one generated member, ${WORKERS} parts at once, nothing to disk. ` +
  `allRowsBytesPerRow: ${MANY} against ${FEW} rows, in parts of ${TINY}. partBytesPerRow: ${MANY} rows in parts of ${LARGE} against parts of ${SMALL}. ` +
  "baseBytes: what is left of a process without its rows, the most of all tables. Measured again, and compared: npm run bench -- transform-memory; " +
  "written anew: with BENCH_FIT=1.";

export async function fitAll(measuring: Measuring): Promise<void> {
  const tables: Record<string, TableFigures> = {};
  let baseBytes = 0;
  for (const table of sampleTables()) {
    const { base, ...figures } = await fitTable(measuring, table);
    tables[table.target] = figures;
    baseBytes = Math.max(baseBytes, base);
    process.stderr.write(`${table.target} ${JSON.stringify({ base, ...figures })}\n`);
  }
  const measuredOn = new Date().toISOString().slice(0, 10);
  await writeFile(FILE, `${JSON.stringify({ measuredOn, method: METHOD, baseBytes, tables }, null, 2)}\n`);
}

async function fitTable(measuring: Measuring, table: SampleTable): Promise<TableFigures & { base: number }> {
  const options = { memoryLimit: UNLIMITED, threads: WORKERS };
  const few = await (await measuring.publish(table, FEW)).peak({ ...options, recordsPerPart: TINY });
  const { manifest, peak } = await measuring.publish(table, MANY);
  const many = await peak({ ...options, recordsPerPart: TINY });
  const small = await peak({ ...options, recordsPerPart: SMALL });
  const large = await peak({ ...options, recordsPerPart: LARGE });
  const partBytesPerRow = Math.max(0, (large - small) / (WORKERS * (LARGE - SMALL)));
  return {
    textBytesPerRow: rounded(bytesOf(loadsOf(manifest.members, contractOf(table.dataset))) / MANY),
    allRowsBytesPerRow: rounded(Math.max(0, (many - few) / (MANY - FEW))),
    partBytesPerRow: rounded(partBytesPerRow),
    base: Math.round(small - WORKERS * SMALL * partBytesPerRow),
  };
}

const rounded = (value: number) => Number(value.toFixed(1));
