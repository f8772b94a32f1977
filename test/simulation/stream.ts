import type { Task } from "../../lib/core/task.ts";
import type { Stage } from "./stage.ts";

/** The stream of the task table, filtered on `hint: now`: a record a write, in its way late, twice or never. */
export function followStream(stage: Stage, perform: (tasks: readonly Task[]) => void): void {
  const { timeline, random, profile, witness } = stage;
  let batch: Task[] = [];
  stage.followers.push((task) => {
    if (task.hint !== "now") return;
    witness.images.push(task);
    const { lost, duplicated, late, lateSeconds } = profile.stream;
    const isHostile = stage.isHostile();
    if (isHostile && random.chance(lost)) return stage.met("record lost");
    if (isHostile && random.chance(late)) {
      stage.met("record late");
      return timeline.after(Math.round(random.next() * lateSeconds * 1000), () => perform([task]));
    }
    if (isHostile && random.chance(duplicated)) {
      stage.met("record twice");
      timeline.after(100 + Math.round(random.next() * 3000), () => perform([task]));
    }
    if (batch.push(task) > 1) return undefined;
    return timeline.after(150 + Math.round(random.next() * 700), () => {
      const tasks = batch;
      batch = [];
      perform(tasks);
    });
  });
}
