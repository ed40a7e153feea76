/** What the exit code of every command means. */
export const EXIT = {
  done: 0,
  /** The data was refused. */
  refused: 1,
  /** The command was used wrongly: a flag, a name, a file that is not there. */
  wrongUse: 2,
  /** A service failed or does not answer. */
  serviceFailed: 3,
} as const;

/** Ends a command with a message and a code; anything else that is thrown counts as a failed service. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: number;
  /** What `--json` prints beside the message. */
  readonly details: Record<string, unknown>;

  constructor(exitCode: number, message: string, details: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
    this.details = details;
  }
}

export const wrongUse = (message: string) => new CommandError(EXIT.wrongUse, message);
