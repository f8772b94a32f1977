import type { Task, TaskVerb } from "../core/task.ts";
import type { Lane } from "../core/throttleSizes.ts";
import type { Ask, TokenName } from "./throttle.ts";

/**
 * What a run may ask of GitLab. Each looks at the job and its project, once more at the job where the first look has aged,
 * and calls once. Beside that: the runs of the job's name (a hundred a page), who we are and whose the pipeline is, and, for
 * a call whose outcome is open, which environments are protected; a delete asks for the ref's newest success and
 * its branch, or its tag and that one's release.
 * A page more than that is charged afterwards. Deletes that go together ask once for all of them, as one alone does: their
 * pages, their refs and the one request.
 */
const needs: Readonly<Record<TaskVerb, Omit<Ask, "source">>> = {
  keep: { lane: "keep", requests: { act: 4 } },
  play: { lane: "play", requests: { act: 6 } },
  retry: { lane: "retry", requests: { act: 7 } },
  cancel: { lane: "retry", requests: { act: 7 } },
  deleteArtifacts: { lane: "sweep", requests: { act: 5, clean: 1 } },
  erase: { lane: "sweep", requests: { act: 5, clean: 1 } },
  // sends nothing but its looks
  notify: { lane: "retry", requests: { act: 3 } },
  // the project, and a page of its jobs, which old GitLabs are asked for twice
  sweep: { lane: "sweep", requests: { act: 3 }, lists: 1 },
};

export function askOf({ source, verb }: Pick<Task, "source" | "verb">): Ask {
  return { source, ...needs[verb] };
}

/** One page of the patrol. */
export function patrolPage(source: string): Ask {
  return { source, lane: "patrol", requests: { read: 1 } };
}

/** One page of the projects that a schedule is for. */
export function schedulePage(source: string): Ask {
  return { source, lane: "sweep", requests: { act: 1 } };
}

/** One more page of a project's jobs, for a sweep that is at work already. */
export function sweepPage(source: string): Ask {
  return { source, lane: "sweep", requests: { act: 1 }, lists: 1 };
}

/** One look of whoever asks for an explanation: people wait for it, and nothing else does. */
export function explainLook(source: string): Ask {
  return { source, lane: "admin", requests: { read: 1 } };
}

/** One look at a token itself. */
export function tokenLook(source: string, token: TokenName): Ask {
  return { source, lane: "admin", requests: { [token]: 1 } };
}

/** The most that one ask of a lane takes, as the lanes' sizes must know it. */
export function mostNeeded(lane: Lane): number {
  const asks = [...Object.values(needs), patrolPage(""), schedulePage(""), sweepPage(""), explainLook("")].filter(
    (ask) => ask.lane === lane,
  );
  return Math.max(0, ...asks.map(({ requests }) => Object.values(requests).reduce((all, count) => all + count, 0)));
}
