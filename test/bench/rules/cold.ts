import { readFileSync } from "node:fs";
import { join } from "node:path";
import { zstdDecompressSync } from "node:zlib";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { actions } from "../../../lib/actions/index.ts";
import { type ActiveRules, activeRules, rulesAtHand } from "../../../lib/app/activeRules.ts";
import { compileRule } from "../../../lib/rules/compile.ts";
import { openRulebook, ruleReader } from "../../../lib/rules/opened.ts";

// A process of its own: everything loaded, and then rules brought into memory from what a table holds, so that one event
// can be decided. `FOLDER how`, where how is one of `ways`.

const [folder = "", how = "none"] = process.argv.slice(2);

const facts = {
  project: { id: 42, path: "shop/api" },
  job: { id: 1, name: "build", status: "failed" as const, stage: "test", ref: "main" },
};

const ways: Readonly<Record<string, () => ActiveRules | undefined>> = {
  none: () => undefined,
  packed: () => opened(unzipped(), readFileSync(join(folder, "pack"))),
  text: () => opened(unzipped()),
  items,
  /** What nobody does without who stores them like this. */
  unzip() {
    unzipped();
    zstdDecompressSync(readFileSync(join(folder, "pack")));
    return undefined;
  },
};

function unzipped(): string {
  return zstdDecompressSync(readFileSync(join(folder, "text")), { chunkSize: 4 * 1024 * 1024 }).toString();
}

function opened(rules: string, pack?: Uint8Array): ActiveRules {
  const rulebook = openRulebook({ rules, ...(pack && { pack }) }, ruleReader(actions));
  return activeRules(rulebook, 1, (position) => compileRule(rulebook.read(position), 1, {}));
}

/** As many would store them: an item for each rule, read as the client gives it and checked again. */
function items(): ActiveRules {
  const read = ruleReader(actions);
  const answer: { readonly Items: readonly Parameters<typeof unmarshall>[0][] } = JSON.parse(
    readFileSync(join(folder, "items"), "utf8"),
  );
  const rules = answer.Items.map((item, at) => read(unmarshall(item).rule, at));
  return rulesAtHand(
    1,
    rules.map((rule) => compileRule(rule, 1, {})),
  );
}

const start = process.cpuUsage();
const active = ways[how]?.();
if (active) {
  const yes = active.candidates(facts, ["job"]).filter((rule) => rule.decide(facts, 0).answer === "yes");
  if (yes.length !== 3) throw new Error(`${yes.length} rules said yes`);
}
const inside = process.cpuUsage(start);
const whole = process.cpuUsage();
process.stdout.write(`${whole.user + whole.system} ${inside.user + inside.system}`);
