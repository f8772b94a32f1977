import type { Approval, Armed, Gate, Spoken } from "../../lib/core/gate.ts";
import { taskId } from "../../lib/core/task.ts";
import type { Refusal } from "./refusal.ts";

/** Of a gate what people see; the values of its variables stand nowhere. */
export function gateShown(gate: Gate, url: string | undefined) {
  const { gives, approvals, armed, override, path, job, ...plain } = gate;
  return {
    ...plain,
    job,
    ...(path !== undefined && { path }),
    variables: gives,
    approvals: approvals.map(spokenShown),
    ...(armed && { armed: { ...spokenShown(armed), until: armed.until } satisfies object }),
    ...(override && {
      override: {
        ...override,
        asked: spokenShown(override.asked),
        ...(override.granted && { granted: spokenShown(override.granted) }),
      },
    }),
    ...(url !== undefined &&
      path !== undefined && { url: `${url.replace(/\/+$/, "")}/${encodeURI(path)}/-/jobs/${job}` }),
  };
}

/** Which task opens a gate anew, where a refusal sends people to redrive it. */
export function reopenCure(
  refused: Refusal,
  { source, project, job }: { readonly source: string; readonly project: number; readonly job: number },
): { readonly cure?: string } {
  if (refused !== "gateClosed") return {};
  const task = taskId({ source, project: { id: project }, jobId: job, verb: "play" });
  return { cure: `To open it anew, empty: penstock tasks redrive ${task} --reason "…"` };
}

/** Who said it when; whom AWS knew as the sender stands in the journal. */
export function spokenShown({ userId, username, at, reason }: Spoken | Approval | Armed) {
  return { userId, username, at, ...(reason !== undefined && { reason }) };
}
