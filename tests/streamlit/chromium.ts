/** Chromium without a window, over its DevTools protocol (chromedevtools.github.io/devtools-protocol): one page, scripts in it, a picture of it. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

export interface Page {
  open(url: string): Promise<void>;
  /** The value of an expression in the page; a promise is waited for. Throws what it throws. */
  evaluate<T>(expression: string): Promise<T>;
  /** Until the expression is neither false nor empty: its value. Throws with what the page shows when that takes longer. */
  until<T>(expression: string, limitMs: number): Promise<T>;
  screenshot(width: number, height: number): Promise<Buffer>;
  type(text: string): Promise<void>;
  key(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Its path, or undefined where there is none: CHROMIUM, or the usual names on the PATH. */
export const findChromium = (): string | undefined =>
  [process.env.CHROMIUM, "chromium", "chromium-browser", "google-chrome"].find(
    (name) => name !== undefined && spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0,
  );

export async function openPage(chromium: string, width = 1280, height = 1000): Promise<Page> {
  const profile = mkdtempSync(join(tmpdir(), "reelhouse-chromium-"));
  const flags = [
    ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
    ...["--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"],
    ...["--remote-debugging-port=0", `--user-data-dir=${profile}`, `--window-size=${width},${height}`],
  ];
  const child = spawn(chromium, [...flags, "about:blank"], { stdio: ["ignore", "ignore", "pipe"] });
  try {
    const port = await devToolsPort(child);
    return await attach(child, profile, port);
  } catch (error) {
    await end(child, profile);
    throw error;
  }
}

async function devToolsPort(child: ChildProcess): Promise<number> {
  const said: string[] = [];
  for await (const line of createInterface(child.stderr!)) {
    said.push(line);
    const [, port] = /^DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(line) ?? [];
    if (port !== undefined) {
      child.stderr!.resume(); // a full pipe would stop it
      return Number(port);
    }
  }
  throw new Error(`Chromium did not start: ${said.slice(-3).join(" ")}`);
}

async function attach(child: ChildProcess, profile: string, port: number): Promise<Page> {
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as {
    type: string;
    webSocketDebuggerUrl: string;
  }[];
  const socket = new WebSocket(targets.find(({ type }) => type === "page")!.webSocketDebuggerUrl);
  await once(socket, "open");
  const waiting = new Map<number, (answer: { result?: never; error?: { message: string } }) => void>();
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(String(data));
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  });
  let id = 0;
  const send = async <T>(method: string, params: object = {}): Promise<T> => {
    id += 1;
    const own = id;
    const answer = await new Promise<{ result?: T; error?: { message: string } }>((resolve) => {
      waiting.set(own, resolve);
      socket.send(JSON.stringify({ id: own, method, params }));
    });
    if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
    return answer.result as T;
  };
  const evaluate = async <T>(expression: string): Promise<T> => {
    const { result, exceptionDetails } = await send<{
      result: { value: T };
      exceptionDetails?: { exception?: { description?: string } };
    }>("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? expression);
    return result.value;
  };
  return {
    open: async (url) => void (await send("Page.navigate", { url })),
    evaluate,
    async until<T>(expression: string, limitMs: number) {
      for (const end = Date.now() + limitMs; Date.now() < end; await sleep(250)) {
        const value = await evaluate<T>(expression);
        if (Array.isArray(value) ? value.length > 0 : value) return value;
      }
      const text = await evaluate<string>("document.body.innerText");
      throw new Error(`${expression} did not come in ${limitMs / 1000} s; the page shows: ${text.slice(0, 1500)}`);
    },
    async screenshot(pageWidth, pageHeight) {
      const metrics = { width: pageWidth, height: pageHeight, deviceScaleFactor: 1, mobile: false };
      await send("Emulation.setDeviceMetricsOverride", metrics);
      await sleep(1500); // charts are drawn anew for the width
      return Buffer.from((await send<{ data: string }>("Page.captureScreenshot", { format: "png" })).data, "base64");
    },
    type: async (text) => void (await send("Input.insertText", { text })),
    async key(name) {
      const code = {
        key: name,
        code: name,
        windowsVirtualKeyCode: name === "Enter" ? 13 : 0,
        text: name === "Enter" ? "\r" : "",
      };
      await send("Input.dispatchKeyEvent", { type: "keyDown", ...code });
      await send("Input.dispatchKeyEvent", { type: "keyUp", ...code });
    },
    async close() {
      socket.close();
      await end(child, profile);
    },
  };
}

async function end(child: ChildProcess, profile: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    const exited = once(child, "exit");
    child.kill("SIGTERM");
    await exited;
  }
  rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }); // its children may still be ending
}
