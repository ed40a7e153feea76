/** Serverless plugin: after a deploy, puts the Glue job's files where its definition says that they are. */
const { glueBundle } = require("../glue-bundle.cjs");

module.exports = class GlueAssets {
  constructor(serverless) {
    this.serverless = serverless;
    this.hooks = { "after:deploy:deploy": () => this.upload() };
  }

  async upload() {
    const { service, serviceDir } = this.serverless;
    const job = service.resources.Resources.TransformJob.Properties;
    const [, bucket] = /^s3:\/\/([^/]+)\//.exec(job.Command.ScriptLocation);
    const provider = this.serverless.getProvider("aws");
    for (const { key, body } of await glueBundle(serviceDir))
      await provider.request("S3", "putObject", { Bucket: bucket, Key: key, Body: body });
  }
};
