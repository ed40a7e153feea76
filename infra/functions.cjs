/** The functions as serverless.yml names them, for what is made once per function. */
const { readFileSync } = require("node:fs");
const { join } = require("node:path");

const DEFAULT_TIMEOUT_SECONDS = 60;

/** Reads the keys and time limits from functions.yml; the two levels that matter are plain enough for a line reader. */
exports.functions = () => {
  const found = [];
  for (const line of readFileSync(join(__dirname, "functions.yml"), "utf8").split("\n")) {
    const key = /^([a-z-]+):$/.exec(line)?.[1];
    if (key) found.push({ key, timeoutSeconds: DEFAULT_TIMEOUT_SECONDS });
    const timeout = /^ {2}timeout: (\d+)$/.exec(line)?.[1];
    if (timeout) found.at(-1).timeoutSeconds = Number(timeout);
  }
  return found;
};
