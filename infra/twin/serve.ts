import type { ServerResponse } from "node:http";
import { type Answer, json } from "./api/answer.ts";
import { answerCall } from "./api/answerCall.ts";
import type { Incoming } from "./api/call.ts";
import { answerControl, controlRoot } from "./control/control.ts";
import { type Outcome, type Struck, spoil } from "./faults/spoil.ts";
import { inChain } from "./hooks/chain.ts";
import { type Listening, listen } from "./listen.ts";
import { answerOauth, oauthRoot } from "./oauth/answerOauth.ts";
import { send } from "./send.ts";
import { answerObject } from "./storage/object.ts";
import type { Seen, Twin } from "./twin.ts";

export interface Served extends Listening {
  /** `http://127.0.0.1:PORT`; the API is below `/api/v4`. */
  readonly url: string;
  /** The object storage, where the twin has one. */
  readonly storageUrl?: string;
}

export interface ServeOptions {
  /** Default: any free one. */
  readonly port?: number;
  /** The root of its web addresses and the name it gives itself in hooks. Default: where it is served. */
  readonly externalUrl?: string;
}

/**
 * Serves a twin's API, its control and its object storage, on this machine only.
 *
 * @throws Error when the port is taken
 */
export async function serveTwin(twin: Twin, { port = 0, externalUrl }: ServeOptions = {}): Promise<Served> {
  const gitlab = await listen(port, (incoming, response) => answer(twin, incoming, response));
  twin.world.url = externalUrl ?? gitlab.url;
  if (!twin.hasObjectStorage) return gitlab;
  const storage = await listen(0, (incoming, response) => answerFromStorage(twin, incoming, response));
  twin.world.objectStorageUrl = storage.url;
  return {
    url: gitlab.url,
    storageUrl: storage.url,
    async close() {
      await Promise.all([gitlab.close(), storage.close()]);
    },
  };
}

async function answer(twin: Twin, incoming: Incoming | undefined, response: ServerResponse): Promise<void> {
  if (!incoming) return send(response, json(413, { error: "413 Request Entity Too Large" }));
  const { world, door } = twin;
  if (incoming.target.startsWith(controlRoot)) {
    twin.wake();
    return send(response, answerControl(twin, incoming));
  }
  const call = (asked: Incoming) =>
    inChain(world, asked.headers["x-gitlab-event-uuid"], () =>
      asked.target.startsWith(oauthRoot) ? answerOauth(world, asked) : answerCall(world, asked),
    );
  const work = async (asked = incoming) =>
    withHead(await door.pass(asked, async () => call(asked)), world.ids.uuid("request"), world.clock());
  await exchange({ twin, incoming, response, work, seen: twin.requests });
}

async function answerFromStorage(twin: Twin, incoming: Incoming | undefined, response: ServerResponse): Promise<void> {
  if (!incoming) return send(response, json(413, { error: "413 Request Entity Too Large" }));
  const work = async (asked = incoming) => answerObject(twin.world, asked);
  await exchange({ twin, incoming, response, work, seen: twin.storageRequests });
}

interface Exchange extends Pick<Struck, "incoming" | "work"> {
  readonly twin: Twin;
  readonly response: ServerResponse;
  /** Where it is written down. */
  readonly seen: Seen[];
}

async function exchange({ twin, incoming, response, work, seen }: Exchange): Promise<void> {
  const { world, faults } = twin;
  const { method, target: path } = incoming;
  twin.wake();
  const fault = faults.take(incoming);
  const written: Seen = { method, path, status: 0, ...(fault && { fault: fault.kind }) };
  seen.push(written);
  const outcome = await (fault ? spoil(fault, { world, incoming, faults, work }) : answered(work));
  faults.history.note();
  if (outcome === "drop") response.destroy();
  else if (outcome === "reset") response.socket?.resetAndDestroy();
  else if (outcome !== "hang") {
    written.status = outcome.answer.status;
    await send(response, outcome.answer, outcome.ofBody);
  }
}

async function answered(work: Struck["work"]): Promise<Outcome> {
  return { answer: await work() };
}

/** GitLab's clock is the twin's, in the head of each answer too. */
function withHead(given: Answer, id: string, now: number): Answer {
  return { ...given, headers: { Date: new Date(now).toUTCString(), ...given.headers, "X-Request-Id": id } };
}
