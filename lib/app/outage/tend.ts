import { actions } from "../../actions/index.ts";
import { StoreError } from "../../core/errors.ts";
import { isOpenOutage, type Outage, outageKey, rememberClosedMillis } from "../../core/outage.ts";
import { actsSomewhere } from "../../rules/mode.ts";
import { outageBounds } from "../../rules/outage.ts";
import type { ActiveRules } from "../rules.ts";
import { someAtOnce } from "../someAtOnce.ts";
import { patientUntil } from "../throttleRun.ts";
import type { Worker } from "../worker.ts";
import { closing } from "./close.ts";
import { followCanary } from "./follow.ts";
import { type StoredOutage, storedOutages } from "./stored.ts";

const atOnce = 4;
const unheardMillis = 24 * 3_600_000;

/**
 * Brings the outages of a source on: looks in GitLab whether their canaries helped, closes those that nothing needs any
 * more, and forgets those that closed long ago. Where there is none it costs one query. Safe to run twice: every write
 * names what it follows.
 *
 * @throws StoreError when the tables cannot be read or written, once every outage had its turn
 */
export async function tendOutages({ id: source }: { readonly id: string }, worker: Worker): Promise<void> {
  const stored = await storedOutages(source, worker.store);
  if (stored.length === 0) return;
  const rules = stored.some(({ outage }) => isOpenOutage(outage)) ? await worker.rules.live(source) : undefined;
  const bring = async (one: StoredOutage) => {
    if (!isOpenOutage(one.outage)) await forget(one, source, worker);
    else if (rules && worker.clock() < patientUntil(worker)) await tend(one, { source, rules }, worker);
  };
  const failed: unknown[] = [];
  await someAtOnce(stored, atOnce, (one) => bring(one).catch((error: unknown) => void failed.push(error)));
  if (failed.length > 0) throw failed[0];
}

async function tend(
  stored: StoredOutage,
  { source, rules }: { readonly source: string; readonly rules: ActiveRules },
  worker: Worker,
): Promise<void> {
  const { outage } = stored;
  const why = whyOver(outage, rules) ?? whyForgotten(outage, worker.clock());
  const rule = rules.rule(outage.rule);
  if (why !== undefined) await closing(stored, { source, why }, worker);
  else if (rule) await followCanary(stored, { source, rule }, worker);
}

/** Why nothing asks for it any more. */
function whyOver({ rule: id, project }: Outage, rules: ActiveRules): string | undefined {
  const compiled = rules.rule(id);
  if (!compiled) return `there is no rule ${id} any more`;
  const { rule, name } = compiled;
  if (!actsSomewhere(rule)) return `${name} does not act`;
  const action = actions.find((one) => one.name === rule.do.action);
  const bounds = action && outageBounds(rule, action);
  if (!bounds) return `${name} has no outages`;
  return project === undefined && bounds.perSource === undefined ? `${name} has no perSource any more` : undefined;
}

/** Whatever was parked would have been its canary by now. */
function whyForgotten({ canary, nextCanaryAt }: Outage, now: number): string | undefined {
  return !canary && now > nextCanaryAt + unheardMillis ? "nothing was to run again for a day" : undefined;
}

async function forget({ outage, text }: StoredOutage, source: string, { store, clock }: Worker): Promise<void> {
  if (clock() < (outage.closedAt ?? 0) + rememberClosedMillis) return;
  try {
    await store.commit([{ drop: outageKey(source, outage.id), seen: text }]);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "conflict") throw error;
  }
}
