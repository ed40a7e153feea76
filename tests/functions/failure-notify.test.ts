import { describe, expect, it, vi } from "vitest";
import { failuresOf } from "../../functions/failure-notify/failure.ts";
import { createdEvent } from "../../shared/causes.ts";
import { asciiSubject } from "../../shared/notify/topic.ts";
import { contextOf, PROCESSED, packDrop, startChain } from "./chain.ts";

const gaveUp = (payload: unknown, error = { errorType: "ConfigError", errorMessage: "GLUE_JOB is not set" }) => ({
  version: "1.0",
  timestamp: "2026-01-02T03:04:05.000Z",
  requestContext: {
    requestId: "e4b46cbf-b738-xmpl-8880-a18cdf61200e",
    functionArn: "arn:aws:lambda:eu-west-1:000000000000:function:reelhouse-dev-glue-kickoff:$LATEST",
    condition: "RetriesExhausted",
    approximateInvokeCount: 3,
  },
  requestPayload: payload,
  responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
  responsePayload: error,
});
const glueEvent = (jobRunId: string) => ({
  version: "0",
  source: "aws.glue",
  "detail-type": "Glue Job State Change",
  detail: {
    jobName: "reelhouse-dev-transform",
    severity: "ERROR",
    state: "FAILED",
    jobRunId,
    message: "Command failed with exit code 137",
  },
});
const alarm = {
  AlarmName: "reelhouse-dev-chain-stuck",
  NewStateValue: "ALARM",
  NewStateReason: "Threshold Crossed",
  StateChangeTime: "2026-01-02T03:04:05.000+0000",
};
const alarmShapes: [string, unknown][] = [
  ["through SNS", { Records: [{ EventSource: "aws:sns", Sns: { Subject: "ALARM", Message: JSON.stringify(alarm) } }] }],
  [
    "through EventBridge",
    {
      source: "aws.cloudwatch",
      "detail-type": "CloudWatch Alarm State Change",
      detail: {
        alarmName: alarm.AlarmName,
        state: { value: "ALARM", reason: alarm.NewStateReason, timestamp: alarm.StateChangeTime },
      },
    },
  ],
];

describe("a failure is told apart by its shape", () => {
  it.each(alarmShapes)("an alarm %s", (_, event) => {
    expect(failuresOf(event)).toMatchObject([
      { kind: "alarm", name: alarm.AlarmName, state: "ALARM", reason: "Threshold Crossed" },
    ]);
  });
  it.each<[string, unknown, object[]]>([
    [
      "a reason in quarantine",
      createdEvent({ bucket: PROCESSED, key: "quarantine/_unknown/0123456789abcdef/reason.json" }),
      [{ kind: "refused" }],
    ],
    ["another object there", createdEvent({ bucket: PROCESSED, key: "quarantine/notes.txt" }), []],
    ["S3's test event", { Service: "Amazon S3", Event: "s3:TestEvent", Bucket: "b" }, []],
    [
      "a function that gave up",
      gaveUp({}),
      [{ kind: "function", functionName: "reelhouse-dev-glue-kickoff", errorType: "ConfigError" }],
    ],
    ["a Glue run that failed", glueEvent("jr_1"), [{ kind: "glue", state: "FAILED", jobRunId: "jr_1" }]],
    ["something else", { hello: 1 }, [{ kind: "unknown" }]],
    ["a text", "hello", [{ kind: "unknown" }]],
  ])("%s", (_, event, failures) => {
    expect(failuresOf(event)).toMatchObject(failures);
  });
});

it("tells once, with drop, place, reason and what to do, when a function gives up on a drop", async () => {
  const chain = startChain();
  await chain.upload("a film's drop.zip", packDrop());
  await chain.drain();
  const [drop] = chain.drops();
  const payload = createdEvent({ bucket: PROCESSED, key: `drops/movielens/${drop!.drop}/_READY.json` });
  for (const requestId of ["first", "second"]) {
    const event = { ...gaveUp(payload), requestContext: { ...gaveUp(payload).requestContext, requestId } };
    await chain.handlers["failure-notify"]!(event as never, contextOf());
  }
  expect(chain.mails).toHaveLength(1);
  const { subject, text, drop: attribute } = chain.mails[0]!;
  expect(subject).toBe(`[Reelhouse test] Not configured: reelhouse-dev-glue-kickoff, drop ${drop!.drop}`);
  expect(attribute).toBe(drop!.drop);
  for (const told of [
    "after 3 tries",
    "GLUE_JOB is not set",
    "landing/a film's drop.zip",
    "deploy again",
    `npx reelhouse replay ${drop!.drop}`,
  ])
    expect(text).toContain(told);
});

