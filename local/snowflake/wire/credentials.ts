/** Who may log in: anyone, or the users that were configured, by password or by a key pair's signed token. */
import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import { SnowflakeError } from "../errors.ts";

export interface UserCredentials {
  user: string;
  password?: string;
  /** PEM of the RSA public key, with or without its header lines (as RSA_PUBLIC_KEY takes it). */
  publicKey?: string;
}

export interface LoginClaim {
  user: string;
  password: string | undefined;
  token: string | undefined;
  authenticator: string;
}

const refused = () => new SnowflakeError("390100", "08004", "Incorrect username or password was specified.");
const badToken = () => new SnowflakeError("390144", "08004", "JWT token is invalid.");

/** Gives the user's name; throws 390100 or 390144 when it is not one of `users`. Without `users` everyone is let in. */
export function checkLogin(claim: LoginClaim, users: readonly UserCredentials[] | undefined, nowMs: number): string {
  if (claim.authenticator.toUpperCase() === "SNOWFLAKE_JWT") {
    const user = claim.user || subjectOf(claim.token);
    if (users !== undefined) checkToken(claim.token, findUser(users, user)?.publicKey, user, nowMs);
    return user.toUpperCase();
  }
  if (users === undefined) return claim.user.toUpperCase();
  const known = findUser(users, claim.user);
  const given = claim.password || claim.token;
  if (known?.password === undefined || given !== known.password) throw refused();
  return known.user.toUpperCase();
}

const findUser = (users: readonly UserCredentials[], name: string) =>
  users.find(({ user }) => user.toUpperCase() === name.toUpperCase());

interface TokenParts {
  signed: string;
  signature: Buffer;
  payload: { iss?: string; sub?: string; exp?: number };
}

function readToken(token: string | undefined): TokenParts {
  const [header, payload, signature] = (token ?? "").split(".");
  if (!header || !payload || !signature) throw badToken();
  try {
    return {
      signed: `${header}.${payload}`,
      signature: Buffer.from(signature, "base64url"),
      payload: JSON.parse(Buffer.from(payload, "base64url").toString("utf8")),
    };
  } catch {
    throw badToken();
  }
}

function subjectOf(token: string | undefined): string {
  return (readToken(token).payload.sub ?? "").split(".").at(-1) ?? "";
}

/** Issuer is ACCOUNT.USER.SHA256:<fingerprint of the key>: https://docs.snowflake.com/en/developer-guide/sql-api/authenticating */
function checkToken(token: string | undefined, publicKey: string | undefined, user: string, nowMs: number): void {
  const { signed, signature, payload } = readToken(token);
  if (publicKey === undefined) throw badToken();
  const key = readPublicKey(publicKey);
  const fingerprint = createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("base64");
  const [issuer, issuedKey] = (payload.iss ?? "").split(/\.(?=SHA256:)/);
  const isUsers = [issuer, payload.sub].every((name) => name?.split(".").at(-1)?.toUpperCase() === user.toUpperCase());
  const isAlive = (payload.exp ?? 0) * 1000 > nowMs;
  const isSigned = verify("sha256", Buffer.from(signed), key, signature);
  if (!isUsers || !isAlive || !isSigned || issuedKey !== `SHA256:${fingerprint}`) throw badToken();
}

function readPublicKey(text: string): KeyObject {
  const pem = text.includes("BEGIN")
    ? text
    : `-----BEGIN PUBLIC KEY-----\n${text.replace(/\s/g, "").replace(/.{64}/g, "$&\n")}\n-----END PUBLIC KEY-----\n`;
  return createPublicKey(pem);
}
