/** A twin in a process of its own, to be killed: `twin-process.ts <data folder> <S3 endpoint>`. Prints its URL. */
import "../../../local/snowflake/sql/functions/index.ts";
import { startSnowflakeTwin } from "../../../local/snowflake/server.ts";

const [, , dataDir = "", endpoint = ""] = process.argv;
const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const twin = await startSnowflakeTwin({ port: 0, dataDir, s3: { endpoint, region: "us-east-1", credentials } });
process.stdout.write(`${twin.url}\n`);
