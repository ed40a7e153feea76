/** CloudFormation's intrinsic functions, resolved to the names and ARNs that the local AWS gives its resources. */

export interface Resource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template's properties have as many shapes as AWS has resources
  Properties?: Record<string, any>;
}

export interface Template {
  Resources: Record<string, Resource>;
}

export const LOCAL_ACCOUNT = "000000000000";

const PSEUDO: Record<string, string> = {
  "AWS::AccountId": LOCAL_ACCOUNT,
  "AWS::Partition": "aws",
  "AWS::URLSuffix": "amazonaws.com",
};

/** The property that names a resource of a type, and how its ARN is built (AWS: service authorization reference). */
const NAMED: Record<string, { name: string; arn: (name: string, region: string) => string }> = {
  "AWS::Lambda::Function": {
    name: "FunctionName",
    arn: (name, region) => `arn:aws:lambda:${region}:${LOCAL_ACCOUNT}:function:${name}`,
  },
  "AWS::S3::Bucket": { name: "BucketName", arn: (name) => `arn:aws:s3:::${name}` },
  "AWS::SNS::Topic": { name: "TopicName", arn: (name, region) => `arn:aws:sns:${region}:${LOCAL_ACCOUNT}:${name}` },
  "AWS::SQS::Queue": { name: "QueueName", arn: (name, region) => `arn:aws:sqs:${region}:${LOCAL_ACCOUNT}:${name}` },
  "AWS::DynamoDB::Table": {
    name: "TableName",
    arn: (name, region) => `arn:aws:dynamodb:${region}:${LOCAL_ACCOUNT}:table/${name}`,
  },
  "AWS::Glue::Job": { name: "Name", arn: (name, region) => `arn:aws:glue:${region}:${LOCAL_ACCOUNT}:job/${name}` },
};

/** What `{"Fn::GetAtt": [id, "Arn"]}`, `{"Ref": id}` and plain strings mean. Throws on what the twin does not know, by name. */
export function resolveText(template: Template, value: unknown, region: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "object" && value !== null) {
    const [key, argument] = Object.entries(value)[0] ?? [];
    if (key === "Ref") return reference(template, String(argument), region, "name");
    if (key === "Fn::GetAtt") {
      const [id = "", attribute = ""] = Array.isArray(argument) ? argument.map(String) : String(argument).split(".");
      if (attribute === "Arn") return reference(template, id, region, "arn");
    }
  }
  throw new Error(
    `The twin cannot resolve ${JSON.stringify(value)} of the template; it knows strings, Ref and Fn::GetAtt … Arn`,
  );
}

function reference(template: Template, id: string, region: string, want: "name" | "arn"): string {
  if (id === "AWS::Region") return region;
  const pseudo = PSEUDO[id];
  if (pseudo) return pseudo;
  const resource = template.Resources[id];
  const kind = resource && NAMED[resource.Type];
  const name = kind && resource.Properties?.[kind.name];
  if (!kind || typeof name !== "string")
    throw new Error(`The template refers to ${id}, which has no name that the twin knows`);
  // The Ref of a topic is its ARN (CloudFormation: AWS::SNS::Topic, return values).
  return want === "arn" || resource.Type === "AWS::SNS::Topic" ? kind.arn(name, region) : name;
}
