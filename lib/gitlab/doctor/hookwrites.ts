import type { DoctorLooks, HookChange, HookReply, HookWishes } from "../../core/doctorLooks.ts";
import { replyToFailure } from "../effects.ts";
import { hooksPath } from "../hooks.ts";
import type { Http } from "../http/http.ts";
import type { Novelty } from "../lacking.ts";
import { projectPath } from "../place.ts";

/** Events that a new hook has where nobody says otherwise. Source: gitlabhq db/structure.sql, `web_hooks` (read 2026-11). */
const unlessSaid = { push: false };

/**
 * Changes webhooks, each by one request that is never repeated. Needs Maintainer of the project, Owner of the group.
 * Source: docs.gitlab.com/api/project_webhooks, gitlabhq lib/api/project_hooks.rb, lib/api/hooks/trigger_test.rb (read 2026-11).
 */
export function createHookWrites(http: Http): Pick<DoctorLooks, "addHook" | "editHook" | "testHook"> {
  async function once(call: Parameters<Http["send"]>[0], novelty?: Novelty): Promise<HookReply> {
    try {
      await http.send(call);
      return { done: true };
    } catch (error) {
      return { failed: replyToFailure(`${call.method} ${call.path}`, error, novelty).message };
    }
  }

  return {
    addHook: (projectId, { secret, wishes, ...hook }) => {
      const proof = secret.startsWith("whsec_") ? { signing_token: secret } : { token: secret };
      const json = { ...fieldsOf({ ...hook, wishes: { ...unlessSaid, ...wishes } }), ...proof };
      return once({ method: "POST", path: `${projectPath(projectId)}/hooks`, json });
    },

    editHook: (owner, hookId, change) =>
      once({ method: "PUT", path: `${hooksPath(owner)}/${hookId}`, json: fieldsOf(change) }),

    testHook: (owner, hookId, wish) =>
      once(
        { method: "POST", path: `${hooksPath(owner)}/${hookId}/test/${wish}_events` },
        { what: "way to test a hook", since: "16.11" },
      ),
  };
}

function fieldsOf({ address, wishes = {}, checksTls }: HookChange): Record<string, unknown> {
  return {
    url: address,
    ...flagsOf(wishes),
    ...(checksTls !== undefined && { enable_ssl_verification: checksTls }),
  };
}

function flagsOf(wishes: HookWishes): Record<string, boolean> {
  return Object.fromEntries(Object.entries(wishes).map(([word, isWanted]) => [`${word}_events`, isWanted]));
}
