import { joinKey } from "../../core/key.ts";
import type { ChannelPlace } from "../../core/talk.ts";
import { standingOf } from "../gates/list.ts";
import { storedGate } from "../gates/stored.ts";
import { postWrite } from "./posts.ts";
import { endOfRequest } from "./requestEnd.ts";
import type { StoredRequest } from "./requestItem.ts";
import { isWritten, type Showing } from "./requestShow.ts";

const dayMillis = 86_400_000;

/** Says how a gate ended in the place of its message, which has no buttons any more, and forgets it. */
export async function endedRequest(
  { note, seen, shown: item }: StoredRequest,
  place: ChannelPlace | undefined,
  { source, desk, now }: Showing,
): Promise<boolean> {
  const { gate } = await storedGate({ source: source.id, ...item }, desk.store);
  const message = gate && endOfRequest(standingOf(gate, await desk.store.task(gate.task)), { source, now });
  if (gate && !message) return false;
  // Its message is on its way: it is changed once it is there.
  const isUnderWay = item.ref === undefined && !item.lost && !item.isListed && now < item.at + dayMillis;
  if (isUnderWay && place) return false;
  const id = joinKey("request", item.project, item.job, item.channel, item.nonce, "end");
  const post = { at: now, tries: 0 };
  return await isWritten(
    [
      { drop: note, seen },
      ...(message && place && item.ref !== undefined
        ? [postWrite(source.id, id, { ...post, to: place, message, ref: item.ref })]
        : []),
    ],
    { source, desk, now },
  );
}
