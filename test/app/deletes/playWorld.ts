import { holdScope } from "../../../lib/core/hold.ts";
import { keptScope } from "../../../lib/core/keep.ts";
import { sweptKey } from "../../../lib/core/limit.ts";
import { planned } from "../../../lib/core/transitions.ts";
import { oneRule, start } from "../site.ts";
import { activeOf, work, workerOf } from "./crew.ts";
import { type Deed, gitlabOf } from "./model.ts";
import type { World } from "./worlds.ts";

const day = 86_400_000;

/** All jobs of a world are marked long ago and due now: whatever a rule says, and whoever marked them. @returns what was deleted */
export async function playWorld(world: World): Promise<readonly Deed[]> {
  const { model, verb, includeTags, isTogether, kept, held } = world;
  const clock = () => start;
  const { gitlab, deeds } = gitlabOf(model, { clock, isTogether });
  const limit = "limit: { perProjectPerHour: 1000, percentPerDay: 100 }";
  const rule = `on: { schedule: { every: 1d } }, do: { ${verb}: { includeTags: ${includeTags} } }, ${limit}`;
  const worker = workerOf(gitlab, await activeOf(oneRule(rule)), clock);
  const { store } = worker;
  await store.putNote(sweptKey("gitlab", model.id, "r"), `1000 ${start - 30 * day}`, undefined);
  for (const key of kept) await store.putNote({ scope: keptScope("gitlab", model.id), key }, "{}", undefined);
  for (const key of held) await store.putNote({ scope: holdScope("gitlab", model.id), key }, "{}", undefined);
  const project = { id: model.id, path: model.path };
  for (const { id } of model.jobs.values()) {
    const effect = { source: "gitlab", project, jobId: id, verb, mark: start - 8 * day };
    const want = { rule: "r@1", action: verb, params: { includeTags }, event: "s", since: start - 8 * day };
    await store.commit([{ put: planned({ effect, want, due: start - day }, start - 8 * day), seen: "absent" }]);
  }
  await work(worker);
  return deeds;
}
