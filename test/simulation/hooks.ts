import { announcementOf } from "../../infra/twin/hooks/announce.ts";
import type { News } from "../../infra/twin/state/world.ts";
import type { Event } from "../../lib/core/event.ts";
import { source } from "./settings.ts";
import { gapOf, type Stage } from "./stage.ts";
import { jobHook, pipelineHook, type Told } from "./views.ts";

/** Tells the door what GitLab tells, in its way: lost, twice, late, out of order, or not at all for half a day. */
export function followHooks(stage: Stage, deliver: (event: Event) => void): void {
  const { twin, timeline, profile, random } = stage;
  const isOff = gapOf(stage, "hooks", profile.hooks.offSeconds, timeline.now());
  let serial = 0;
  const send = (told: Told, sender: string) => {
    const id = `${sender}-${++serial}`;
    const times = stage.isHostile() && random.chance(profile.hooks.duplicated) ? 2 : 1;
    if (times === 2) stage.met("hook told twice");
    for (let time = 0; time < times; time++) {
      const late = stage.isHostile() ? profile.hooks.lateSeconds * random.next() ** 3 : random.next();
      timeline.after(100 + Math.round(late * 1000), () => deliver({ ...told, id, receivedAt: timeline.now() }));
    }
  };
  twin.world.listeners.push((news) => {
    if (news.kind === "job") stage.noteJob(news.job.id);
    if (news.kind === "pipeline") for (const { id } of news.pipeline.jobs) stage.noteJob(id);
    const told = toldOf(stage, news);
    if (!told) return;
    for (const sender of profile.hooks.twins ? ["project", "group"] : ["project"]) {
      const isLost = isOff(timeline.now()) || (stage.isHostile() && random.chance(profile.hooks.lost));
      if (isLost) stage.met("hook lost");
      else send(told, sender);
    }
  });
}

function toldOf({ twin, timeline }: Stage, news: News): Told | undefined {
  if (news.kind !== "job" && news.kind !== "pipeline") return undefined;
  if (!announcementOf(twin.world, news)) return undefined;
  const now = timeline.now();
  return news.kind === "job" ? jobHook(news.job, now, source) : pipelineHook(news.pipeline, now, source);
}
