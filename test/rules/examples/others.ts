import { logKey } from "../../../lib/core/looked.ts";
import type { Example, Given } from "./example.ts";

/** A job whose log says that, in these sections. */
function logged(text: string | null, sections?: readonly string[]): Given {
  return { looked: { logs: new Map([[logKey({ tailBytes: 65_536, ...(sections && { sections }) }), text]]) } };
}

export const otherExamples: readonly Example[] = [
  {
    condition: "log",
    title: "The runner itself, not the script, says that a connection broke.",
    when: '{ log: { matches: "connection (reset|timed out)" } }',
    yes: logged("fetching\nERROR: connection reset by peer"),
    no: logged("fetching\ndone"),
    unknown: logged("connection reset", ["get_sources"]),
    ask: "log",
  },
  {
    condition: "log",
    title: "A line of some sections begins with a certain word.",
    when: '{ log: { section: [get_sources, "restore_*"], matches: "^fatal:" } }',
    yes: logged("a\nfatal: b", ["restore_*", "get_sources"]),
    no: logged("not fatal: b", ["get_sources", "restore_*"]),
    unknown: {},
    ask: "log",
  },
  {
    condition: "all",
    title: "All of several groups of conditions hold.",
    when: "{ all: [{ any: [{ tag: true }, { ref: main }] }, { status: failed }] }",
    yes: { job: { tag: false, ref: "main" } },
    no: { job: { status: "success", tag: true } },
    unknown: { job: { tag: false } },
  },
  {
    condition: "any",
    title: "One of several groups of conditions holds.",
    when: "{ any: [{ tag: true, stage: deploy }, { name: release }] }",
    yes: { job: { tag: true, stage: "deploy" } },
    no: { job: { tag: true, stage: "test" } },
    unknown: { job: { tag: true } },
  },
  {
    condition: "not",
    title: "The conditions do not all hold; what cannot be known is not taken for a no.",
    when: "{ not: { stage: deploy, tag: true } }",
    yes: { job: { stage: "test" } },
    no: { job: { stage: "deploy", tag: true } },
    unknown: { job: { tag: true } },
  },
];
