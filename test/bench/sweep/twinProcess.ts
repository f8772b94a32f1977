import { virtualClock } from "../../../infra/twin/clock.ts";
import { gitlabLimits } from "../../../infra/twin/machine/throttle.ts";
import { serveTwin } from "../../../infra/twin/serve.ts";
import { createTwin } from "../../../infra/twin/twin.ts";
import { countLeft, expected } from "./census.ts";
import type { Order, Report, TwinWish } from "./twin.ts";

// The twin in a process of its own, with GitLab.com's limits. Its clock goes as far as it is told.

/** Source: docs.gitlab.com/user/gitlab_com, "GitLab.com-specific rate limits" (read 2026-11). */
const api = { requests: 2_000 };

const wish: TwinWish = JSON.parse(process.argv[2] ?? "{}");
const clock = virtualClock(wish.start);
const twin = createTwin({ clock: clock.now, settings: { limits: { ...gitlabLimits, api } } });
const crowd = twin.addCrowd(wish.crowd);
const served = await serveTwin(twin);
tell({ id: 0, value: { url: served.url, token: twin.bot.token, jobs: crowd.jobs } });

process.on("message", (order: Order) => tell({ id: order.id, value: answer(order) }));
process.on("disconnect", () => process.exit(0));

function answer(order: Order): unknown {
  switch (order.what) {
    case "time":
      clock.advance((order.at - clock.now()) / 1000);
      return null;
    case "served":
      return servedSoFar();
    case "left":
      return [...countLeft(twin.world)];
    case "expected":
      return expected(twin.world, order);
    case "effects":
      return twin.effects.map(({ verb, jobId }) => ({ verb, jobId }));
    default:
      return order satisfies never;
  }
}

let seen = 0;
const sums = { requests: 0, refused: 0, failed: 0, byKind: new Map<string, number>() };

/** What was asked; the twin forgets it then. */
function servedSoFar() {
  for (const { method, path, status } of twin.requests.splice(0)) {
    seen++;
    sums.requests = seen;
    if (status === 429) sums.refused++;
    else if (status >= 400 && status !== 404) sums.failed++;
    const kind = kindOf(method, path);
    sums.byKind.set(kind, (sums.byKind.get(kind) ?? 0) + 1);
  }
  const { byKind, ...rest } = sums;
  return { ...rest, byKind: [...byKind] };
}

/** `GET projects/:id/jobs`. */
function kindOf(method: string, path: string): string {
  const bare = (path.split("?")[0] ?? "").replace(/^\/api\/(v4\/)?/, "");
  return `${method} ${bare.replace(/\/\d+/g, "/:id").replace(/(branches|tags)\/.*$/, "$1/:name")}`;
}

function tell(report: Report): void {
  process.send?.(report);
}
