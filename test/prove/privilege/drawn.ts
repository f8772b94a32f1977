import type { Template } from "../../../infra/package/template.ts";
import { pick, randomOf } from "../../fuzz/random.ts";
import type { Proof, Shown } from "../proof.ts";
import { documented, forbidden, type Wish } from "./documented.ts";
import { allowing, type Call } from "./evaluate.ts";
import { arnOf, functionNames, policiesOf, tablePrefix } from "./policy.ts";
import { reviewed } from "./reviewed.ts";
import { packagedOnce } from "./template.ts";

const strange = [
  ...["BatchGetItem", "BatchWriteItem", "PartiQLDelete", "PartiQLSelect", "DeleteTable", "UpdateTable", "CreateBackup"],
  ...["RestoreTableFromBackup", "ExportTableToPointInTime", "PutResourcePolicy", "UpdateTimeToLive", "DescribeTable"],
];
const usual = ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan", "ConditionCheckItem"];
const places = ["rules", "tasks", "tasks/index/due", "ledger", "journal", "journal/index/job", "sessions"];

/** Every kind of item that anybody may touch, and texts that come close to one. */
const kinds = [
  ...new Set(Object.values(reviewed).flatMap((rights) => rights.flatMap((right) => right.kinds ?? []))),
  ...["Limit#", "limits#", "xlimit#", "", "limit", "gitlab/42/seal", "gitlab/42", "gitlab/seal"],
];

function draw(random: ReturnType<typeof randomOf>): Wish {
  const action = pick(random, pick(random, [usual, usual, usual, strange]));
  const on = pick(random, places);
  const key = action === "Scan" ? undefined : keyFor(on, pick(random, kinds), Math.floor(random() * 1000));
  return { name: pick(random, functionNames), action, on, ...(key !== undefined && { key }) };
}

function keyFor(on: string, kind: string, at: number): string {
  return on === "journal" && kind.endsWith("/seal") ? kind : `${kind}gitlab/${at}`;
}

function callOf({ action, on, key }: Wish): Call {
  return {
    action: `dynamodb:${action}`,
    resource: arnOf("dynamodb", `table/${tablePrefix}${on}`),
    context: key === undefined ? {} : { "dynamodb:LeadingKeys": [key] },
  };
}

/** Compares the template with the list, and both with what must never be. */
export function judgeDrawn(template: Template, cases: number, seed: number): Shown {
  const policies = policiesOf(template);
  const random = randomOf(seed);
  const violations: string[] = [];
  const met = new Set<string>();
  let allowed = 0;
  for (let at = 0; at < cases; at++) {
    const wish = draw(random);
    const isAllowed = allowing(policies[wish.name], callOf(wish)).length > 0;
    const words = `${wish.name} ${wish.action} ${wish.on} ${wish.key ?? ""}`;
    if (isAllowed !== documented(wish))
      violations.push(`${words}: the template ${isAllowed ? "allows" : "denies"} it, the list says otherwise`);
    const never = forbidden.find(({ is }) => is(wish));
    if (never) met.add(never.why);
    if (never && isAllowed) violations.push(`${words} is allowed, but ${never.why}`);
    if (isAllowed) allowed++;
  }
  return { cases, violations, figures: { allowed, denied: cases - allowed, "of forbidden sorts": met.size } };
}

/** The template says what the list says. */
export const drawn: Proof = {
  promises: ["P47"],
  says: "of functions, actions, tables and keys the packaged roles allow what the reviewed list says, and nothing of what is forbidden",
  cases: { onPush: 20_000, byProve: 100_000 },
  run: async (cases, seed) => judgeDrawn(await packagedOnce(), cases, seed),
};
