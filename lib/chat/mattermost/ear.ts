import type { Ear, Knock, Knocking } from "../provider.ts";
import { heardClick } from "./click.ts";
import { heardCommand } from "./command.ts";
import type { Judged } from "./judged.ts";
import { answerOf } from "./post.ts";
import type { MattermostSettings } from "./settings.ts";
import { signingKey } from "./trigger.ts";

/**
 * Slash commands and clicks of a Mattermost server. A command proves itself by a secret that both know, a click by what we
 * gave the server with the button; neither is signed as a whole. Both carry a trigger that says who and when: what is older
 * than five minutes is refused, so a request that is sent again can only be one that is still remembered.
 *
 * @throws SettingsError when a signing key of the settings is none
 */
export function mattermostEar(settings: MattermostSettings): Ear {
  const judged: Judged = { settings, signingKeys: (settings.signingKeys ?? []).map(signingKey) };
  return {
    knock(request): Knock {
      if (request.body.length > mostBodyBytes) return { refused: 400, why: "the body is too large" };
      return isJson(request) ? heardClick(request, judged) : heardCommand(request, judged);
    },
    answer: (message) => answerOf(message),
  };
}

/** Text of 16,383 characters in a form's spelling, with room for the mentions that Mattermost adds. */
const mostBodyBytes = 512 * 1024;

/** Source: app/command.go sends forms, app/integration_action.go JSON (github.com/mattermost/mattermost, read 2026-11). */
function isJson({ headers }: Knocking): boolean {
  return /^application\/json\b/i.test(headers["content-type"] ?? "");
}
