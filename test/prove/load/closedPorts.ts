import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { jobBody } from "../../bench/door/bodies.ts";
import { fire } from "../../bench/door/fire.ts";
import { openDoor } from "../../bench/door/penstock.ts";
import { wired } from "../../bench/door/requests.ts";
import { newTally } from "../door/tally.ts";
import type { Proof, Shown } from "../proof.ts";

const connections = 256;

/** A port that lets nobody in, and counts who tries. */
async function watchedPort(): Promise<{ port: number; tries(): number; close(): void }> {
  let tries = 0;
  const server = createServer((socket) => {
    tries++;
    socket.destroy();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { port, tries: () => tries, close: () => server.close() };
}

async function run(cases: number, seed: number): Promise<Shown> {
  const tally = newTally();
  const gitlab = await watchedPort();
  const tables = await watchedPort();
  const address = (port: number) => `http://127.0.0.1:${port}`;
  const env = { PENSTOCK_GITLAB_URL: address(gitlab.port), PENSTOCK_GITLAB_TOKEN: "glpat-of-nobody" };
  const door = await openDoor({ tables: address(tables.port), env });
  try {
    const { latencies } = await fire({
      port: door.served.port,
      connections,
      most: cases,
      request(at) {
        const id = `d-${seed}-${at}`;
        return wired("gitlab", { id, body: jobBody(1 + at, at % 2 === 0 ? "failed" : "success"), secret: door.secret });
      },
      heard(at, status, body) {
        tally.met(`answered ${status}`);
        if (status !== 202 || body !== '{"deferred":true}')
          tally.broke(`delivery ${at} of seed ${seed}: ${status} ${body}`);
      },
    });
    if (latencies.length !== cases) tally.broke(`${latencies.length} of ${cases} were answered`);
    if (gitlab.tries() > 0) tally.broke(`GitLab was called ${gitlab.tries()} times`);
    if (tables.tries() === 0) tally.broke("nobody tried the tables: nothing is shown");
    return tally.shown(cases, { "connections to GitLab": gitlab.tries() });
  } finally {
    await door.close();
    gitlab.close();
    tables.close();
  }
}

/** Acknowledged without GitLab and without the tables. */
export const closedPorts: Proof = {
  promises: ["P3"],
  says: "the shipped webhook acknowledges every delivery though GitLab's port and the tables' let nobody in, and never tries GitLab's",
  cases: { onPush: 200, byProve: 1_000 },
  run,
};
