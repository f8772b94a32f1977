import { instantText } from "../core/time.ts";
import type { Webhook } from "./answers/webhook.ts";

/** How a hook does: `working`, silent for a while, silent for good, or not told. */
interface HookHealth {
  readonly state: "working" | "paused" | "disabled" | "unknown";
  /** What is so, and what to do; for people. */
  readonly words: string;
}

/**
 * Whether GitLab calls a hook. Four failures in a row pause it, from a minute up to a day; forty disable it. What happens
 * meanwhile is never delivered. Self-managed GitLabs disable only where that is switched on.
 * Source: docs.gitlab.com/user/project/integrations/webhooks, "Auto-disabled webhooks" (read 2026-11).
 */
export function hookHealth({ id, alertStatus, disabledUntil, events }: Webhook): HookHealth {
  switch (alertStatus) {
    case "executable":
      return { state: "working", words: `hook ${id} is called${deafness(events)}` };
    case "temporarily_disabled": {
      const until = disabledUntil ? ` until ${instantText(disabledUntil)}` : " for a while";
      const cure = "repair the receiver; a delivery that succeeds, or the Test button, enables it";
      return { state: "paused", words: `hook ${id} is disabled${until} after failures: ${cure}` };
    }
    case "disabled": {
      const cure = "repair the receiver, then press Test in the hook's settings: a 2xx enables it";
      return { state: "disabled", words: `hook ${id} is permanently disabled after failures: ${cure}` };
    }
    case undefined:
      return { state: "unknown", words: `this GitLab does not tell whether hook ${id} is called: that came with 15` };
    default:
      return { state: "unknown", words: `hook ${id} is "${alertStatus}", which this version does not know` };
  }
}

function deafness({ job, pipeline }: Webhook["events"]): string {
  return job === false && pipeline === false ? ", but tells neither jobs nor pipelines: tick both in its settings" : "";
}
