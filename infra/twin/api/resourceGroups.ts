import { resourceHolder, resourceWaiters } from "../machine/enqueue.ts";
import { forbidden, noRecord } from "../machine/refusal.ts";
import { apiDate } from "../state/dates.ts";
import type { Project, ResourceGroup } from "../state/graph.ts";
import { hasRole } from "../state/project.ts";
import { type Answer, json, parameterError, refusal } from "./answer.ts";
import { jobBasicEntity } from "./bridges.ts";
import type { Call } from "./call.ts";
import { offsetPage } from "./paging.ts";
import { paramsOf } from "./params.ts";

// For developers. Source: docs.gitlab.com/api/resource_groups and gitlabhq config/authz/roles/developer.yml (read 2026-11).

export function listResourceGroups(call: Call, project: Project): Answer {
  if (!hasRole(project, call.person, "developer")) return refusal(forbidden());
  const { resourceGroups } = project;
  return offsetPage(call, { rows: [...resourceGroups.values()], show: groupEntity });
}

export function showResourceGroup(call: Call, project: Project): Answer {
  return withGroup(call, project, (group) => json(200, groupEntity(group)));
}

const modes = ["unordered", "oldest_first", "newest_first", "newest_ready_first"] as const;

/** Only its process mode can be changed. */
export function editResourceGroup(call: Call, project: Project): Answer {
  const { process_mode } = paramsOf(call);
  const mode = modes.find((one) => one === process_mode);
  if (process_mode !== undefined && !mode) return parameterError("process_mode does not have a valid value");
  return withGroup(call, project, (group) => {
    group.processMode = mode ?? group.processMode;
    return json(200, groupEntity(group));
  });
}

/** `null` while no job holds it. */
export function showCurrentJob(call: Call, project: Project): Answer {
  return withGroup(call, project, ({ key }) => {
    const holder = resourceHolder(project, key);
    return json(200, holder ? jobBasicEntity(call.world, holder) : null);
  });
}

export function listUpcomingJobs(call: Call, project: Project): Answer {
  return withGroup(call, project, ({ key }) =>
    offsetPage(call, { rows: resourceWaiters(project, key), show: (job) => jobBasicEntity(call.world, job) }),
  );
}

/** The group is looked for before anybody asks for the role. */
function withGroup({ params, person }: Call, project: Project, answer: (group: ResourceGroup) => Answer): Answer {
  const group = project.resourceGroups.get(params.key ?? "");
  if (!group) return refusal(noRecord());
  return hasRole(project, person, "developer") ? answer(group) : refusal(forbidden());
}

function groupEntity({ id, key, createdAt, processMode }: ResourceGroup) {
  return {
    id,
    key,
    process_mode: processMode,
    created_at: apiDate(createdAt),
    updated_at: apiDate(createdAt),
  };
}
