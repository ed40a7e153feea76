/** A twin in a process of its own, to be killed: `twin-process.ts <data folder> <milliseconds of its clock>`. Prints its URL. */
import "../../local/snowflake/sql/functions/index.ts";
import { createClock } from "../../local/snowflake/clock.ts";
import { startSnowflakeTwin } from "../../local/snowflake/server.ts";
import { noS3 } from "./no-s3.ts";

const [, , dataDir = "", at = "0"] = process.argv;
const twin = await startSnowflakeTwin({ port: 0, dataDir, clock: createClock(Number(at)), s3: noS3 });
process.stdout.write(`${twin.url}\n`);
