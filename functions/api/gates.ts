import * as z from "zod";
import { type GateStanding, gateStates, listGates, standingOf } from "../../lib/app/gates/list.ts";
import { brokenGate } from "../../lib/app/gates/speak.ts";
import { storedGate } from "../../lib/app/gates/stored.ts";
import type { NeedOfPeople, NeedOfRule } from "../../lib/app/gates/why.ts";
import { entriesOf } from "../../lib/app/tasks.ts";
import type { GitLabReads } from "../../lib/core/gitlab.ts";
import type { ApiWorld } from "../world/api.ts";
import { withReads } from "./gateReads.ts";
import { gateShown, spokenShown } from "./gateShown.ts";
import { Id, readQuery } from "./read.ts";
import { answer, refuse } from "./refusal.ts";

interface Asked {
  readonly source: string;
  readonly world: ApiWorld;
}

/** Which gate, as the path says it: both by GitLab's numbers. */
interface AskedGate extends Asked {
  readonly project: string;
  readonly job: string;
}

export const GateQuery = z.strictObject({
  project: Id.exactOptional(),
  state: z.enum(gateStates).default("open"),
});

/** What one answer holds. */
const mostGates = 1000;

/**
 * `GET /api/{source}/gates?project=&state=` -> `{ gates, more, unread, now }`: those that wait for people, a calendar or their turn,
 * those that wait longest first; with `state=closed` those where nobody waits any more, with `state=all` both. At most 1000;
 * `more` says that others were left out, `unread` how many this version cannot read.
 */
export async function listAllGates(request: Request, { source, world }: Asked): Promise<Response> {
  const query = readQuery(request, GateQuery);
  if ("refused" in query) return query.refused;
  const { gates, unread } = await listGates({ source, ...query.data }, world.store);
  const url = world.gitlabUrl?.(source);
  const shown = gates.slice(0, mostGates).map((one) => standingShown(one, url));
  return answer({ gates: shown, more: gates.length > mostGates, unread, now: world.clock() });
}

const mostEntries = 20;

/**
 * `GET …/gates/{project}/{job}` -> `{ gate, needs, parked?, changed?, entries, notes, now }`: the gate with its task's state; what
 * each of its rules requires, with who has said yes and whose yes does not count, as GitLab says now; its place among those
 * that wait for their calendars; and the journal's last words about it, oldest first.
 */
export async function showGate({ source, world, ...path }: AskedGate): Promise<Response> {
  const [project, job] = [Id.safeParse(path.project), Id.safeParse(path.job)];
  if (!project.success || !job.success) return refuse("badGate");
  const at = { source, project: project.data, job: job.data };
  const { text, gate } = await storedGate(at, world.store);
  if (!gate && text !== undefined) return refuse("brokenGate", { message: brokenGate.why });
  if (!gate) return refuse("noGate", { message: `no gate is noted at job ${at.job} of project ${at.project}` });
  const standing = standingOf(gate, await world.store.task(gate.task));
  if (standing.state === "closed" || !world.explainSource) return await told(standing, { source, world });
  const looked = await withReads({ source, world }, (reads) => told(standing, { source, world }, reads));
  // What stands in the tables is told also where GitLab cannot be asked.
  return looked.ok ? looked : await told(standing, { source, world });
}

async function told(standing: GateStanding, { source, world }: Asked, reads?: GitLabReads): Promise<Response> {
  const { gate, task } = standing;
  const { store, actions, clock } = world;
  const notes: string[] = reads || standing.state === "closed" ? [] : ["GitLab was not asked who may still say so"];
  const { gateRules } = await import("../../lib/app/gates/gateRules.ts");
  const { openStored } = await import("../../lib/app/explain/open.ts");
  const { needsOf, parkedPlace } = await import("../../lib/app/gates/why.ts");
  const { rules, changed } = await gateRules(source, world)(gate);
  const active = await openStored(await store.rulebook(source), actions, "live");
  const needs = task
    ? await needsOf(rules, { gate, task, now: clock(), notes }, { active, ...(reads && { reads }) })
    : [];
  const parked = await parkedPlace(source, gate, store);
  return answer({
    gate: standingShown(standing, world.gitlabUrl?.(source)),
    needs: needs.map(needShown),
    ...(parked && { parked }),
    ...(changed !== undefined && { changed }),
    entries: task ? await entriesOf(store, task, mostEntries) : [],
    notes: [...new Set(notes)],
    now: clock(),
  });
}

function standingShown({ gate, state, how, why, task }: GateStanding, url: string | undefined) {
  return {
    ...gateShown(gate, url),
    state,
    ...(how !== undefined && { how }),
    ...(why !== undefined && { why }),
    ...(task && { taskState: task.state }),
    ...(task?.due !== undefined && { due: task.due }),
    ...(task?.reason !== undefined && { last: task.reason }),
  };
}

function needShown({ approvals, ...need }: NeedOfRule) {
  return { ...need, ...(approvals && { approvals: peopleShown(approvals) }) };
}

function peopleShown({ count, given, void: withdrawn }: NeedOfPeople) {
  return {
    count,
    given: given.map(spokenShown),
    void: withdrawn.map(({ approval, why }) => ({ ...spokenShown(approval), why })),
  };
}
