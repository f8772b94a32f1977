import type { Figure } from "../figure.ts";
import type { Found, Measured } from "./measure.ts";
import type { Subjects } from "./subjects.ts";

const bareNode = { name: "bare node", value: 1 };

/** G5 and G6: starts beside bare node and beside all packages in one bundle, and what they load. */
export function goals(found: Found, { webhook, work }: Subjects["weights"]): Figure[] {
  const { table } = found;
  return [
    {
      ...started(found.webhook, found.peerWebhook),
      goal: "G5",
      what: "webhook, process to first stored answer, x bare node",
      most: 3.5,
      unmet: `The tables' client and one item read come to ${short(table.ratio)} already; SSM's client, zod with the schemas of hooks, rules and tasks, and compiling what is loaded are the rest. It would take requests that are signed without the AWS SDK, and fewer schemas.`,
    },
    { goal: "G5", what: "webhook, what its start loads", unit: "KB", ours: kb(webhook.initBytes), most: 600 },
    {
      ...started(found.work, found.peerWork),
      goal: "G6",
      what: "worker, process to first task performed, x bare node",
      most: 5,
      unmet: `The tables' client and one item read come to ${short(table.ratio)} already; a task takes several more requests to tables, SSM and GitLab, each through code that runs for the first time. It would take requests that are signed without the AWS SDK, and less to load.`,
    },
    { goal: "G6", what: "worker, what its start loads", unit: "KB", ours: kb(work.initBytes), most: 1500 },
  ];
}

function started(
  { ratio, spread }: Measured,
  peer: Measured,
): Pick<Figure, "unit" | "ours" | "spread" | "limit" | "peer"> {
  return {
    unit: "x",
    ours: ratio,
    spread,
    limit: bareNode,
    peer: { name: "all packages in one bundle", value: peer.ratio },
  };
}

function kb(bytes: number): number {
  return Math.ceil(bytes / 1000);
}

function short(ratio: number): string {
  return `${ratio.toFixed(1)}x`;
}
