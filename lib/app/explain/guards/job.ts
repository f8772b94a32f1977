import { jobText } from "../../../actions/action.ts";
import { spanText } from "../../../core/span.ts";
import { instantText } from "../../../core/time.ts";
import { settle } from "../../settle.ts";
import { isWatched } from "../../watch.ts";
import { type AskGuard, unasked } from "./guarded.ts";

export const askWatched: AskGuard = ({ question, site }) => {
  const { watched, source } = site;
  if (!watched) return unasked("watched", "which projects are watched is not at hand");
  const { project } = question.facts;
  const path = project.path ?? `project ${project.id}`;
  const is = isWatched({ sources: [{ id: source, projects: watched }] }, source, project);
  return {
    guard: "watched",
    stops: !is,
    text: is ? `${path} is watched` : `${path} is not watched: see the source's projects`,
  };
};

/** Whether the verb can do anything with a job in its state. */
export const askState: AskGuard = ({ wishing, question }) => {
  const { action } = wishing;
  const { job } = question.facts;
  if (job.isIdOnly) return unasked("state", `of ${jobText(job)} only the id was heard; a worker looks at it`);
  const is = action.startsFrom.includes(job.status);
  const text = is
    ? `${action.name} starts from ${job.status}`
    : `${jobText(job)} is ${job.status}, and ${action.name} starts from ${action.startsFrom.join(" or ")}`;
  return { guard: "state", stops: !is, text };
};

/** What the verb's own look says: somebody did it already, its files are spared, the job is archived, … */
export const askLook: AskGuard = ({ wishing, prospect, said, question, site }) => {
  // What the state alone stops needs no second reason.
  if (!wishing.action.startsFrom.includes(question.facts.job.status)) return undefined;
  if ("gone" in said) return { guard: "look", stops: true, text: said.gone };
  const { live, isSeen } = prospect;
  if (!isSeen) {
    const why = site.gitlab ? "the look was not finished" : "GitLab was not looked at";
    return unasked("look", `${why}; a worker looks at the job before it acts`);
  }
  const open = settle(live, site.now);
  if (open.ends)
    return { guard: "look", stops: true, text: open.ends.reason, ...("at" in open.ends && { until: open.ends.at }) };
  const { stop, earlier, earlierRuns } = live.sight;
  if (!stop) {
    const runs = !earlierRuns ? "" : `, and it has had ${earlierRuns} runs before this one`;
    return { guard: "look", stops: false, text: `nothing that a look sees speaks against it${runs}` };
  }
  const until = "at" in stop ? { until: stop.at } : {};
  return { guard: earlier === "notDone" ? "look" : "superseded", stops: true, text: stop.reason, ...until };
};

/** `for` and the delay, from when the state began. */
export const askTime: AskGuard = ({ wishing, prospect, said, question, site }) => {
  if ("gone" in said) return undefined;
  const now = question.view === "live" ? site.now : question.at;
  const { ripeAt } = said;
  // A task that an event plans now comes due no earlier than the event's own words let it.
  const due = prospect.isWanted && !prospect.stored ? (prospect.task.due ?? 0) : 0;
  const at = question.view === "look" ? ripeAt : Math.max(ripeAt, due);
  const waits =
    wishing.rule.rule.for === undefined
      ? "its delay is"
      : `its state has lasted ${wishing.rule.rule.for}, and its delay is`;
  if (at > now)
    return {
      guard: "time",
      stops: true,
      text: `its time comes in ${spanText((at - now) / 1000)}, at ${instantText(at)}`,
      until: at,
    };
  return { guard: "time", stops: false, text: `${waits} over` };
};
