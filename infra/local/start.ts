import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { actions } from "../../lib/actions/index.ts";
import { applyRules } from "../../lib/app/apply.ts";
import type { Running } from "../../lib/cli/local.ts";
import { SettingsError } from "../../lib/core/errors.ts";
import { createLog } from "../../lib/edge/log.ts";
import { problemText } from "../../lib/rules/read.ts";
import { stopWithParent } from "../twin/parent.ts";
import { calmLog } from "./calmLog.ts";
import { type House, openHouse } from "./house.ts";
import { lackingOf } from "./lacking.ts";
import { type Plan, readPlan } from "./plan.ts";
import { chatRules, recipes, reporting } from "./recipes.ts";

/** Everything that this process started, newest last: it is ended in the other order. */
const endings: (() => unknown)[] = [];
let stopping = false;

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  for (const end of endings.toReversed()) await end();
  process.exit(code);
}

async function start(): Promise<void> {
  const plan = await readPlan(endings);
  const apiToken = randomBytes(32).toString("base64url");
  const house = await openHouse({ ...plan, apiToken, log: calmLog(createLog("penstock"), plan.clock) });
  endings.push(() => house.close());
  const rules = await applyRecipes(house, plan);
  const people = await plan.connect?.(house);
  writeRunning(house, plan, { apiToken, ...(people && { people }) });
  house.driver.start();
  say(house, plan, { rules, lacking: plan.isTwin ? [] : await lackingOf(plan.gitlab, plan.clock) });
}

/** The recipes are applied where there are no rules yet; on a GitLab that is not the twin they only report. */
async function applyRecipes({ store }: House, { source, isTwin }: Plan): Promise<string> {
  const active = await store.rulebook(source);
  if (active && !isTwin) return `version ${active.version}, as it was applied`;
  const applied = await applyRules(isTwin ? [...recipes(), ...chatRules()] : recipes().map(reporting), source, {
    store,
    actions,
  });
  if (applied === "overtaken") return "applied by somebody else meanwhile";
  if ("problems" in applied) throw new Error(applied.problems.map(problemText).join("\n"));
  if ("proposal" in applied) return "they wait for a second person";
  return `version ${applied.version}: the ${applied.rules} rules of infra/recipes${isTwin ? " and of the sample" : ", which only report"}`;
}

function writeRunning(
  { url }: House,
  { source, secrets, runningFile, gitlab, isTwin, database, page }: Plan,
  { apiToken, people = {} }: { apiToken: string; people?: Readonly<Record<string, string>> },
): void {
  const [token] = Object.values(people);
  const running: Running = {
    url,
    source,
    secrets: [...secrets],
    api: { url, token: apiToken },
    ...(page && { chat: { url } }),
    ...(token !== undefined &&
      isTwin && { twin: { url: gitlab.url, token, people: { ...people }, bot: gitlab.token } }),
    tables: { ...database },
    pid: process.pid,
  };
  mkdirSync(dirname(runningFile), { recursive: true });
  writeFileSync(runningFile, JSON.stringify(running), { mode: 0o600 });
  endings.push(() => rmSync(runningFile, { force: true }));
}

interface Found {
  readonly rules: string;
  readonly lacking: readonly string[];
}

function say(house: House, plan: Plan, { rules, lacking }: Found): void {
  console.log(`
Penstock runs.
  hooks     POST ${house.hookUrl}
  API       ${house.url}/api/${plan.source}${plan.page ? `\n  chat      ${house.url}/  (Slack and Mattermost stand-ins: try commands and buttons there)` : ""}
  GitLab    ${plan.gitlab.url}${plan.isTwin ? "  (the twin: a GitLab stand-in that keeps state)" : ""}
  projects  ${(plan.projects ?? ["**"]).join(", ")}
  tables    ${plan.database.endpoint}
  rules     ${rules}${lacking.map((sentence) => `\n  lacking   ${sentence}`).join("")}

In another terminal:
  npm run -s penstock -- journal tail --follow
  npm run -s penstock -- tasks list
  npm run -s penstock -- rules apply FILE
  npm run -s penstock -- stop --reason WHY    (and resume)
  npm run -s penstock -- send FILE${plan.isTwin ? "\n  npm run -s penstock -- jobs list --project shop/api" : ""}
${plan.isTwin ? `  curl -X POST ${plan.gitlab.url}/-/twin/jobs/ID/fail    (GET ${plan.gitlab.url}/-/twin/state shows the jobs)\n` : ""}
Ctrl-C stops it.`);
}

function problemOf(error: unknown): string {
  if (error instanceof SettingsError) return `Penstock cannot start:\n${error.message}`;
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE")
    return "Penstock cannot start:\n- its port is taken: stop what uses it, or set PENSTOCK_PORT to another (0: any that is free)";
  return `Penstock cannot start: ${error instanceof Error ? error.message : String(error)}`;
}

stopWithParent(() => void stop(0));
process.on("SIGINT", () => void stop(0));
process.on("SIGTERM", () => void stop(0));
start().catch(async (error: unknown) => {
  console.error(problemOf(error));
  await stop(1);
});
