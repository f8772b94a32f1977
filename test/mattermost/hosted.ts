import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { TestContext } from "node:test";
import { createMattermost, type MattermostOptions } from "../../infra/mattermost/mattermost.ts";
import type { Heard } from "../../infra/mattermost/say.ts";
import { serveMattermost } from "../../infra/mattermost/serve.ts";
import type { User } from "../../infra/mattermost/world.ts";
import { virtualClock } from "../../infra/twin/clock.ts";

/** What came to the integration. */
export interface Came {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A Mattermost with two people and a bot in a channel, beside an integration that answers as it is told. */
export async function hosted(t: TestContext, options: Partial<MattermostOptions> = {}) {
  const clock = virtualClock();
  const mattermost = createMattermost({ clock: clock.now, ...options });
  const served = await serveMattermost(mattermost);
  t.after(() => served.close());
  const came: Came[] = [];
  let next: { readonly status: number; readonly body: object } | "hang" = { status: 200, body: {} };
  const integration = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    came.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    if (next === "hang") return;
    response.writeHead(next.status, { "content-type": "application/json" }).end(JSON.stringify(next.body));
  });
  integration.listen(0, "127.0.0.1");
  await once(integration, "listening");
  t.after(() => {
    integration.closeAllConnections();
    integration.close();
  });
  const address = integration.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const url = `http://127.0.0.1:${address.port}/`;
  const team = mattermost.addTeam("shop");
  const [alice, bob] = [mattermost.addUser("alice"), mattermost.addUser("bob")];
  const bot = mattermost.addBot("penstock");
  const channel = mattermost.addChannel({ team: team.id, name: "deploys", members: [alice.id, bob.id, bot.id] });
  const command = mattermost.addCommand({ team: team.id, trigger: "penstock", url });
  return {
    clock,
    mattermost,
    url: served.url,
    integrationUrl: url,
    team,
    alice,
    bob,
    bot,
    channel,
    command,
    came,
    answer(body: object, status = 200): void {
      next = { status, body };
    },
    hang(): void {
      next = "hang";
    },
    say: async (text: string): Promise<Heard> => await mattermost.say({ user: alice.id, channel: channel.id, text }),
    seenBy: (user: User): readonly string[] => mattermost.posts(channel.id, user.id).map(({ message }) => message),
  };
}

/** Posts JSON. */
export async function post(url: string, body: unknown, token?: string, method = "POST") {
  const headers = {
    "content-type": "application/json",
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  const answer = await fetch(url, { method, headers, body: JSON.stringify(body) });
  return { status: answer.status, body: await answer.text() };
}
