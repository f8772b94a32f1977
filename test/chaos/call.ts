import { type TaskVerb, taskId } from "../../lib/core/task.ts";
import type { Asked } from "./wire.ts";

export const source = "gitlab";

/** An effect that a Penstock asked for, as its wire saw it. */
export interface Call {
  readonly by: string;
  readonly asked: Asked;
  readonly project: number;
  readonly job: number;
  readonly verb: TaskVerb;
  readonly task: string;
  /** Whether its task said `calling` when it came to the wire; missing where the tables could not be asked. */
  isMarked?: boolean;
  /** It came so soon after its process was thawed that it may have passed its last check before it was frozen. */
  readonly isThawed: boolean;
}

const verbs: Readonly<Record<string, TaskVerb>> = {
  retry: "retry",
  cancel: "cancel",
  play: "play",
  "artifacts/keep": "keep",
};

/** `undefined`: a look, or the probe of a start. */
export function callOf(asked: Asked, { by, isThawed }: Pick<Call, "by" | "isThawed">): Call | undefined {
  const [, projectText, jobText, word = ""] =
    /^\/api\/v4\/projects\/(\d+)\/jobs\/(\d+)\/([a-z/]+)$/.exec(asked.path) ?? [];
  const verb = asked.method === "POST" && Object.hasOwn(verbs, word) ? verbs[word] : undefined;
  if (verb === undefined) return undefined;
  const project = Number(projectText);
  const job = Number(jobText);
  const task = taskId({ source, project: { id: project }, jobId: job, verb });
  return { by, asked, project, job, verb, task, isThawed };
}

export function callText({ by, job, verb, isThawed }: Call): string {
  return `${by} calls ${verb} of ${job}${isThawed ? ", just thawed" : ""}`;
}
