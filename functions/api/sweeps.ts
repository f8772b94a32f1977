import * as z from "zod";
import { inventoryName } from "../../lib/app/coverage/roll.ts";
import { hasSchedule, standingsOf } from "../../lib/app/coverage/standings.ts";
import { type Start, startSweep } from "../../lib/app/coverage/start.ts";
import { shownText } from "../../lib/app/shownRules.ts";
import type { ApiWorld } from "../world/api.ts";
import { Reason, readBody } from "./read.ts";
import { answer, refuse } from "./refusal.ts";

const ProjectId = z.int().min(1).exactOptional();
export const SweepWish = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("inventory"), project: ProjectId, reason: Reason.exactOptional() }),
  z.strictObject({
    kind: z.literal("rule"),
    rule: z.string().min(1).max(200),
    project: ProjectId,
    reason: Reason.exactOptional(),
  }),
]);

/** A sweep's request: who asks for it, and where. */
interface Asked {
  readonly source: string;
  readonly who: string;
  readonly world: ApiWorld;
}

/**
 * `GET /api/{source}/sweeps` -> `{ sweeps }`: how the newest cycle of every sweep stands, of each schedule rule and of the
 * inventory: `state` (`green`: every page of every project was seen in it), how many projects are through, what is open
 * and why, and what it took. Moments are milliseconds.
 */
export async function listSweeps(source: string, world: ApiWorld): Promise<Response> {
  const { rules } = await rulesOf(source, world);
  return answer({ sweeps: await standingsOf(source, rules, world) });
}

/**
 * `POST /api/{source}/sweeps` with `{ kind: "inventory" | "rule", rule?, project?, reason? }` -> `{ sweep, cycle, joined?,
 * task? }`: begins a cycle out of turn, of one project (by its number) or of all. One that is under way is `joined`
 * instead. Of all projects tick looks up within a minute which they are.
 */
export async function beginSweep(request: Request, { source, who, world }: Asked): Promise<Response> {
  const body = await readBody(request, SweepWish);
  if ("refused" in body) return body.refused;
  const { project, reason = "begun out of turn" } = body.data;
  const { version, rules } = await rulesOf(source, world);
  const wish = { source, who, reason, ...(project !== undefined && { project }) };
  if (body.data.kind === "inventory") return await begin(wish, rules, world);
  const { rule: id } = body.data;
  const rule = rules.find((one) => one.id === id);
  if (!rule || !hasSchedule(rule))
    return refuse("noSweep", { message: `no rule ${JSON.stringify(id)} goes by a schedule` });
  if (rule.mode === "off")
    return refuse("noSweep", { message: `the rule ${id} is off`, cure: "Set its mode and apply it." });
  if (rule.require?.plan)
    return refuse("noSweep", {
      message: `the rule ${id} deletes only what a plan lists that a person approved`,
      cure: `Make one: penstock sweep plan --rule ${id}`,
    });
  const { action, params } = rule.do;
  return await begin({ ...wish, rule: { id, want: { rule: `${id}@${version}`, action, params } } }, rules, world);
}

type Rules = Awaited<ReturnType<typeof rulesOf>>["rules"];

async function begin(start: Start, rules: Rules, world: ApiWorld): Promise<Response> {
  const { source, who } = start;
  const isUnderWay = async () => {
    const standings = await standingsOf(source, rules, world);
    const mine = standings.find(({ sweep }) => sweep === (start.rule?.id ?? inventoryName));
    // What waits for a person does not go on by itself.
    return (
      (mine?.open ?? []).some(({ why }) => why !== "attention") || (mine?.openCount ?? 0) > (mine?.open.length ?? 0)
    );
  };
  const started = await startSweep(start, isUnderWay, world);
  world.log.info("sweep", { source, who, sweep: started.sweep, cycle: started.cycle, joined: started.joined });
  return answer({ ...started });
}

/** What is active now; none before the first apply. */
async function rulesOf(source: string, { store, actions }: ApiWorld) {
  const stored = await store.rulebook(source);
  return stored ? await shownText(stored, actions) : { version: 0, rules: [] };
}
