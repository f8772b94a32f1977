import { flightsFor, projectWideGuards } from "../../../lib/app/flights.ts";
import { flightKey } from "../../../lib/core/hold.ts";
import type { Write } from "../../../lib/core/ports.ts";
import { type Task, taskId } from "../../../lib/core/task.ts";
import { dawn } from "./cast.ts";
import type { Play } from "./hold.ts";
import type { Ground } from "./site.ts";

/** A worker that deletes all of a project with one request, behind the guards of its mark. */
export function deletingAll({ task: { source, project, wants } }: Ground): Pick<Play, "workers" | "worker" | "taskId"> {
  const id = taskId({ source, project, verb: "deleteArtifacts", mark: "1" });
  const waiting: Task = {
    id,
    source,
    project,
    object: "project",
    verb: "deleteArtifacts",
    state: "claimed",
    version: 1,
    rev: 1,
    runs: 0,
    calls: 0,
    poke: 0,
    wants,
    createdAt: dawn,
  };
  const flights = flightsFor(waiting);
  const counts = (by: number): Write[] =>
    flights.map((on) => ({ count: flightKey({ source, project: project.id, on }), by, forgetAt: dawn }));
  return {
    workers: ["worker"],
    taskId: id,
    async worker(store, gitlab) {
      const calling: Task = { ...waiting, state: "calling", inflight: true, flights };
      const writes: Write[] = [{ put: calling, seen: "absent" }, ...projectWideGuards(waiting), ...counts(1)];
      const marked = await store.commit(writes).catch(() => "refused");
      if (marked !== "written") return;
      const { kind } = await gitlab.writes.deleteArtifacts(project.id, 1001);
      // It may still be carried out: it stays in flight.
      if (kind === "unknown") return;
      const done: Task = { ...waiting, state: "done", version: 2, endedAt: dawn };
      // Whoever finds the table busy asks again: the scene has it answer in the end.
      for (let tries = 0; tries < 3; tries++)
        if ((await store.commit([{ put: done, seen: 1 }, ...counts(-1)]).catch(() => "busy")) === "written") return;
    },
  };
}
