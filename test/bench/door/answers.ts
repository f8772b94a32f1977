import { jobBody } from "./bodies.ts";
import { fire } from "./fire.ts";
import { wired } from "./requests.ts";
import type { Served } from "./servers.ts";
import type { Ground } from "./subjects.ts";

const otherSecret = `whsec_${Buffer.alloc(32, 8).toString("base64")}`;

/**
 * That all give the same answers: what is signed is taken, what is forged is refused; that whoever others wrote has read the
 * hook before it answers, and that those that ask rules find the same three. octokit and probot say 200 and 400 where others
 * say 202 and 401.
 *
 * @throws Error when one does not
 */
export async function checkAnswers({ raw, ours, peers, deciding, store, secret }: Ground): Promise<void> {
  const body = jobBody(7, "failed");
  const strange = Buffer.from('{"object_kind":"build"}');
  const deciders = deciding ? [ours, deciding] : [ours];
  for (const server of [raw, ours, ...peers, ...(deciding ? [deciding] : [])]) {
    expect(server, "a signed hook", await asked(server, body, secret), ["202", "200"]);
    if (server !== raw) expect(server, "a forged hook", await asked(server, body, otherSecret), ["401", "400"]);
    if (server !== raw && server !== ours)
      expect(server, "a hook of no project", await asked(server, strange, secret), ["500", "400"]);
  }
  for (const server of deciders) {
    const planned = [await said(server, body, secret), await said(server, jobBody(8, "success"), secret)];
    expect(server, "a job that failed, and one that did not,", planned.join(" "), ['{"planned":3} {"planned":0}']);
  }
  if (!(await store.task("gitlab/42/job:7/retry"))) throw new Error("what a rule wants is not in the table");
}

async function asked(server: Served, body: Buffer, secret: string): Promise<string> {
  return (await answerOf(server, body, secret)).status;
}

async function said(server: Served, body: Buffer, secret: string): Promise<string> {
  return (await answerOf(server, body, secret)).text;
}

async function answerOf({ dialect, port }: Served, body: Buffer, secret: string) {
  const request = wired(dialect, { id: "bench-check", body, secret });
  let text = "";
  const heard = (_at: number, _status: number, answer: string) => {
    text = answer;
  };
  const { statuses } = await fire({ port, request: () => request, connections: 1, most: 1, heard });
  return { status: [...statuses.keys()].join(), text };
}

function expect({ name }: Served, what: string, answer: string, allowed: readonly string[]): void {
  if (!allowed.includes(answer)) throw new Error(`${name} answers ${what} with ${answer}, not ${allowed.join(" or ")}`);
}
