import { allowances } from "../statements.ts";
import { type Problem, resourcesOf, type Template } from "../template.ts";
import { down, listOf, resourceIn } from "../value.ts";

/** Functions that strangers may reach, because they find out themselves who knocks. */
const doors: ReadonlySet<string> = new Set(["WebhookLambdaFunction", "ChatLambdaFunction"]);

const shut = "Let AWS check who calls (aws_iam), or make it a door in infra/package/policies/doors.ts";

/** Nothing can be reached without a signature but the doors. */
export function onlyDoorsArePublic(template: Template): Problem[] {
  const isDoor = (target: unknown) => doors.has(resourceIn(target) ?? "");
  const urls = resourcesOf(template, "AWS::Lambda::Url")
    .filter(([, { Properties }]) => Properties.AuthType !== "AWS_IAM" && !isDoor(Properties.TargetFunctionArn))
    .map(([resource]) => problem(resource, "Properties.AuthType", "anybody may call this function's URL", shut));
  const permissions = resourcesOf(template, "AWS::Lambda::Permission")
    .filter(([, { Properties }]) => Properties.Principal === "*" && !isDoor(Properties.FunctionName))
    .map(([resource]) => problem(resource, "Properties.Principal", "anybody may invoke this function", shut));
  const routes = resourcesOf(template, "AWS::ApiGatewayV2::Route")
    .filter(([, { Properties }]) => (Properties.AuthorizationType ?? "NONE") === "NONE")
    .map(([resource]) => problem(resource, "Properties.AuthorizationType", "anybody may take this route", shut));
  const statements = allowances(template)
    .filter(({ principal }) => isAnybody(principal))
    .map(({ resource, place }) => problem(resource, `${place}.Principal`, "is anybody", "Name who may"));
  const buckets = resourcesOf(template, "AWS::S3::Bucket")
    .filter(([, { Properties }]) => !isClosed(Properties))
    .map(([resource]) =>
      problem(resource, "Properties.PublicAccessBlockConfiguration", "can be made public", "Block all four ways"),
    );
  return [...urls, ...permissions, ...routes, ...statements, ...buckets];
}

function problem(resource: string, place: string, what: string, cure: string): Problem {
  return { resource, place, what, cure };
}

function isAnybody(principal: unknown): boolean {
  return principal === "*" || listOf(down(principal, "AWS")).includes("*");
}

const publicWays = ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"];

function isClosed(properties: unknown): boolean {
  return publicWays.every((way) => down(properties, "PublicAccessBlockConfiguration", way) === true);
}
