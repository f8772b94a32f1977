import { GitLabError, SettingsError } from "../../../lib/core/errors.ts";
import { below, pick, randomOf } from "../../fuzz/random.ts";
import { newTally } from "../door/tally.ts";
import type { Shown } from "../proof.ts";
import { type Asker, ourAsker } from "./deeds.ts";
import { openHostileGitLab } from "./gitlab.ts";
import { type Allowed, wrongWith } from "./judge.ts";
import { handshake, openStranger } from "./stranger.ts";
import { trapName } from "./traps.ts";

/** How the token is shown, and where. */
export const shownAs = { bearer: "authorization", private: "private-token", job: "job-token" } as const;
const casesPerClient = 250;
/** One of so many is a download. */
const downloadsIn = 6;
const token = "glpat-canary-0123456789abcdef";

/** How a client is made of a GitLab's address and a token. */
export type Open = (options: Parameters<typeof ourAsker>[0]) => Asker;

/**
 * Lets a client ask whatever it can, of a GitLab whose every answer leads away: nobody else may be asked, and nothing but
 * its API, and the token may stand in its one header only. A download may be led to an object storage, without the token.
 */
export async function fuzzClient(cases: number, seed: number, open: Open = ourAsker): Promise<Shown> {
  const [stranger, tally] = [await openStranger(), newTally()];
  const gitlab = await openHostileGitLab(stranger.port);
  let asker: Asker | undefined;
  let allowed: Allowed | undefined;
  for (let at = 0; at < cases; at++) {
    const random = randomOf(Math.imul(seed, 0x9e3779b1) ^ at);
    if (at % casesPerClient === 0 || !asker || !allowed) {
      await asker?.close();
      const root = pick(random, ["", "", "/gitlab"]);
      const tokenAs = pick(random, ["bearer", "bearer", "private", "job"] as const);
      const host = `127.0.0.1:${gitlab.port}`;
      allowed = { host, root, token, tokenIn: shownAs[tokenAs] };
      asker = open({ baseUrl: `http://${host}${root}`, token, tokenAs });
    }
    const isDownload = below(random, downloadsIn) === 0;
    gitlab.draw(random, isDownload);
    const [name, deed] = pick(random, Object.entries(isDownload ? asker.downloads : asker.deeds));
    const ports = { own: gitlab.port, foreign: stranger.port };
    const drawn = { name: () => trapName(random, ports), number: () => 1 + below(random, 1000) };
    const where = `seed ${seed}, case ${at}, ${name}`;
    await deed(drawn).catch((error: unknown) => {
      if (!(error instanceof GitLabError) && !(error instanceof SettingsError)) tally.broke(`${where}: ${error}`);
      else if (`${error.message}${"advice" in error ? error.advice : ""}`.includes(token))
        tally.broke(`${where}: the error tells the token`);
    });
    const heard = gitlab.take();
    tally.met("requests to GitLab", heard.length);
    if (heard.length > 1) tally.met("cases of several requests");
    for (const request of heard) {
      const problem = wrongWith(request, allowed);
      if (problem !== undefined) tally.broke(`${where}: ${request.method} ${request.path}: ${problem}`);
    }
    for (const came of stranger.came.splice(0)) {
      tally.met(isDownload ? "led to a storage" : "requests to strangers");
      const [head = ""] = came.split("\r\n\r\n");
      if (!isDownload) tally.broke(`${where}: a stranger was asked: ${head.split("\r\n")[0]}`);
      else if (came.includes(token) || /^(authorization|private-token|job-token|cookie):/im.test(head))
        tally.broke(`${where}: the storage was told the token`);
      else if (came !== "" && !came.startsWith("GET ") && !came.startsWith(handshake))
        tally.broke(`${where}: the storage was asked for more than a file`);
    }
  }
  await asker?.close();
  gitlab.close();
  stranger.close();
  for (const [kind, count] of gitlab.kinds) tally.met(`answers: ${kind}`, count);
  tally.met("requests to strangers", 0);
  return tally.shown(cases);
}
