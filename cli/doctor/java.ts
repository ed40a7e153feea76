/** What the doctor asks of this machine: whether it has the Java that large drops need. */
import { findJava } from "../../local/aws/glue/spark.ts";
import { type Check, ok, skipped } from "./check.ts";

/** A note, not a fault, where it is missing: most drops never need it. */
export async function checkJava(env: NodeJS.ProcessEnv = process.env): Promise<Check> {
  const name = "Java for large drops";
  try {
    return ok(name, `Java 17 is in ${await findJava(env)}`);
  } catch (error) {
    return skipped(name, `only drops that outgrow a function need it. ${(error as Error).message}`);
  }
}
