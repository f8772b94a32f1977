import { jobBody } from "./bodies.ts";
import { fire } from "./fire.ts";
import { wired } from "./requests.ts";
import type { Served } from "./servers.ts";
import type { Ground } from "./subjects.ts";

const otherSecret = `whsec_${Buffer.alloc(32, 8).toString("base64")}`;

/**
 * That all give the same answers: what is signed is taken, what is forged is refused, and ours plans what a rule wants.
 * octokit and probot say 200 and 400 where others say 202 and 401.
 *
 * @throws Error when one does not
 */
export async function checkAnswers({ raw, ours, peers, store, secret }: Ground): Promise<void> {
  const body = jobBody(7, "failed");
  for (const server of [raw, ours, ...peers]) {
    expect(server, "a signed hook", await asked(server, body, secret), ["202", "200"]);
    if (server !== raw) expect(server, "a forged hook", await asked(server, body, otherSecret), ["401", "400"]);
  }
  if (!(await store.task("gitlab/42/job:7/retry"))) throw new Error("what a rule wants is not in the table");
}

async function asked({ dialect, port }: Served, body: Buffer, secret: string): Promise<string> {
  const request = wired(dialect, { id: "bench-check", body, secret });
  const { statuses } = await fire({ port, request: () => request, connections: 1, most: 1 });
  return [...statuses.keys()].join();
}

function expect({ name }: Served, what: string, answer: string, allowed: readonly string[]): void {
  if (!allowed.includes(answer)) throw new Error(`${name} answers ${what} with ${answer}, not ${allowed.join(" or ")}`);
}
