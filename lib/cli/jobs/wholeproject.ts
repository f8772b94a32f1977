import { GitLabError } from "../../core/errors.ts";
import type { Reply } from "../../core/ports.ts";
import type { ProjectRef } from "../../gitlab/place.ts";
import { say } from "../print.ts";
import { absentProjectText } from "./absent.ts";
import { readProject } from "./address.ts";
import { type Client, withClient } from "./client.ts";
import { type Desk, terminal } from "./confirm.ts";
import { cureOf } from "./cure.ts";
import { jsonText } from "./json.ts";
import { exitCodes, notSent, type Outcome } from "./outcome.ts";
import { tell, type VerbOptions, whyNotConfirmed } from "./perform.ts";
import { Problem, problemText } from "./problem.ts";
import { projectText } from "./text.ts";

/** Lets every artifact of a project expire now, but for those that GitLab keeps as the newest of a ref; says how it ended. */
export async function deleteProjectArtifacts({ project: text, ...options }: VerbOptions): Promise<void> {
  if (text === undefined) throw new Problem("whose artifacts? --whole-project goes with --project ID or PATH");
  await withClient(async (client) => {
    const read = readProject(text, client.baseUrl);
    if ("problem" in read) throw new Problem(read.problem);
    const { project } = read;
    const outcome = await deleteAll({ client, project, options, desk: terminal() });
    if (options.json) say(jsonText([resultOf(project, outcome)]));
    else tell(outcome);
    process.exitCode = exitCodes[outcome.kind];
  });
}

interface All {
  readonly client: Client;
  readonly project: ProjectRef;
  readonly options: VerbOptions;
  readonly desk: Desk;
}

/** Looks whether the project is there, asks, and sends the one request. */
export async function deleteAll({ client, project, options, desk }: All): Promise<Outcome> {
  const why = await whyNotSeen(client, project);
  if (why !== undefined) return { kind: "refused", message: `nothing was sent: ${why}` };
  const what = `delete the artifacts of every job of ${projectText(project)}, but for what GitLab keeps as the newest of a ref`;
  if (options.dryRun)
    return {
      kind: "would",
      message: `would ${what}`,
      cure: "Nothing was sent. The project is there; whether the token may, only the call itself tells.",
    };
  const refusal = options.yes ? undefined : await whyNotConfirmed(what, desk);
  return refusal ?? outcomeOf(await client.api.effects.deleteProjectArtifacts(project), project);
}

async function whyNotSeen(client: Client, project: ProjectRef): Promise<string | undefined> {
  try {
    const page = await client.api.jobs.listPage(project, { perPage: 1 });
    return page ? undefined : absentProjectText(project);
  } catch (error) {
    if (error instanceof GitLabError) return problemText(error, client);
    throw error;
  }
}

function outcomeOf(reply: Reply, project: ProjectRef): Outcome {
  const shown = projectText(project);
  switch (reply.kind) {
    case "accepted":
      return {
        kind: "done",
        message: `GitLab has begun to delete the artifacts of ${shown}`,
        cure: "It does so in the background: look again in some minutes.",
      };
    case "rejected":
      return {
        kind: "refused",
        message: `GitLab refused to delete the artifacts of ${shown}: ${reply.message}`,
        cure: cureOf(reply, { verb: "delete-artifacts", how: {}, of: "project" }),
      };
    case "notSent":
      return notSent(reply);
    case "unknown":
      return {
        kind: "unknown",
        message: `it is not known whether GitLab did it: ${reply.message}`,
        cure: "Saying it again does no further harm.",
      };
    default:
      return reply satisfies never;
  }
}

function resultOf(project: ProjectRef, { kind, message, cure }: Outcome): object {
  return { verb: "delete-artifacts", project, outcome: kind, message, ...(cure !== undefined && { advice: cure }) };
}
