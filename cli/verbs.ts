/** The verbs of `reelhouse`, in the order in which `--help` lists them. */
import { biVerb } from "./bi/verb.ts";
import { checkVerb } from "./check/verb.ts";
import { connectVerb } from "./connect.ts";
import { contractVerb } from "./contract/verb.ts";
import { costVerb } from "./cost/verb.ts";
import { dbtVerb } from "./dbt/verb.ts";
import { demoVerb } from "./demo/verb.ts";
import { doctorVerb } from "./doctor/verb.ts";
import { downVerb } from "./down.ts";
import { dropVerb } from "./drop.ts";
import { envVerb } from "./env.ts";
import { extractVerb } from "./extract/verb.ts";
import { generateVerb } from "./generate/verb.ts";
import { inspectVerb } from "./inspect/verb.ts";
import { lsVerb } from "./ls.ts";
import { mailVerb } from "./mail.ts";
import { monitorVerb } from "./monitor/verb.ts";
import { packVerb } from "./pack/verb.ts";
import { pipelineVerb } from "./pipeline/verb.ts";
import { planVerb } from "./plan/verb.ts";
import { quarantineVerb } from "./quarantine/verb.ts";
import { queryVerb } from "./query.ts";
import { releaseVerb } from "./release/verb.ts";
import { replayVerb } from "./replay/verb.ts";
import { snowflakeVerb } from "./snowflake.ts";
import { sqlVerb } from "./sql/verb.ts";
import { streamlitVerb } from "./streamlit/verb.ts";
import { traceVerb } from "./trace.ts";
import { upVerb } from "./up.ts";
import { watchVerb } from "./watch/verb.ts";

export const verbs = [
  demoVerb(),
  upVerb(),
  downVerb(),
  envVerb(),
  extractVerb(),
  generateVerb(),
  packVerb(),
  checkVerb(),
  planVerb(),
  inspectVerb(),
  contractVerb(),
  dropVerb(),
  watchVerb(),
  pipelineVerb(),
  lsVerb(),
  traceVerb(),
  costVerb(),
  mailVerb(),
  quarantineVerb(),
  replayVerb(),
  releaseVerb(),
  queryVerb(),
  connectVerb(),
  monitorVerb(),
  streamlitVerb(),
  biVerb(),
  doctorVerb(),
  sqlVerb(),
  dbtVerb(),
  snowflakeVerb(),
];
