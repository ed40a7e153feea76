/** Secrets Manager: values that are given by API or at start, kept with the rest of the state. */
import { randomUUID } from "node:crypto";
import { jsonService, ServiceError, textOf } from "../json-protocol.ts";
import { ACCOUNT_ID, DEFAULT_REGION, type Service } from "../service.ts";
import type { State } from "../state.ts";

const arnOf = (name: string) => `arn:aws:secretsmanager:${DEFAULT_REGION}:${ACCOUNT_ID}:secret:${name}-local0`;

export function secretsManagerService(state: State): Service {
  state.transaction(() =>
    state
      .sql(
        "create table if not exists secrets (name text primary key, version text not null, value text not null, created_at integer not null)",
      )
      .run(),
  );
  const find = (id: string) =>
    state.sql("select name, version, value, created_at from secrets where name = ?").get(nameOf(id));
  const store = (name: string, value: string) => {
    const version = randomUUID();
    state
      .sql(
        "insert into secrets values (?, ?, ?, ?) on conflict (name) do update set version = excluded.version, value = excluded.value",
      )
      .run(name, version, value, Date.now());
    return { ARN: arnOf(name), Name: name, VersionId: version };
  };
  const missing = () =>
    new ServiceError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
  return jsonService("Secrets Manager", {
    CreateSecret(input) {
      const name = textOf(input, "Name");
      if (find(name))
        throw new ServiceError(
          "ResourceExistsException",
          `The operation failed because the secret ${name} already exists.`,
        );
      return store(name, textOf(input, "SecretString"));
    },
    PutSecretValue(input) {
      const found = find(textOf(input, "SecretId"));
      if (!found) throw missing();
      return { ...store(String(found.name), textOf(input, "SecretString")), VersionStages: ["AWSCURRENT"] };
    },
    GetSecretValue(input) {
      const found = find(textOf(input, "SecretId"));
      if (!found) throw missing();
      const name = String(found.name);
      return {
        ARN: arnOf(name),
        Name: name,
        VersionId: found.version,
        SecretString: found.value,
        VersionStages: ["AWSCURRENT"],
        CreatedDate: Number(found.created_at) / 1000,
      };
    },
  });
}

/** A secret may be named by its ARN, whose last part has six characters of Secrets Manager's own behind the name. */
const nameOf = (id: string) => /^arn:aws:secretsmanager:[^:]+:\d+:secret:(.+)-\w{6}$/.exec(id)?.[1] ?? id;
