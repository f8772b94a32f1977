import { StoreError } from "../../core/errors.ts";
import type { Instant } from "../../core/time.ts";
import { answerAsks } from "./answer.ts";
import type { TalkDesk } from "./desk.ts";
import { followAsks } from "./follow.ts";
import { forgetOld } from "./forget.ts";
import { tellNews } from "./news.ts";
import { sendPosts } from "./posts.ts";
import { requestAtGates } from "./requests.ts";

type Step = (source: string, desk: TalkDesk, until: Instant) => Promise<number>;

/** All that is due in the talk of a source, in the order in which people wait for it. */
const steps: Readonly<Record<string, Step>> = { answerAsks, followAsks, requestAtGates, tellNews, forgetOld };

/**
 * Answers what was asked, tells how it ended, shows people the gates that wait for them, and tells the news. Whatever one
 * step cannot do the others do all the same, and the next round tries again. What a step has to say is said before the next
 * one begins.
 *
 * @param until nothing new is begun then
 * @returns how much was done
 */
export async function tendTalk(source: string, desk: TalkDesk, until: Instant): Promise<number> {
  let done = 0;
  for (const [name, step] of Object.entries(steps)) {
    const some = await tried(name, step, { source, desk, until: halfOf(until, desk) });
    if (some > 0) done += some + (await tried("sendPosts", sendPosts, { source, desk, until: halfOf(until, desk) }));
  }
  // What waited from before, also where no step had anything to say.
  return done + (await tried("sendPosts", sendPosts, { source, desk, until }));
}

/** Whatever takes long takes half of the time that is left, so that all that comes behind it has some. */
function halfOf(until: Instant, { clock }: TalkDesk): Instant {
  const now = clock();
  return now + (until - now) / 2;
}

async function tried(
  name: string,
  step: Step,
  { source, desk, until }: { readonly source: string; readonly desk: TalkDesk; readonly until: Instant },
): Promise<number> {
  if (desk.clock() >= until) return 0;
  try {
    return await step(source, desk, until);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    desk.log.error("talk", { source, step: name, reason, isStore: error instanceof StoreError });
    return 0;
  }
}
