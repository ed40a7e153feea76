/** The three kinds of failure, and the shape in which a fault is told to the sender. The closed list of codes is in `codes/`. */
import { type Code, codes } from "./codes/index.ts";

/** One thing to mend. `entry` is a member's name; `record` and `line` count from 1, `offset` is in bytes from 0. */
export interface Fault {
  code: Code;
  message: string;
  remedy: string;
  entry?: string;
  record?: number;
  line?: number;
  column?: string;
  offset?: number;
  found?: string;
  expected?: string;
  /** The start of the record as it came, printable: its first 200 characters. */
  text?: string;
}

export type FaultDetails = Omit<Fault, "code" | "remedy" | "message"> & { message?: string };

/** Makes a fault from its code: text and remedy come from the closed list, the details name the thing. */
export function fault(code: Code, details: FaultDetails = {}): Fault {
  const { message = codes[code].text, ...rest } = details;
  return { code, message, remedy: codes[code].remedy, ...rest };
}

export interface InputErrorOptions extends ErrorOptions {
  /** How many faults there are, where they are more than were kept. */
  faultCount?: number;
}

/** The sender must mend it: quarantine once, never retry. Carries every fault that was found, at least one. */
export class InputError extends Error {
  override readonly name = "InputError";
  readonly faults: readonly Fault[];
  readonly faultCount: number;

  constructor(faults: readonly Fault[], { faultCount = faults.length, ...options }: InputErrorOptions = {}) {
    super(faults.map(({ code, message }) => `${code}: ${message}`).join("; "), options);
    this.faults = faults;
    this.faultCount = faultCount;
  }

  /** The code of the first fault: the one under which the drop is quarantined. */
  get code(): Code {
    return this.faults[0]?.code ?? "INTERNAL_NO_FAULT";
  }
}

/** We deployed it wrong: thrown, so that the on-failure destination tells us what is missing. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** Shorthand for a single fault. */
export function refuse(code: Code, details: FaultDetails = {}, options?: ErrorOptions): InputError {
  return new InputError([fault(code, details)], options);
}
