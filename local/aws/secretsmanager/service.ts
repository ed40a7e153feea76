/** Secrets Manager: values given by its API or at start, current and previous version. */
import { randomUUID } from "node:crypto";
import { AwsError, createJsonService, type JsonObject, requiredString } from "../json-service.ts";
import { ACCOUNT_ID, DEFAULT_REGION, type Service } from "../service.ts";
import type { State } from "../state.ts";

interface SecretRow {
  name: string;
  arn: string;
  versionId: string;
  value: string;
  previous: { versionId: string; value: string } | null;
  createdMs: number;
}

/** `initial` values are put at every start, where they are not there yet. */
export function createSecretsService(state: State, initial: Readonly<Record<string, string>> = {}): Service {
  const { sql } = state;
  state.transaction(() =>
    sql("create table if not exists secrets (name text primary key, record text not null) without rowid").run(),
  );

  const save = (secret: SecretRow) =>
    sql("insert or replace into secrets (name, record) values (?, ?)").run(secret.name, JSON.stringify(secret));
  const find = (id: string): SecretRow | undefined => {
    const name = /^arn:aws:secretsmanager:[^:]*:[^:]*:secret:(.+)-[A-Za-z0-9]{6}$/.exec(id)?.[1] ?? id;
    const row = sql("select record from secrets where name = ?").get(name);
    return row && (JSON.parse(String(row.record)) as SecretRow);
  };
  const require = (input: JsonObject): SecretRow => {
    const secret = find(requiredString(input, "SecretId"));
    if (!secret) throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    return secret;
  };
  const create = (name: string, value: string, region: string): SecretRow => {
    const arn = `arn:aws:secretsmanager:${region}:${ACCOUNT_ID}:secret:${name}-${randomUUID().slice(0, 6)}`;
    const secret = { name, arn, versionId: randomUUID(), value, previous: null, createdMs: Date.now() };
    save(secret);
    return secret;
  };
  const secretString = (input: JsonObject): string => {
    if (input.SecretBinary !== undefined)
      throw new AwsError("InvalidRequestException", "The local Secrets Manager keeps SecretString, not SecretBinary");
    return requiredString(input, "SecretString");
  };
  for (const [name, value] of Object.entries(initial)) if (!find(name)) create(name, value, DEFAULT_REGION);

  return createJsonService("secretsmanager", {
    CreateSecret: (input, { region }) => {
      const name = requiredString(input, "Name");
      if (find(name))
        throw new AwsError(
          "ResourceExistsException",
          `The operation failed because the secret ${name} already exists.`,
        );
      const { arn, versionId } = create(name, secretString(input), region);
      return { ARN: arn, Name: name, VersionId: versionId };
    },
    PutSecretValue: (input) => {
      const { versionId, value, ...secret } = require(input);
      const next = { ...secret, versionId: randomUUID(), value: secretString(input), previous: { versionId, value } };
      save(next);
      return { ARN: next.arn, Name: next.name, VersionId: next.versionId, VersionStages: ["AWSCURRENT"] };
    },
    GetSecretValue: (input) => {
      const { arn, name, versionId, value, previous, createdMs } = require(input);
      const versions = [
        { versionId, value, stage: "AWSCURRENT" },
        ...(previous ? [{ ...previous, stage: "AWSPREVIOUS" }] : []),
      ];
      const found = versions.find(({ versionId: id, stage }) =>
        input.VersionId !== undefined ? id === input.VersionId : stage === (input.VersionStage ?? "AWSCURRENT"),
      );
      if (!found)
        throw new AwsError(
          "ResourceNotFoundException",
          "Secrets Manager can't find the specified secret value for the version given.",
        );
      return {
        ARN: arn,
        Name: name,
        VersionId: found.versionId,
        SecretString: found.value,
        VersionStages: [found.stage],
        CreatedDate: createdMs / 1000,
      };
    },
  });
}
