/** Serverless plugin: says plainly what is missing before a command fails in a way that hides it. */
const net = require("node:net");

module.exports = class GuardStage {
  constructor(serverless) {
    this.serverless = serverless;
    this.hooks = {
      "before:deploy:deploy": () => this.refuseLaptopDeploy(),
      "before:invoke:local:invoke": () => this.requireRunningTwin(),
    };
  }

  /** Stage `local` is the twin's, and an account of zeros is only good for packaging. */
  refuseLaptopDeploy() {
    const { stage } = this.serverless.service.provider;
    if (stage === "local")
      this.fail("Stage `local` is the twin's and is never deployed. Use --stage dev or --stage prod.");
    if (!/^(?!0{12})\d{12}$/.test(process.env.AWS_ACCOUNT_ID ?? "")) {
      this.fail("Set AWS_ACCOUNT_ID to the 12-digit account to deploy to: bucket names and ARNs are built from it.");
    }
  }

  /** `invoke local` on stage `local` runs the function against the twin, which must be up. */
  async requireRunningTwin() {
    const { stage, environment = {} } = this.serverless.service.provider;
    if (stage !== "local") return;
    const services = {
      "embedded AWS": environment.AWS_ENDPOINT_URL,
      "Snowflake twin": environment.SNOWFLAKE_ACCESS_URL,
    };
    const missing = [];
    for (const [name, url] of Object.entries(services))
      if (!(await listens(url))) missing.push(`the ${name} does not answer at ${url}`);
    if (missing.length > 0) {
      this.fail(
        `The Reelhouse twin is not running: ${missing.join(" and ")}.\n` +
          "Start it in another terminal with `npx reelhouse up`. If it listens elsewhere, set REELHOUSE_AWS_ENDPOINT and REELHOUSE_SNOWFLAKE_URL (`npx reelhouse env` prints them).",
      );
    }
  }

  fail(message) {
    throw new this.serverless.classes.Error(message, "REELHOUSE_GUARD");
  }
};

function listens(url) {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = net.connect({ host: hostname, port: Number(port), timeout: 1000 });
    const end = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket
      .on("connect", () => end(true))
      .on("error", () => end(false))
      .on("timeout", () => end(false));
  });
}
