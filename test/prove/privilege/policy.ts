import type { FunctionName } from "../../../infra/local/house.ts";
import type { Template } from "../../../infra/package/template.ts";
import { callIn, down, isRecord, listOf } from "../../../infra/package/value.ts";

/** A statement of a role as AWS would read it: every name of the template filled in. */
export interface Statement {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Operator, such as `ForAllValues:StringLike`, then context key, then the values of which one must fit. */
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

export const functionNames: readonly FunctionName[] = ["webhook", "work", "tick", "patrol", "api", "chat"];

/** Where the judged deployment is; what an ARN of it begins with. */
export const place = { partition: "aws", region: "eu-central-1", account: "123456789012", stage: "dev" } as const;
export const tablePrefix = `penstock-${place.stage}-`;

export function arnOf(service: string, resource: string): string {
  return `arn:${place.partition}:${service}:${place.region}:${place.account}:${resource}`;
}

/**
 * What each function's role allows. Of what depends on a condition of the template the wider side is taken.
 *
 * @throws Error when something stands there that is not understood: nothing may be passed over
 */
export function policiesOf(template: Template): Readonly<Record<FunctionName, readonly Statement[]>> {
  const of = (name: FunctionName) => statementsOf(template, `${name.charAt(0).toUpperCase()}${name.slice(1)}Role`);
  return {
    webhook: of("webhook"),
    work: of("work"),
    tick: of("tick"),
    patrol: of("patrol"),
    api: of("api"),
    chat: of("chat"),
  };
}

function statementsOf(template: Template, role: string): Statement[] {
  const policies = listOf(template.Resources[role]?.Properties.Policies);
  return policies
    .flatMap((policy) => listOf(down(policy, "PolicyDocument", "Statement")))
    .map((statement) => chosen(statement))
    .filter((statement) => statement !== undefined)
    .map((statement) => {
      const { Sid, Effect, Action, Resource, Condition = {}, ...others } = isRecord(statement) ? statement : {};
      const strange = Object.keys(others);
      if (Effect !== "Allow" || strange.length > 0)
        throw new Error(`${role} ${String(Sid)}: ${String(Effect)} ${strange.join(", ")} is not understood`);
      const filled = (value: unknown) => listOf(chosen(value)).map((one) => textIn(template, one));
      return {
        sid: String(Sid),
        actions: filled(Action),
        resources: filled(Resource),
        conditions: Object.fromEntries(
          Object.entries(Object(Condition)).map(([operator, keys]) => [
            operator,
            Object.fromEntries(Object.entries(Object(keys)).map(([key, values]) => [key, filled(values)])),
          ]),
        ),
      };
    });
}

/** The first, wider side of an `Fn::If`. */
function chosen(value: unknown): unknown {
  const call = callIn(value);
  if (call?.name === "Ref" && call.argument === "AWS::NoValue") return undefined;
  return call?.name === "Fn::If" ? chosen(listOf(call.argument)[1]) : value;
}

const pseudo: Readonly<Record<string, string>> = {
  "AWS::Partition": place.partition,
  "AWS::Region": place.region,
  "AWS::AccountId": place.account,
};

/** The text that CloudFormation would make of a value. */
function textIn(template: Template, value: unknown): string {
  if (typeof value === "string") return value;
  const call = callIn(value);
  const [first, second] = listOf(call?.argument);
  if (call?.name === "Fn::GetAtt") {
    const [id = "", attribute = ""] = listOf(call.argument).map(String).join(".").split(".");
    return attributeOf(template, id, attribute);
  }
  if (call?.name === "Ref") return named(template, String(call.argument));
  if (call?.name === "Fn::Sub" && second === undefined)
    return String(first).replaceAll(/\$\{([^!}]+)\}/g, (_, name: string) => named(template, name));
  if (call?.name === "Fn::Join")
    return listOf(second)
      .map((part) => textIn(template, part))
      .join(String(first));
  throw new Error(`${JSON.stringify(value)} is not understood`);
}

function named(template: Template, name: string): string {
  const [id = "", attribute] = name.split(".");
  const known = pseudo[name];
  if (known !== undefined) return known;
  if (attribute === undefined) throw new Error(`what ${name} refers to is not understood`);
  return attributeOf(template, id, attribute);
}

/** Only what roles speak of. @throws Error for all else */
function attributeOf(template: Template, id: string, attribute: string): string {
  const { Type = "nothing", Properties = {} } = template.Resources[id] ?? {};
  const name = (property: string) => textIn(template, Properties[property]);
  const kind = `${Type} ${attribute}`;
  if (kind === "AWS::DynamoDB::Table Arn") return arnOf("dynamodb", `table/${name("TableName")}`);
  if (kind === "AWS::DynamoDB::Table StreamArn") return `${arnOf("dynamodb", `table/${name("TableName")}`)}/stream/now`;
  if (kind === "AWS::SQS::Queue Arn") return arnOf("sqs", name("QueueName"));
  if (kind === "AWS::Logs::LogGroup Arn") return `${arnOf("logs", `log-group:${name("LogGroupName")}`)}:*`;
  throw new Error(`${id}.${attribute} of ${Type} is not understood`);
}
