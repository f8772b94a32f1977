import { beginDeletes } from "../../../lib/app/plans/begin.ts";
import { approvePlan } from "../../../lib/app/plans/decide.ts";
import { makePlan } from "../../../lib/app/plans/make.ts";
import { pageOf, type ShownItem } from "../../../lib/app/plans/page.ts";
import { partsOf, planOf } from "../../../lib/app/plans/read.ts";
import type { SweepPlan } from "../../../lib/core/sweepPlan.ts";
import type { site } from "../site.ts";

type Site = Awaited<ReturnType<typeof site>>;

/** What people do with plans, over a small site. */
export function planDesk({ store, worker, now }: Site) {
  const desk = { store, clock: now, random: worker.random, giveWay: worker.giveWay };
  const head = async (id: string): Promise<SweepPlan> => {
    const found = await planOf(store, { source: "gitlab", id });
    if (!found) throw new Error(`no plan ${id}`);
    return found.value;
  };
  return {
    head,
    make: (rules = ["r@1"]) => makePlan({ source: "gitlab", projects: 42, rules, by: "ann", reason: "disk" }, desk),
    async approve(id: string, who = "ben") {
      const { hash = "" } = await head(id);
      const said = await approvePlan(
        { source: "gitlab", id, who, reason: "seen", hash, secondPerson: "required" },
        desk,
      );
      if (!("refused" in said)) await beginDeletes(said.plan, said.parts, { desk, now: now() });
      return said;
    },
    async items(id: string): Promise<ShownItem[]> {
      const plan = await head(id);
      const parts = (await partsOf(store, plan)).map(({ value }) => value);
      const all: ShownItem[] = [];
      for (let page: string | undefined = "first"; page !== undefined; ) {
        const read = await pageOf(plan, { parts, page }, store);
        if (read === "tampered") throw new Error("tampered");
        all.push(...read.items);
        page = read.next;
      }
      return all;
    },
  };
}
