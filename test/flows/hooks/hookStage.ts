import { openStage, type Stage } from "../../../infra/local/stage.ts";
import type { Hook } from "../../../infra/twin/hooks/hook.ts";
import { hookStandings } from "../../../lib/app/hooked/standings.ts";
import type { HookStanding } from "../../../lib/core/hooked.ts";
import type { LogFields } from "../../../lib/edge/log.ts";
import type { Ends } from "../process.ts";
import { type Front, openFront } from "./front.ts";

const startsAt = Date.UTC(2026, 0, 5, 9);
const minuteSeconds = 60;
const rules = `version: 1
rules:
  - id: again
    mode: enforce
    projects: ["**"]
    on: job
    when: { status: failed, failureReason: runner_system_failure }
    do: retry
`;

/** A whole Penstock, a GitLab that disables failing hooks, and a hook whose way to the door may be broken. */
export interface HookStage extends Omit<Stage, "hook"> {
  readonly hook: Hook;
  readonly front: Front;
  /** What the log said of hooks. */
  readonly told: string[];
  /** Lets minutes pass, one by one, with all that AWS would wake and a patrol after each. */
  minutes(count: number): Promise<void>;
  /** Lets so many times ten minutes or more pass, with all that AWS would wake after each. */
  turns(count: number, minutes?: number): Promise<void>;
  /** A pipeline of one job that its runner loses. @returns the job's id */
  lose(): number;
  /** Somebody presses the Test button of the hook. @returns GitLab's status */
  pressTest(): Promise<number>;
  /** The resends that GitLab was asked for: the event's id, and what GitLab answered. */
  resends(): { readonly id: number; readonly status: number }[];
  standing(): Promise<HookStanding | undefined>;
}

export async function hookStage(t: Ends): Promise<HookStage> {
  const told: string[] = [];
  const line =
    (level: string) =>
    (what: string, fields: LogFields = {}) =>
      void (what === "hook" && told.push(`${level} ${fields.words}`));
  const log = { info: line("info"), error: line("error") };
  const stage = await openStage({ rules: [{ file: "rules.yaml", text: rules }], startsAt, hooks: false, log });
  t.after(() => stage.close());
  const { twin, house, clock, project } = stage;
  twin.world.settings.disablesFailingHooks = true;
  const front = await openFront(t, house.hookUrl);
  const hook = twin.addHook(project.id, { ...stage.hook, url: front.hookUrl });

  async function settle(): Promise<void> {
    for (let round = 0; round < 20; round++) {
      const delivered = await twin.deliver();
      const handed = await house.driver.step();
      if (delivered.length + handed + (await house.store.dueTasks(clock.now(), 1)).length === 0) return;
    }
  }

  return {
    ...stage,
    hook,
    front,
    told,
    async minutes(count) {
      for (let left = count; left > 0; left--) {
        clock.advance(minuteSeconds);
        await settle();
        await house.driver.patrol();
      }
    },
    async turns(count, minutes = 10) {
      for (let left = count; left > 0; left--) {
        clock.advance(minutes * minuteSeconds);
        await settle();
      }
    },
    lose() {
      const { id } = twin.addPipeline(project.id, { ref: "main", jobs: [{ name: "build" }] });
      const { id: jobId } = twin.jobNamed(id, "build");
      twin.run(jobId);
      twin.fail(jobId, "runner_system_failure");
      return jobId;
    },
    async pressTest() {
      const path = `/api/v4/projects/${project.id}/hooks/${hook.id}/test/job_events`;
      const token = twin.addToken("alice");
      const answer = await fetch(twin.world.url + path, { method: "POST", headers: { "private-token": token } });
      await answer.arrayBuffer();
      return answer.status;
    },
    resends: () =>
      twin.requests.flatMap(({ path, status }) => {
        const id = /\/events\/(\d+)\/resend$/.exec(path)?.[1];
        return id === undefined ? [] : [{ id: Number(id), status }];
      }),
    standing: async () => (await hookStandings("gitlab", house.store))[0],
  };
}
