import { type Problem, resourcesOf, type Template } from "../template.ts";
import { textOf } from "../value.ts";

/** Logs end: every group has a retention, and no function writes into one that nobody declared. */
export function logsEnd(template: Template): Problem[] {
  const groups = resourcesOf(template, "AWS::Logs::LogGroup");
  const names = groups.map(([, { Properties }]) => textOf(Properties.LogGroupName));
  const endless = groups
    .filter(([, { Properties }]) => Properties.RetentionInDays === undefined)
    .map(([resource]) => ({
      resource,
      place: "Properties.RetentionInDays",
      what: "is missing, so the logs are kept for ever",
      cure: "Set it, or provider.logRetentionInDays in serverless.yml",
    }));
  const undeclared = resourcesOf(template, "AWS::Lambda::Function")
    .filter(([, { Properties }]) => !names.includes(`/aws/lambda/${textOf(Properties.FunctionName)}`))
    .map(([resource]) => ({
      resource,
      place: "",
      what: "has no log group here, so Lambda makes one that keeps its logs for ever",
      cure: "Take disableLogs out of its entry in serverless.yml",
    }));
  return [...endless, ...undeclared];
}
