/** `reelhouse demo` (= `npm start`): everything once, from nothing to rows, with what to try next. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { type DbtOptions, dbtAfterLoads, withDbt } from "../dbt/after-loads.ts";
import { type DropResult, dropAndWait, showResults } from "../drop.ts";
import type { TwinEnvironment } from "../environment.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { dataDirOf } from "../home.ts";
import { type CommonOptions, examples, withDataDir, withJson, withPorts } from "../options.ts";
import { createOutput, formatTable, type Output } from "../output.ts";
import { packFolder } from "../pack/pack-folder.ts";
import { type ServeOptions, serve, showAddresses, stop, untilStopped } from "../serve.ts";
import { connectSnowflake, twinOptions } from "../sql/connection.ts";
import { extractCatalogue, sampleFilms } from "./films.ts";
import { packGenerated } from "./generated.ts";
import { readRejects, showRejects } from "./rejects.ts";
import { writeSample } from "./sample.ts";

interface DemoOptions extends CommonOptions, ServeOptions, DbtOptions {
  dataDir: string;
  once?: boolean;
  drop?: string;
}

const WAIT_MS = 15 * 60_000;
const EXAMPLE = `select m.title, count(*) as ratings, round(avg(r.rating), 2) as average
from raw.ratings r
join raw.movies m on m.movie_id = r.movie_id and m._drop_id = r._drop_id
group by m.movie_id, m.title
having count(*) >= 20
order by average desc, ratings desc
limit 5`;

export const demoVerb = () =>
  examples(
    withDbt(
      withPorts(
        withDataDir(
          withJson(
            new Command("demo").description(
              "start the twin, drop real films and ratings, show what arrives; `npm start` is this",
            ),
          ),
        ),
      ),
    )
      .option("--once", "end after the drops instead of serving")
      .option("--drop <folder>", "pack and drop this folder instead of the sample"),
    "npm start",
    "npm start -- --drop path/to/ml-latest-small",
    "npx reelhouse demo --once --json",
  )
    .addHelpText(
      "after",
      "\nExit codes: 0 stopped, or with --once all drops final; 1 a drop was refused,\n2 wrong use, 3 a service failed.",
    )
    .action(async (options: DemoOptions) => {
      const startedAt = Date.now();
      const output = createOutput(options.json === true);
      const dataDir = dataDirOf(options.dataDir);
      const stopped = untilStopped();
      const twin = await serve({ ...options, dataDir }, output);
      try {
        showAddresses(output, twin, dataDir);
        const drops = await Promise.race([dropAll(twin.environment, output, options.drop), stopped.then(interrupted)]);
        const rejects = await readRejects(twin.environment, drops);
        const tables = await showRows(twin.environment, output);
        showRejects(output, rejects);
        const seconds = Math.round((Date.now() - startedAt) / 100) / 10;
        output.json({
          drops: drops.map(({ drop, dataset, state, code, seconds: took }) => ({
            drop,
            dataset,
            state,
            code,
            seconds: took,
          })),
          tables,
          rejects,
          seconds,
        });
        if (drops.some(({ state }) => state === "QUARANTINED")) process.exitCode = EXIT.refused;
        if (options.once) return;
        showNext(output, twin.environment);
        const dbt = dbtAfterLoads(twin.environment, dataDir, options, output);
        await stopped;
        output.note("ending …");
        await dbt.stop();
      } finally {
        await stop(twin, dataDir);
      }
    });

function interrupted(): never {
  throw new CommandError(EXIT.serviceFailed, "Ended before the drops were final; the next start goes on with them.");
}

/** The catalogue from vega-datasets, the sample (or the folder that was given), and a generated batch of each system: packed, dropped, followed. */
async function dropAll(
  environment: TwinEnvironment,
  output: Output,
  folder: string | undefined,
): Promise<DropResult[]> {
  const work = await mkdtemp(join(tmpdir(), "reelhouse-demo-"));
  try {
    output.note("… extracting 3,201 films from vega-datasets");
    await extractCatalogue(join(work, "catalogue"));
    const source = folder ?? join(work, "movielens-sample");
    if (folder === undefined) {
      output.note("… making a MovieLens-shaped sample about them");
      await writeSample(source, await sampleFilms());
    }
    const catalogue = await packFolder(join(work, "catalogue"), {
      dataset: "catalogue",
      out: join(work, "catalogue.zip"),
    });
    const packed = await packFolder(source, { out: join(work, "second.zip") });
    output.note("… generating bookings, customers, sensors, transactions and events");
    const generated = await packGenerated(work);
    output.line();
    const drops = [{ ...catalogue, dataset: "catalogue" }, packed, ...generated];
    const results = await dropAndWait(
      environment,
      output,
      drops.map(({ zip }) => zip),
      drops.map(({ dataset }) => `demo/${dataset}.zip`),
      WAIT_MS,
    );
    output.line();
    showResults(output, results);
    return results;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Row counts of the tables that drops are loaded into, and an example query with its result. */
async function showRows(environment: TwinEnvironment, output: Output): Promise<Record<string, number>> {
  const connection = await connectSnowflake({ ...twinOptions(environment), database: environment.snowflake.database });
  try {
    const { rows } = await connection.run(
      "select table_schema, table_name from reelhouse.information_schema.tables where table_schema in ('RAW', 'BRONZE') and table_type = 'BASE TABLE' order by 1 desc, 2",
    );
    const tables: Record<string, number> = {};
    for (const [schema, name] of rows) {
      const { rows: counted } = await connection.run(
        `select count(*) from reelhouse.${schema}."${String(name).replaceAll('"', '""')}"`,
      );
      tables[`${schema}.${name}`] = Number(counted[0]?.[0]);
    }
    output.line();
    for (const line of formatTable(["table", "rows"], Object.entries(tables), output.columns)) output.line(line);
    if (!output.isJson) {
      const example = await connection.run(EXAMPLE);
      output.line(`\n${output.style("dim", EXAMPLE)}\n`);
      for (const line of formatTable(
        example.columns.map(({ name }) => name.toLowerCase()),
        example.rows,
        output.columns,
      ))
        output.line(line);
    }
    return tables;
  } finally {
    await connection.close();
  }
}

function showNext(output: Output, environment: TwinEnvironment): void {
  output.line(`
Open ${environment.console} to watch. Then, in a second terminal:
  npx reelhouse ls                                            every drop and its state
  npx reelhouse monitor --watch                               every pipe, stream, task and dynamic table
  npx reelhouse pipeline --mode full --continuous --interval 5      keeps feeding all systems
  npx reelhouse query "select * from raw.catalogue_films limit 5"
  npx reelhouse pack <folder> && npx reelhouse drop <zip> --wait    your own MovieLens or films
  npx reelhouse mail                                          what happens to a bad one
Serving until Ctrl-C.`);
}
