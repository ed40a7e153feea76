/** How long JavaScript may compute. What it may hold is the interpreter's limit. */
import type { SandboxLimits } from "./sandbox.ts";

/** The statement's own time-out ends a procedure too, with the statements that it runs. */
export const procedureLimits: SandboxLimits = { timeMs: 10 * 60_000 };

/**
 * For each 2,048 rows: functions are computed in the twin's own thread, which waits for them, so that this is also the longest that nothing
 * else is answered. Between two batches others have their turn, and an abort is heard.
 */
export const functionLimits: SandboxLimits = { timeMs: 5_000 };
