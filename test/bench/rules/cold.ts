import { readFileSync } from "node:fs";
import { join } from "node:path";
import { zstdDecompressSync } from "node:zlib";
import { actions } from "../../../lib/actions/index.ts";
import { activeRules } from "../../../lib/app/activeRules.ts";
import { compileRule } from "../../../lib/rules/compile.ts";
import { openRulebook, ruleReader } from "../../../lib/rules/opened.ts";

// A process of its own: everything loaded, and then rules brought into memory from what a table holds, so that one event
// can be decided. `FOLDER how`, where how is `none`, `packed` or `text`.

const [folder = "", how = "none"] = process.argv.slice(2);

const facts = {
  project: { id: 42, path: "shop/api" },
  job: { id: 1, name: "build", status: "failed" as const, stage: "test", ref: "main" },
};

const start = process.cpuUsage();
if (how !== "none") {
  const rules = zstdDecompressSync(readFileSync(join(folder, "text")), { chunkSize: 4 * 1024 * 1024 }).toString();
  const pack = how === "packed" ? readFileSync(join(folder, "pack")) : undefined;
  const opened = openRulebook({ rules, ...(pack && { pack }) }, ruleReader(actions));
  const active = activeRules(opened, 1, (position) => compileRule(opened.read(position), 1, {}));
  const yes = active.candidates(facts, ["job"]).filter((rule) => rule.decide(facts, 0).answer === "yes");
  if (yes.length !== 3) throw new Error(`${yes.length} rules said yes`);
}
const inside = process.cpuUsage(start);
const whole = process.cpuUsage();
process.stdout.write(`${whole.user + whole.system} ${inside.user + inside.system}`);
