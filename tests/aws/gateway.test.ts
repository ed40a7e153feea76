/** The wire below the SDK: who is served, who is refused, framings and addresses that SDKs do not show. */
import { createHash } from "node:crypto";
import { Agent, request } from "node:http";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, describe, expect, it } from "vitest";
import { runLocalAws } from "./local-aws.ts";

const running = await runLocalAws();
const client = new S3Client({ ...running.options, forcePathStyle: true });
await client.send(new CreateBucketCommand({ Bucket: "wire" }));
afterAll(async () => {
  client.destroy();
  await running[Symbol.asyncDispose]();
});

const AUTHORIZATION =
  "AWS4-HMAC-SHA256 Credential=any/20260101/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=0";

interface Answer {
  status: number;
  body: string;
  headers: Record<string, unknown>;
}

function send(
  method: string,
  path: string,
  { headers = {}, body = "", agent }: { headers?: Record<string, string>; body?: string | Buffer; agent?: Agent } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: "127.0.0.1",
        port: running.aws.port,
        method,
        path,
        agent,
        headers: { "content-length": String(Buffer.byteLength(body)), ...headers },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () =>
          resolve({ status: answer.statusCode!, body: Buffer.concat(chunks).toString(), headers: answer.headers }),
        );
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}
const signed = (headers: Record<string, string> = {}) => ({ headers: { authorization: AUTHORIZATION, ...headers } });

describe("a request", () => {
  it("without a signature is refused by S3", async () => {
    const { status, body } = await send("GET", "/wire/x");
    expect([status, body]).toEqual([403, expect.stringContaining("<Code>AccessDenied</Code>")]);
  });

  it("for a service that is not here is refused by the service's name", async () => {
    const { status, body } = await send("POST", "/", signed({ authorization: AUTHORIZATION.replace("/s3/", "/sqs/") }));
    expect([status, body]).toEqual([501, expect.stringContaining("sqs")]);
  });

  it("for a part of S3 that is not here is refused by that part's name", async () => {
    const { status, body } = await send("GET", "/wire?website", signed());
    expect([status, body]).toEqual([501, expect.stringMatching(/<Code>NotImplemented<\/Code>.*website/)]);
    expect((await send("GET", "/wire/key?acl", signed())).body).toContain("acl");
  });

  it("with broken percent-encoding or broken XML is the sender's fault", async () => {
    expect((await send("GET", "/wire/%ff", signed())).body).toContain("InvalidURI");
    for (const body of [
      "<Delete>",
      "<Delete><Object></Delete></Object>",
      "nonsense",
      '<!DOCTYPE a [<!ENTITY b "c">]><Delete>&b;</Delete>',
    ]) {
      const refused = await send("POST", "/wire?delete", { ...signed(), body });
      expect([refused.status, refused.body]).toEqual([400, expect.stringContaining("MalformedXML")]);
    }
  });

  it("reaches its bucket by the host's name too", async () => {
    await client.send(new PutObjectCommand({ Bucket: "wire", Key: "by-host", Body: "found" }));
    for (const host of [
      "wire.localhost",
      "wire.s3.localhost:4566",
      "wire.s3.eu-west-1.amazonaws.com",
      "wire.s3.amazonaws.com",
    ]) {
      expect((await send("GET", "/by-host", signed({ host }))).body).toBe("found");
    }
    for (const host of ["localhost", "s3.localhost:4566", "s3.eu-west-1.amazonaws.com", "127.0.0.1"]) {
      expect((await send("GET", "/wire/by-host", signed({ host }))).body).toBe("found");
    }
  });

  it("that is refused in mid-body leaves its connection usable", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const framed = {
      "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      "x-amz-decoded-content-length": "2000000",
    };
    const body = Buffer.alloc(2_000_000, "no chunk header\n");
    for (let attempt = 0; attempt < 3; attempt++) {
      expect((await send("PUT", "/wire/broken", { ...signed(framed), body, agent })).status).toBe(400);
      expect((await send("PUT", "/no-such-bucket/x", { ...signed(), body, agent })).status).toBe(404);
    }
    agent.destroy();
  });
});

