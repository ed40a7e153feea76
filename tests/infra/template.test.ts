/** The packaged template, read for what a deploy would refuse or regret and no linter finds. */
import { beforeAll, describe, expect, it } from "vitest";
import type { Template } from "../../local/aws/dispatcher/intrinsics.ts";
import { readWiring, type Wiring } from "../../local/aws/dispatcher/wiring.ts";
import { packageTemplate } from "../../local/package-template.ts";
import { contracts } from "../../shared/contract/registry.ts";
import { partKey } from "../../shared/keys.ts";

const codeRoot = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");
let template: Template;
let wiring: Wiring;

beforeAll(async () => {
  template = await packageTemplate(codeRoot, "dev");
  wiring = readWiring(template, "eu-west-1");
}, 300_000);

const resources = (type: string) => Object.entries(template.Resources).filter(([, { Type }]) => Type === type);

describe("the packaged template", () => {
  it("has the seven functions of the chain", () => {
    expect(wiring.functions.map(({ name }) => name).sort()).toEqual(
      [
        "failure-notify",
        "glue-kickoff",
        "manifest-check",
        "reconcile",
        "snowpipe-refresh",
        "transform",
        "unzip-and-validate",
      ].map((name) => `reelhouse-dev-${name}`),
    );
  });

  it("has no two notifications of a bucket whose filters overlap, which S3 refuses at deploy", () => {
    for (const a of wiring.notifications) {
      for (const b of wiring.notifications) {
        const overlap =
          a !== b &&
          a.bucket === b.bucket &&
          (a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix)) &&
          (a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix));
        expect(overlap, `${JSON.stringify(a)} and ${JSON.stringify(b)}`).toBe(false);
      }
    }
  });

  it("lets no function write where it is triggered", () => {
    for (const { functionArn, bucket, prefix, suffix } of wiring.notifications) {
      const name = functionArn.split(":").at(-1)?.replace("reelhouse-dev-", "") ?? "";
      const own = OWN_LAST_WRITES[name] ?? [];
      expect(own.length, `${name}: which keys does it write?`).toBeGreaterThan(0);
      for (const write of own) {
        const triggers =
          write.bucket === bucket.split("-").at(-1) && write.key.startsWith(prefix) && write.key.endsWith(suffix);
        expect(triggers, `${name} writes ${write.key}, which triggers it`).toBe(false);
      }
    }
  });

  it("gives every function an on-failure destination that exists, retries and an event age", () => {
    const known = new Set([
      ...wiring.functions.map(({ arn }) => arn),
      ...wiring.queues.map((queue) => `arn:aws:sqs:eu-west-1:000000000000:${queue}`),
    ]);
    for (const { name, onFailure, arn, maxEventAgeSeconds } of wiring.functions) {
      expect(onFailure, name).toBeDefined();
      expect(known.has(onFailure ?? ""), `${name}: ${onFailure}`).toBe(true);
      expect(onFailure, `${name} must not be its own destination`).not.toBe(arn);
      expect(maxEventAgeSeconds, name).toBeLessThanOrEqual(21600);
    }
    expect(resources("AWS::Lambda::EventInvokeConfig")).toHaveLength(7);
  });

  it("gives every function a role of its own, without a wildcard but where AWS has no resource to name", () => {
    const roles = resources("AWS::Lambda::Function").map(([, { Properties }]) => Properties?.Role["Fn::GetAtt"][0]);
    expect(new Set(roles).size).toBe(7);
    for (const [id, { Properties }] of resources("AWS::IAM::Role")) {
      expect(Properties?.ManagedPolicyArns, `${id} uses a managed policy`).toBeUndefined();
      const policies: Policy[] = Properties?.Policies ?? [];
      for (const { Action, Resource } of policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)) {
        const actions = [Action].flat();
        for (const action of actions) expect(action, id).not.toContain("*");
        if ([Resource].flat().includes("*"))
          for (const action of actions)
            expect(action, id).toMatch(/^(xray:Put(TraceSegments|TelemetryRecords)|cloudwatch:PutMetricData)$/);
      }
    }
  });

  it("lets unzip-and-validate start the invocation that goes on with a large drop, and no other function itself", () => {
    const id = "UnzipDashandDashvalidateLambdaFunction";
    expect(template.Resources[id]?.Properties).toMatchObject({ RecursiveLoop: "Allow" });
    for (const [role, { Properties }] of resources("AWS::IAM::Role")) {
      const policies: Policy[] = Properties?.Policies ?? [];
      const invoked = policies
        .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
        .filter(({ Action }) => [Action].flat().includes("lambda:InvokeFunction"))
        .flatMap(({ Resource }) => [Resource].flat().map((each) => JSON.stringify(each)));
      const name = String(Properties?.RoleName).replace("reelhouse-dev-", "");
      const invokesItself = invoked.some((each) => each.includes(`function:reelhouse-dev-${name}"`));
      expect(invokesItself, role).toBe(name === "unzip-and-validate");
    }
  });

  it("wakes reconcile at every end of a Glue run, and failure-notify at the bad ones, with the same retries and dead letter", () => {
    const rules = resources("AWS::Events::Rule").filter(([, { Properties }]) =>
      Properties?.EventPattern?.source?.includes("aws.glue"),
    );
    const ends = rules.map(([, { Properties }]) => {
      const [target, ...more] = Properties!.Targets;
      expect(more).toEqual([]);
      expect(target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 21600, MaximumRetryAttempts: 5 });
      expect(target.DeadLetterConfig).toEqual({ Arn: { "Fn::GetAtt": ["LostNotifications", "Arn"] } });
      const mayInvoke = resources("AWS::Lambda::Permission").some(
        ([, { Properties: given }]) =>
          given?.Principal === "events.amazonaws.com" &&
          JSON.stringify(given.FunctionName) === JSON.stringify(target.Arn) &&
          JSON.stringify(given.SourceArn).includes(`"${Properties!.Name}"`),
      );
      expect(mayInvoke, Properties!.Name).toBe(true);
      const { "detail-type": type, detail } = Properties!.EventPattern;
      expect([type, detail.jobName]).toEqual([["Glue Job State Change"], ["reelhouse-dev-transform"]]);
      const [arn] = wiring.rules.find(({ name }) => name === Properties!.Name)!.functionArns;
      return [arn!.split(":").at(-1), detail.state];
    });
    expect(Object.fromEntries(ends)).toEqual({
      "reelhouse-dev-reconcile": ["SUCCEEDED", "FAILED", "TIMEOUT", "STOPPED"],
      "reelhouse-dev-failure-notify": ["FAILED", "TIMEOUT", "STOPPED"],
    });
  });

  it("keeps secrets out of the environments: names and addresses only", () => {
    for (const { name, environment } of wiring.functions) {
      for (const [variable, value] of Object.entries(environment)) {
        expect(variable, name).not.toMatch(/PASSWORD|PRIVATE_KEY|TOKEN|SECRET(?!_ID)/);
        expect(value, `${name} ${variable}`).not.toMatch(/-----BEGIN|AKIA[0-9A-Z]{16}/);
      }
    }
  });

  it("keeps the three buckets versioned, encrypted, private, TLS only and alive when the stack goes", () => {
    const policies = resources("AWS::S3::BucketPolicy").map(([, { Properties }]) => Properties);
    for (const id of ["S3BucketLanding", "S3BucketProcessed", "S3BucketArchive"]) {
      const bucket = template.Resources[id] as unknown as {
        DeletionPolicy: string;
        Properties: Record<string, Record<string, unknown>>;
      };
      expect(bucket.DeletionPolicy).toBe("Retain");
      expect(bucket.Properties.VersioningConfiguration).toEqual({ Status: "Enabled" });
      expect(bucket.Properties.BucketEncryption).toBeDefined();
      expect(Object.values(bucket.Properties.PublicAccessBlockConfiguration ?? {})).toEqual([true, true, true, true]);
      const rules = (bucket.Properties.LifecycleConfiguration as { Rules: Record<string, unknown>[] }).Rules;
      expect(rules.some((rule) => "AbortIncompleteMultipartUpload" in rule)).toBe(true);
      const policy = policies.find((each) => each?.Bucket.Ref === id);
      expect(JSON.stringify(policy)).toContain('"aws:SecureTransport":"false"');
    }
  });

  it("keeps logs for a set time and has alarms on errors, throttles, duration, stuck drops and lost notifications", () => {
    for (const [id, { Properties }] of resources("AWS::Logs::LogGroup"))
      expect(Properties?.RetentionInDays, id).toBe(30);
    expect(resources("AWS::CloudWatch::Alarm")).toHaveLength(7 * 3 + 2);
  });

  it("describes to Glue the archive as the transform writes it: its folders, and its columns in their order", () => {
    const described = new Map(
      resources("AWS::Glue::Table").map(([, { Properties }]) => {
        const { Location, Columns } = Properties!.TableInput.StorageDescriptor;
        return [Location.split("-archive/")[1], Columns.map(({ Name }: { Name: string }) => Name)];
      }),
    );
    for (const { dataset, tables } of contracts().values())
      for (const { table, columns } of tables) {
        const key = partKey({ dataset, drop: "0123456789abcdef" }, table, 0);
        const folder = key.slice(0, key.indexOf("0123456789abcdef"));
        expect(described.get(folder)).toEqual([
          ...columns.map(({ name }) => name),
          ...["_drop_id", "_source_file", "_source_row"], // the order of `outputs.ts`
        ]);
      }
  });

  it("has a Glue table for each target of a contract", () => {
    const names = resources("AWS::Glue::Table").map(([, { Properties }]) => Properties?.TableInput.Name);
    expect(names).toEqual(expect.arrayContaining(["movielens_ratings", "movielens_genome_scores", "catalogue_films"]));
  });
});

interface Policy {
  PolicyDocument: { Statement: { Action: string | string[]; Resource: unknown }[] };
}

/** What each function writes in the buckets, with stand-ins for names. */
const OWN_LAST_WRITES: Record<string, { bucket: string; key: string }[]> = {
  "unzip-and-validate": [
    { bucket: "processed", key: "drops/d/0123456789abcdef/manifest.json" },
    { bucket: "processed", key: "quarantine/d/0123456789abcdef/reason.json" },
  ],
  "manifest-check": [
    { bucket: "processed", key: "drops/d/0123456789abcdef/_READY.json" },
    { bucket: "processed", key: "quarantine/d/0123456789abcdef/reason.json" },
  ],
  "glue-kickoff": [{ bucket: "processed", key: "drops/d/0123456789abcdef/_TRANSFORM.json" }],
  transform: [
    { bucket: "archive", key: "d/_drops/0123456789abcdef/_DONE.json" },
    { bucket: "processed", key: "quarantine/d/0123456789abcdef/reason.json" },
  ],
  "snowpipe-refresh": [{ bucket: "processed", key: "quarantine/d/0123456789abcdef/reason.json" }],
  "failure-notify": [{ bucket: "none", key: "it publishes to the topic" }],
};
