/** A rule that cannot run fails the run, and the failure says which rule and step it was. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { contractOf } from "../../shared/contract/registry.ts";
import { tableNamed } from "./awkward.ts";
import { makeAssets, publishFolder, runSpark } from "./drops.ts";
import { FINE_ROWS } from "./fine-rows.ts";
import { type Planted, plant } from "./planted.ts";
import { attempt, type Suite } from "./suite.ts";

/** Rules that are wrong, and how the failure begins. */
const FAILING: readonly (Planted & { title: string; said: string })[] = [
  {
    title: "a rule that is no SQL",
    dataset: "bookings",
    file: "10_event_keys_twice.sql",
    resource: "bookings",
    from: "having count(*) > 1",
    to: "having count(*) >",
    said: "rule bookings/10_event_keys_twice.sql: ParseException",
  },
  {
    title: "a rule that reads a column which is not there",
    dataset: "bookings",
    file: "20_bookings.sql",
    resource: "bookings",
    from: "typed.channel,",
    to: "typed.chanel as channel,",
    said: "rule bookings/20_bookings.sql: AnalysisException",
  },
  {
    title: "a rule that fails on a value",
    dataset: "bookings",
    file: "20_bookings.sql",
    resource: "bookings",
    from: "typed.event_id,",
    to: "cast(cast(typed.event_id as int) as varchar(9)) as event_id,",
    said: "rule bookings/20_bookings.sql: counting: ",
  },
  {
    title: "a rule that loses a row",
    dataset: "bookings",
    file: "20_bookings.sql",
    resource: "bookings",
    from: "from raw_bookings",
    to: "from (select * from raw_bookings where _source_row > 1) as raw_bookings",
    said: "rule bookings/20_bookings.sql: bookings.csv: 2 rows went in and 1 came out",
  },
];

/** Two rows that are as they should be. */
function fineLines({ dataset, resource }: Planted): string {
  const { schema } = tableNamed(contractOf(dataset), resource);
  const fine = FINE_ROWS[dataset]![resource]!;
  const rows = [1, 2].map((row) => [`e${row}`, ...fine.slice(1)].join(","));
  return `${[schema.fields.map(({ name }) => name).join(","), ...rows].join("\n")}\n`;
}

export async function checkFailingRules({ store, spark, folder, report, wants }: Suite): Promise<void> {
  for (const { title, said, ...planted } of FAILING) {
    const sentence = `${title} fails the run, which says where: ${said}`;
    if (!wants(sentence)) continue;
    await attempt(report, sentence, async () => {
      const members = mkdtempSync(join(folder, "failing-"));
      writeFileSync(join(members, `${planted.resource}.csv`), fineLines(planted));
      const ref = await publishFolder(store, members, planted.dataset);
      const rules = plant(planted, mkdtempSync(join(folder, "rules-")));
      const assets = makeAssets(mkdtempSync(join(folder, "assets-")), rules);
      const failure = await runSpark(store, spark, ref, { acceptsRejects: true, assets }).then(
        () => "nothing",
        (error: Error) => error.message,
      );
      return failure.startsWith(said) ? undefined : `it said ${failure.slice(0, 300)}`;
    });
  }
}