describe("a body framed as aws-chunked", () => {
  const frame = (chunks: string[], trailer = "") =>
    `${chunks.map((chunk) => `${Buffer.byteLength(chunk).toString(16)};chunk-signature=${"0".repeat(64)}\r\n${chunk}\r\n`).join("")}0;chunk-signature=${"0".repeat(64)}\r\n${trailer}\r\n`;
  const put = (key: string, body: string, length: number, headers: Record<string, string> = {}) =>
    send("PUT", `/wire/${key}`, {
      ...signed({
        "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
        "content-encoding": "aws-chunked,gzip",
        "x-amz-decoded-content-length": String(length),
        ...headers,
      }),
      body,
    });

  it("is stored without its frames", async () => {
    expect((await put("chunked", frame(["hello ", "wörld"]), 12)).status).toBe(200);
    const { body, headers } = await send("GET", "/wire/chunked", signed());
    expect([body, headers["content-encoding"]]).toEqual(["hello wörld", "gzip"]);
  });

  it("has the checksum of its trailer verified", async () => {
    const value = createHash("sha256").update("abc").digest("base64");
    const headers = {
      "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
      "x-amz-trailer": "x-amz-checksum-sha256",
    };
    const good = await put(
      "trailer",
      frame(["abc"], `x-amz-checksum-sha256:${value}\r\nx-amz-trailer-signature:0\r\n`),
      3,
      headers,
    );
    expect([good.status, good.headers["x-amz-checksum-sha256"]]).toEqual([200, value]);
    const bad = await put("trailer", frame(["abd"], `x-amz-checksum-sha256:${value}\r\n`), 3, headers);
    expect([bad.status, bad.body]).toEqual([400, expect.stringContaining("BadDigest")]);
    expect((await put("trailer", frame(["abc"]), 3, headers)).status).toBe(400);
    expect((await send("GET", "/wire/trailer", signed())).body).toBe("abc");
  });

  it.each([
    ["shorter than promised", frame(["abc"]), 4],
    ["without its last chunk", "3\r\nabc\r\n", 3],
    ["with a chunk longer than its header", "2\r\nabc\r\n0\r\n\r\n", 3],
    ["with a header that is none", "xyz\r\nabc\r\n0\r\n\r\n", 3],
    ["followed by more", `${frame(["abc"])}more`, 3],
  ])("is refused when it is %s", async (_, body, length) => {
    const refused = await put("broken", body, length);
    expect([refused.status, refused.body]).toEqual([400, expect.stringContaining("IncompleteBody")]);
    expect((await send("GET", "/wire/broken", signed())).status).toBe(404);
  });
});

/** As SDKs make it; the signature is not checked, the time is. */
function presign(path: string, signedAt: Date, expiresSeconds: number): string {
  const query = new URLSearchParams({
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": "any/20260101/eu-west-1/s3/aws4_request",
    "X-Amz-Date": signedAt.toISOString().replace(/[-:]|\.\d+/g, ""),
    "X-Amz-Expires": String(expiresSeconds),
    "X-Amz-SignedHeaders": "host",
    "X-Amz-Signature": "0".repeat(64),
    "x-id": "GetObject",
  });
  return `${path}?${query}`;
}

describe("a presigned URL", () => {
  it("serves until it expires", async () => {
    await client.send(new PutObjectCommand({ Bucket: "wire", Key: "presigned key", Body: "shared" }));
    const at = (agoMs: number) => send("GET", presign("/wire/presigned%20key", new Date(Date.now() - agoMs), 60));
    expect(await at(0)).toMatchObject({ status: 200, body: "shared" });
    expect(await at(58_000)).toMatchObject({ status: 200 });
    expect(await at(62_000)).toMatchObject({ status: 403, body: expect.stringContaining("Request has expired") });
    expect(await send("GET", presign("/wire/presigned%20key", new Date(), 604_801))).toMatchObject({ status: 400 });
  });

  it("takes an upload", async () => {
    expect((await send("PUT", presign("/wire/uploaded", new Date(), 60), { body: "from a browser" })).status).toBe(200);
    expect((await send("GET", "/wire/uploaded", signed())).body).toBe("from a browser");
  });
});

it("STS says who everybody is", async () => {
  const headers = {
    authorization: AUTHORIZATION.replace("/s3/", "/sts/"),
    "content-type": "application/x-www-form-urlencoded",
  };
  const { body } = await send("POST", "/", { headers, body: "Action=GetCallerIdentity&Version=2011-06-15" });
  expect(body).toContain("<Account>000000000000</Account>");
});
