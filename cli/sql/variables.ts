/** Session variables that the files of `sql/` read: what differs between the twin and an account. */
import type { TwinEnvironment } from "../environment.ts";
import { wrongUse } from "../exit-codes.ts";

export type SqlVariables = Readonly<Record<string, string>>;

export const twinVariables = ({ buckets }: TwinEnvironment): SqlVariables => ({
  archive_url: `s3://${buckets.archive}/`,
  integration_role_arn: "arn:aws:iam::000000000000:role/reelhouse-local-snowflake",
});

export function accountVariables(env: NodeJS.ProcessEnv): SqlVariables {
  const missing = ["REELHOUSE_ARCHIVE_BUCKET", "REELHOUSE_INTEGRATION_ROLE_ARN"].filter((name) => !env[name]);
  if (missing.length > 0) throw wrongUse(`To deploy to an account, set ${missing.join(" and ")}: see docs/deploy.md.`);
  return {
    archive_url: `s3://${env.REELHOUSE_ARCHIVE_BUCKET}/`,
    integration_role_arn: env.REELHOUSE_INTEGRATION_ROLE_ARN ?? "",
  };
}
