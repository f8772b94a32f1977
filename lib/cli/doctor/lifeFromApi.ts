import { isUrgent, type Life } from "../../app/doctor/house/life.ts";
import { instantOfId } from "../../core/journal.ts";
import type { Seen } from "../../core/seen.ts";
import type { Instant } from "../../core/time.ts";
import { ActiveRules, SealList, TaskList } from "../answers.ts";
import { type Api, ApiError } from "../api.ts";
import { OutageList } from "../outages/answers.ts";
import { PatrolShown } from "../patrol/answers.ts";
import { stopsToldBy } from "../stops.ts";

const most = 1_000;

/** How a source gets on, as its API tells: needs the scope read. What it does not show is `unseen`. */
export async function lifeFromApi(api: Api, clock: () => Instant): Promise<Life> {
  const tasks = (state: string) => api(["tasks"], TaskList, { query: { state, limit: most } });
  const [rules, stops, attention, waiting, outages, patrol, seals] = await Promise.all([
    seen(api(["rulebook"], ActiveRules)),
    seen(stopsToldBy(api)),
    seen(tasks("attention")),
    seen(tasks("waiting")),
    seen(api(["outages"], OutageList)),
    seen(api(["patrol"], PatrolShown)),
    seen(api(["journal", "seals"], SealList)),
  ]);
  const now = "found" in patrol ? patrol.found.now : clock();
  return {
    now,
    rules: map(rules, ({ version, rules, setAside = [] }) => ({ version, rules, setAside })),
    stops,
    attention: map(attention, ({ tasks }) => tasks.length),
    oldestDue: map(waiting, ({ tasks }) => {
      const due = tasks.flatMap((task) =>
        task.due !== undefined && task.due <= now && isUrgent(task) ? [task.due] : [],
      );
      return due.length === 0 ? undefined : Math.min(...due);
    }),
    outages: map(outages, ({ outages }) => outages.filter(({ closedAt }) => closedAt === undefined)),
    patrol: map(patrol, (answer) => answer.patrol),
    sealedTo: "found" in seals ? sealedTo(seals.found.head) : seals,
  };
}

function sealedTo(head: { readonly to: string } | "unreadable" | undefined): Seen<Instant> {
  return head === undefined || head === "unreadable" ? "missing" : { found: instantOfId(head.to) };
}

type Answer<T> = Exclude<Seen<T>, "missing">;

async function seen<T>(question: Promise<T>): Promise<Answer<T>> {
  try {
    return { found: await question };
  } catch (error) {
    // What the API refuses it says with its cure; of all else nobody knows what the words hold.
    const isTold = error instanceof ApiError || (error instanceof Error && error.name === "SettingsError");
    const [says = "", ...cure] = (isTold ? error.message.replace(/^- /, "") : "the API could not be asked").split(
      /\. |: /,
    );
    return { unseen: says, cure: cure.join(": ") || "look whether Penstock runs there, and ask again" };
  }
}

function map<T, U>(one: Answer<T>, change: (value: T) => U): Answer<U> {
  return "found" in one ? { found: change(one.found) } : one;
}
