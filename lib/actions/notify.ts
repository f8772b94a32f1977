import { jobStatuses } from "../core/job.ts";
import { channelOf, Notice, noticeText } from "../core/notice.ts";
import { defineAction, jobText } from "./action.ts";

/** Tells people something about a job, once per job and rule: in the journal, together with the record. */
export const notify = defineAction({
  name: "notify",
  verb: "notify",
  help: "Tell people about a job, in the journal and in a channel.",
  params: Notice,
  triggers: ["job", "pipeline", "schedule", "command", "deployment"],
  defaultLimit: { perJob: 1 },
  startsFrom: jobStatuses,
  perRule: true,
  sendsNothing: true,

  // What was not recorded was not told either: both are one write.
  look: async () => ({ earlier: "notDone" }),

  content(params, facts) {
    const { text, to } = params as Notice;
    const told = noticeText(text, facts);
    return "refused" in told ? told : { content: { ...told, ...channelOf({ to }) } };
  },

  call: async () => ({ kind: "accepted", status: 200 }),
  accepted: (_reply, job) => ({ kind: "done", reason: `the journal tells of ${jobText(job)}` }),
});