it("tells once what a check in the warehouse found, and takes none of its words for markup", async () => {
  const chain = startChain();
  const id = "8b412bc6-1e85-48ee-a694-326b8501bc55";
  const alert = { bucket: "archive", key: `_alerts/${id}_ALERT.json` };
  const found = {
    alert_id: id,
    raised_at: "2026-01-02T03:04:05Z",
    source: "monitoring.v_violations",
    severity: "error",
    title: "A task has <b>failed</b>",
    detail: { cases: 2, first: "SILVER.FILMS_TASK" },
  };
  await chain.store.put(alert, JSON.stringify(found));
  for (let time = 0; time < 2; time += 1)
    await chain.handlers["failure-notify"]!(createdEvent(alert) as never, contextOf());
  expect(chain.mails).toHaveLength(1);
  expect(chain.mails[0]?.text).toContain("SILVER.FILMS_TASK");
  expect(chain.mails[0]?.text).toContain("monitoring.v_quality");
});

it("finds the drop of a Glue run that failed", async () => {
  const chain = startChain({
    glueThresholdBytes: 0,
    runs: { find: async () => undefined, start: async () => ({ jobRunId: "jr_7" }) },
  });
  await chain.upload("a.zip", packDrop());
  await chain.drain();
  await chain.handlers["failure-notify"]!(glueEvent("jr_7") as never, contextOf());
  expect(chain.mails[0]).toMatchObject({ drop: chain.drops()[0]!.drop });
  expect(chain.mails[0]?.text).toContain("exit code 137");
});

it("tells of a Glue run line by line, with the log that it has, and of larger workers only where memory or time was short", async () => {
  const tell = async (change: object) => {
    const chain = startChain();
    const event = glueEvent("jr_1");
    await chain.handlers["failure-notify"]!({ ...event, detail: { ...event.detail, ...change } } as never, contextOf());
    return chain.mails[0]!.text;
  };
  const local = await tell({ message: "Error: needs Java 17.\nIt has no log: it ended before it said anything." });
  expect(local).toContain("  Error: needs Java 17.\n");
  expect(local).toContain("  It has no log: ");
  for (const wrong of ["\\u{", "/aws-glue/", "glueWorkers"]) expect(local).not.toContain(wrong);
  expect(await tell({ message: "Error: no such rule\nIts log is /data/jr_1.log" })).not.toContain("/aws-glue/");
  expect(await tell({})).toMatch(/log: \/aws-glue\/jobs\/error[\s\S]*exit code 137[\s\S]*glueWorkers/);
  expect(await tell({ state: "TIMEOUT", message: "" })).toMatch(/Glue gave no message\.[\s\S]*glueWorkers/);
});

it("tells the same failure of a drop's runs once, also when the next of them has begun", async () => {
  const start = vi.fn(async () => ({ jobRunId: `jr_${start.mock.calls.length}` }));
  const runs = { find: async () => undefined, start };
  const chain = startChain({ glueThresholdBytes: 0, runs, glueState: "FAILED" });
  await chain.upload("a.zip", packDrop());
  await chain.drain();
  await chain.reconcile();
  expect(chain.drops()).toMatchObject([{ jobRunId: "jr_2" }]);
  for (const run of ["jr_1", "jr_2"]) await chain.handlers["failure-notify"]!(glueEvent(run) as never, contextOf());
  expect(chain.mails.map(({ drop }) => drop)).toEqual([chain.drops()[0]!.drop]);
  expect(chain.mails[0]?.text).toContain("reconcile has it run again");
});

it("enters the refusal of an engine that does not keep the ledger", async () => {
  const chain = startChain({
    glueThresholdBytes: 0,
    runs: { find: async () => undefined, start: async () => ({ jobRunId: "jr_7" }) },
  });
  await chain.upload("a.zip", packDrop());
  await chain.drain();
  const { drop } = chain.drops()[0]!;
  const reason = {
    id: drop,
    dataset: "movielens",
    step: "transform",
    code: "REJECT_THRESHOLD_EXCEEDED",
    faults: [{ code: "REJECT_THRESHOLD_EXCEEDED", message: "too many", remedy: "mend" }],
    faultCount: 1,
    object: null,
    noticeId: "n",
  };
  await chain.store.put({ bucket: PROCESSED, key: `quarantine/movielens/${drop}/reason.json` }, JSON.stringify(reason));
  await chain.drain();
  expect(chain.failures).toEqual([]);
  expect([chain.drops()[0]?.state, chain.object("a.zip").state]).toEqual(["QUARANTINED", "QUARANTINED"]);
  expect(chain.items().filter(({ open }) => open)).toEqual([]);
});

it("sends again what the topic did not take", async () => {
  const chain = startChain();
  let isDown = true;
  const push = chain.mails.push.bind(chain.mails);
  chain.mails.push = (...messages) => {
    if (isDown) throw new Error("SNS is throttled");
    return push(...messages);
  };
  await expect(chain.handlers["failure-notify"]!(glueEvent("jr_1") as never, contextOf())).rejects.toThrow("throttled");
  isDown = false;
  await chain.handlers["failure-notify"]!(glueEvent("jr_1") as never, contextOf());
  expect(chain.mails).toHaveLength(1);
});

it("makes subjects that SNS takes", () => {
  expect(asciiSubject("Refused: Amélie\n→ film")).toBe("Refused: Amelie? film");
  expect(asciiSubject("x".repeat(300))).toHaveLength(100);
});
