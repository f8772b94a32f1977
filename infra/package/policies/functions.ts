import { accessProblems } from "../../../lib/edge/access.ts";
import { chatProblems } from "../../../lib/edge/chat.ts";
import { readSettings } from "../../../lib/edge/config.ts";
import { knownIds } from "../../../lib/edge/knownIds.ts";
import { type Problem, type Resource, resourcesOf, type Template } from "../template.ts";
import { down, isRecord, listOf } from "../value.ts";

const runtime = "nodejs24.x";
const architecture = "arm64";

/** Source: docs.aws.amazon.com/lambda, quotas: environment variables (read 2026-11). */
const mostEnvironmentBytes = 4096;

/** Settings that hold a secret: for one machine only. */
const secretSettings = ["PENSTOCK_GITLAB_TOKEN", "PENSTOCK_WEBHOOK_SECRETS"];

/** Every function runs on what the bundles are made for, with settings that it will accept, and no secret among them. */
export function functionsFit(template: Template): Problem[] {
  return resourcesOf(template, "AWS::Lambda::Function").flatMap(([resource, one]) =>
    faults(one).map(({ place, what, cure }) => ({ resource, place: `Properties.${place}`, what, cure })),
  );
}

function faults({ Properties }: Resource): Omit<Problem, "resource">[] {
  const found: Omit<Problem, "resource">[] = [];
  if (Properties.Runtime !== runtime)
    found.push({ place: "Runtime", what: `is ${String(Properties.Runtime)}`, cure: `Set it to ${runtime}` });
  if (listOf(Properties.Architectures).join() !== architecture)
    found.push({ place: "Architectures", what: `is not ${architecture}`, cure: "Set provider.architecture to it" });
  const variables = down(Properties, "Environment", "Variables");
  return isRecord(variables) ? [...found, ...settingFaults(variables)] : found;
}

function settingFaults(variables: Readonly<Record<string, unknown>>): Omit<Problem, "resource">[] {
  const place = "Environment.Variables";
  const settings = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)]));
  const bytes = Buffer.byteLength(Object.entries(settings).flat().join(""));
  const secrets = secretSettings.filter((name) => name in settings);
  return [
    ...(bytes > mostEnvironmentBytes
      ? [
          {
            place,
            what: `has ${bytes} bytes, and Lambda takes ${mostEnvironmentBytes}`,
            cure: "Shorten penstock.yaml: globs instead of lists of projects, one certificate in a ca",
          },
        ]
      : []),
    ...secrets.map((name) => ({
      place: `${place}.${name}`,
      what: "is a secret in the clear",
      cure: "Keep it in SSM and name the parameter in penstock.yaml",
    })),
    ...refused(settings).map((what) => ({ place, what, cure: "Correct it in serverless.yml or penstock.yaml" })),
  ];
}

/** What the function itself would say to its settings when it starts. */
function refused(settings: Readonly<Record<string, string>>): string[] {
  try {
    const ids = knownIds(settings);
    readSettings(settings, ["sources", "recording", "calls", "tables"], ({ PENSTOCK_ACCESS, PENSTOCK_CHAT }) => [
      ...accessProblems(PENSTOCK_ACCESS, ids),
      ...chatProblems(PENSTOCK_CHAT, ids),
    ]);
    return [];
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^- /gm, "").split("\n") : [String(error)];
  }
}
