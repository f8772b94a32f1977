import { actions } from "../../../lib/actions/index.ts";
import { activeRules } from "../../../lib/app/activeRules.ts";
import { compileRule } from "../../../lib/rules/compile.ts";
import { openRulebook, ruleReader } from "../../../lib/rules/opened.ts";
import { packRules } from "../../../lib/rules/pack.ts";
import type { Figure } from "../figure.ts";
import { rulebookOf, teamRules } from "../rules/books.ts";
import { facts, yesCount } from "../rules/matching.ts";
import { liveBytes } from "./weigh.ts";

/** A rule in memory: opened from its pack, once one event was decided, and after all of them were asked for; beside its text. */
export async function weighRules(count: number): Promise<Figure[]> {
  const book = rulebookOf(teamRules(count));
  const stored = Buffer.from(JSON.stringify(book));
  const pack = packRules(book, stored.toString());
  if (!pack) throw new Error("the rules have no pack");
  const reader = ruleReader(actions);
  const open = () => {
    const opened = openRulebook({ rules: stored.toString(), pack }, reader);
    return activeRules(opened, 1, (position) => compileRule(opened.read(position), 1, {}));
  };
  yesCount(open(), facts);
  const before = liveBytes();
  const active = open();
  yesCount(active, facts);
  const opened = liveBytes();
  if (active.rules.length !== count) throw new Error("a rule is missing");
  const asked = liveBytes();
  const limit = { name: "its text", value: stored.length / count };
  const figure = (what: string, bytes: number): Figure => ({
    ...{ goal: "memory", unit: "bytes", limit },
    what,
    ours: bytes / count,
  });
  return [
    figure(`a rule of ${count.toLocaleString("en")} that were opened`, opened - before),
    figure("a rule once all of them were asked", asked - before),
  ];
}
