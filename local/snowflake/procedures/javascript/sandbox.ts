/**
 * Where users' JavaScript runs: an interpreter (QuickJS) compiled to WebAssembly. It has its own objects and none of Node's, so there is
 * nothing to escape to: no process, no modules, no files, no network, no timers.
 */
import variant from "@jitl/quickjs-ng-wasmfile-release-sync";
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSWASMModule,
} from "quickjs-emscripten-core";
import { prelude } from "./prelude.ts";

export interface SandboxLimits {
  /** Of computing, between two calls of the host. */
  timeMs: number;
}

/** What is told of an exception of the body. `line` and `column` count from 1. */
export interface BodyError {
  name?: string;
  message: string;
  at?: { line: number; column: number };
  /** Thrown by a statement, and not caught. */
  isSql: boolean;
  trace?: string;
}

/** A body that cannot be compiled, or that reached a limit. */
export class SandboxError extends Error {
  override readonly name = "SandboxError";
  readonly fault: "syntax" | "time" | "memory";
  readonly at: { line: number; column: number } | undefined;

  constructor(fault: SandboxError["fault"], message: string, at?: { line: number; column: number }) {
    super(message);
    this.fault = fault;
    this.at = at;
  }
}

export type EntryPoint = "procedure" | "rows" | "table";

export interface Sandbox {
  /** Answers with the entry point's JSON text. Throws SandboxError; the sandbox cannot be used after one. */
  run(entry: EntryPoint, request: string): string;
  dispose(): void;
}

type VariantMemory = NonNullable<NonNullable<Parameters<typeof newVariant>[1]>["wasmMemory"]>;
/** Node has it, its types do not. */
const { Memory } = (
  globalThis as unknown as {
    WebAssembly: { Memory: new (pages: { initial: number; maximum: number }) => VariantMemory };
  }
).WebAssembly;
const pageBytes = 64 * 1024;
const firstPages = 256;

/**
 * Loading takes 10 ms; one module serves all sandboxes of a thread. The limit of memory is that of the WebAssembly memory, which they
 * share: the interpreter's own limit counts large values as a few bytes.
 */
export function loadInterpreter(memoryBytes = 256 * 1024 * 1024): Promise<QuickJSWASMModule> {
  const maximum = Math.max(firstPages, Math.floor(memoryBytes / pageBytes));
  const wasmMemory = new Memory({ initial: firstPages, maximum });
  return newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmMemory }));
}

/** Far less than the interpreter's own stack has, so that recursion ends as an exception. */
const stackBytes = 512 * 1024;

/** `source` is an expression: a function, or an object of functions. `host` answers requests of the object `snowflake`. */
export function createSandbox(
  interpreter: QuickJSWASMModule,
  source: string,
  limits: SandboxLimits,
  host?: (request: string) => string,
): Sandbox {
  const runtime = interpreter.newRuntime();
  runtime.setMaxStackSize(stackBytes);
  const context = runtime.newContext();
  let deadline = 0;
  let isLate = false;
  runtime.setInterruptHandler(() => {
    isLate ||= performance.now() > deadline;
    return isLate;
  });
  const start = () => {
    deadline = performance.now() + limits.timeMs;
  };
  const hostFunction = context.newFunction("host", (request) => {
    const answer = host === undefined ? "{}" : host(context.getString(request));
    start();
    return context.newString(answer);
  });
  const failed = (error: QuickJSHandle): SandboxError => {
    const { name, message, stack } = readError(context, error);
    if (isLate) return new SandboxError("time", `The time limit of ${limits.timeMs / 1000} seconds was reached.`);
    if (name === "SyntaxError") return new SandboxError("syntax", message, placeOf(stack));
    return new SandboxError("memory", message);
  };
  const evaluate = (text: string, file: string): QuickJSHandle => {
    start();
    const result = context.evalCode(text, file);
    if (result.error === undefined) return result.value;
    const error = failed(result.error);
    result.error.dispose();
    throw error;
  };
  const handles: QuickJSHandle[] = [hostFunction];
  const dispose = () => {
    for (const handle of handles.splice(0)) handle.dispose();
    context.dispose();
    runtime.dispose();
  };
  try {
    const make = evaluate(prelude, "prelude");
    const made = context.callFunction(make, context.undefined, hostFunction);
    make.dispose();
    const entries = context.unwrapResult(made);
    handles.push(entries);
    if (host !== undefined) context.unwrapResult(context.callMethod(entries, "offerApi")).dispose();
    const body = evaluate(source, "body");
    handles.push(body);
    return {
      run(entry, request) {
        start();
        const text = context.newString(request);
        const result = context.callMethod(entries, entry, [body, text]);
        text.dispose();
        if (result.error !== undefined) {
          const error = failed(result.error);
          result.error.dispose();
          throw error;
        }
        const answer = context.getString(result.value);
        result.value.dispose();
        return answer;
      },
      dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}

function readError(context: QuickJSContext, error: QuickJSHandle): { name: string; message: string; stack: string } {
  const found: unknown = context.dump(error);
  if (typeof found !== "object" || found === null) return { name: "", message: String(found), stack: "" };
  const { name = "", message = "", stack = "" } = found as Record<string, unknown>;
  return { name: String(name), message: String(message), stack: String(stack) };
}

function placeOf(stack: string): { line: number; column: number } | undefined {
  const match = /body:(\d+):(\d+)/.exec(stack);
  return match === null ? undefined : { line: Number(match[1]), column: Number(match[2]) };
}
