import { jobBody } from "../../bench/door/bodies.ts";
import { type Kind, onStage } from "./kind.ts";
import type { Metered } from "./metered.ts";

const retryFailed = "id: again, on: job, when: { status: failed }, do: retry";
const restartStuck = "id: stuck, on: job, when: { status: pending }, for: 15m, do: restart";

async function unwanted(stage: Metered) {
  return await stage.of(() => stage.deliverSigned(bodyOf(stage, "running", 1)));
}

/** A hook about a job of the stage's project, of about 2.6 KB. */
function bodyOf({ project }: Metered, status: string, id: number): string {
  const hook = JSON.parse(jobBody(id, "failed").toString());
  const where = { ...hook.project, id: project.id, path_with_namespace: project.path };
  return JSON.stringify({ ...hook, build_status: status, project_id: project.id, project: where });
}

/** What the door spends on deliveries. */
export const deliveries: readonly Kind[] = [
  onStage("a delivery that nobody wants, `record: wanted`", { rules: [retryFailed], play: unwanted }),
  onStage("a delivery that nobody wants, `record: all`", { rules: [retryFailed], record: "all", play: unwanted }),
  onStage("a delivery that plans a task, `record: wanted`", {
    rules: [retryFailed],
    play: (stage, time) => stage.of(() => stage.deliverSigned(bodyOf(stage, "failed", 100 + time))),
  }),
  onStage("a delivery that plans a task, `record: all`", {
    rules: [retryFailed],
    record: "all",
    play: (stage, time) => stage.of(() => stage.deliverSigned(bodyOf(stage, "failed", 100 + time))),
  }),
  onStage("the same delivery once more", {
    rules: [retryFailed],
    async play(stage, time) {
      const body = bodyOf(stage, "failed", 100 + time);
      await stage.deliverSigned(body);
      return await stage.of(() => stage.deliverSigned(body));
    },
  }),
  onStage("a delivery that plans for later (`for: 15m` on pending)", {
    rules: [restartStuck],
    play: (stage, time) => stage.of(() => stage.deliverSigned(bodyOf(stage, "pending", 100 + time))),
  }),
  onStage("the next delivery about that job, which ends what waited", {
    rules: [restartStuck],
    async play(stage, time) {
      await stage.deliverSigned(bodyOf(stage, "pending", 100 + time));
      return await stage.of(() => stage.deliverSigned(bodyOf(stage, "running", 100 + time)));
    },
  }),
  onStage("one more delivery about that job", {
    rules: [restartStuck],
    async play(stage, time) {
      for (const status of ["pending", "running"]) await stage.deliverSigned(bodyOf(stage, status, 100 + time));
      return await stage.of(() => stage.deliverSigned(bodyOf(stage, "success", 100 + time)));
    },
  }),
  onStage("a delivery that nobody is known by", {
    rules: [retryFailed],
    play: (stage) =>
      stage.of(() => fetch(stage.house.hookUrl, { method: "POST", body: bodyOf(stage, "failed", 1) }).then(drain)),
  }),
];

async function drain(answer: Response): Promise<void> {
  await answer.arrayBuffer();
}
