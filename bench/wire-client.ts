/** The wire protocol without a driver: a session that downloads a query's whole result and leaves its rows unread. */
import { gunzipSync } from "node:zlib";

interface Answer {
  success: boolean;
  message: string | null;
  data: { token?: string; total?: number; chunks?: { url: string }[] };
}

/** Gives the number of rows and bytes that the twin sent. */
export type Download = (sqlText: string) => Promise<{ rows: number; bytes: number }>;

export async function connectWire(url: string): Promise<Download> {
  const post = async (path: string, body: object, token?: string): Promise<{ answer: Answer; bytes: number }> => {
    const response = await fetch(`${url}${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(token !== undefined && { authorization: `Snowflake Token="${token}"` }),
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    const answer = JSON.parse(text) as Answer;
    if (!answer.success) throw new Error(answer.message ?? text);
    return { answer, bytes: text.length };
  };
  const login = { data: { LOGIN_NAME: "u", PASSWORD: "p", ACCOUNT_NAME: "twin", CLIENT_APP_ID: "JavaScript" } };
  const { answer } = await post("/session/v1/login-request?databaseName=BENCH&schemaName=PUBLIC", login);
  const token = answer.data.token ?? "";
  let requests = 0;
  return async (sqlText) => {
    requests += 1;
    const query = await post(`/queries/v1/query-request?requestId=wire-${requests}`, { sqlText }, token);
    let { bytes } = query;
    for (const chunk of query.answer.data.chunks ?? []) {
      const response = await fetch(chunk.url);
      bytes += unpacked(Buffer.from(await response.arrayBuffer())).length;
    }
    return { rows: query.answer.data.total ?? 0, bytes };
  };
}

/** Chunks are gzip without saying so in a header. */
const unpacked = (body: Buffer) => (body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : body);
