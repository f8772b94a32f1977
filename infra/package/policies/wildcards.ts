import { allowances, type Statement } from "../statements.ts";
import type { Problem, Template } from "../template.ts";
import { textOf } from "../value.ts";

/** The wildcards that may stand in a right, and why. All actions of the statement must fit. */
const stated = [
  {
    why: "X-Ray has no resources to name",
    actions: /^xray:(PutTraceSegments|PutTelemetryRecords)$/,
    resource: /^\*$/,
  },
  {
    why: "penstock.yaml names the parameters; the folder is the function's own, of one stage",
    actions: /^ssm:GetParameters$/,
    resource: /^arn:[^*]+:parameter\/penstock\/[\w-]+\/(webhook|gitlab|gitlab-read|gitlab-hooks|chat)\/\*$/,
  },
];

/** No right is wider than what somebody wrote down, but for the few whose reason stands above. */
export function noWildcards(template: Template): Problem[] {
  return allowances(template).flatMap((statement) => {
    const { resource, place } = statement;
    const wide = wideParts(statement);
    if (statement.inverted) wide.push({ key: "Not…", text: "everything but what it names" });
    return wide.map(({ key, text }) => ({
      resource,
      place: `${place}.${key}`,
      what: `allows ${text}`,
      cure: "Name what is needed, or state the reason in infra/package/policies/wildcards.ts",
    }));
  });
}

function wideParts({ actions, resources }: Statement): { key: string; text: string }[] {
  const texts = actions.map(textOf);
  const excused = (text: string) =>
    stated.some((reason) => reason.resource.test(text) && texts.every((action) => reason.actions.test(action)));
  return [
    ...texts.filter(isWide).map((text) => ({ key: "Action", text })),
    ...resources
      .map(textOf)
      .filter((text) => isWide(text) && !excused(text))
      .map((text) => ({ key: "Resource", text })),
  ];
}

function isWide(text: string): boolean {
  return /[*?]/.test(text);
}
