import type { Ear, Knock, Knocking } from "../provider.ts";
import { messageBody } from "./blocks.ts";
import { clickKnock } from "./click.ts";
import { commandKnock } from "./command.ts";
import type { SlackSettings } from "./settings.ts";
import { signedAt } from "./signature.ts";

/** The payload of a click holds the whole message that the button is in. */
const largestBodyBytes = 1024 * 1024;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Slash commands and clicks of a Slack app. Only what Slack signed is read at all. */
export function slackEar(settings: SlackSettings): Ear {
  return {
    knock: (request) => knock(request, settings),
    answer: (message) => ({ response_type: "ephemeral", ...messageBody(message) }),
  };
}

function knock(request: Knocking, settings: SlackSettings): Knock {
  if (request.body.length > largestBodyBytes) return { refused: 400, why: "the body is larger than Slack's are" };
  const signed = signedAt(request, settings.signingSecrets);
  if ("refused" in signed) return { refused: 401, why: signed.refused };
  const form = formOf(request.body);
  if (!form) return { refused: 400, why: "the body is no form, or says something twice" };
  // Source: docs.slack.dev/interactivity/implementing-slash-commands, on certificates (read 2026-11).
  if (form.ssl_check === "1") return { nothing: "Slack looks at our certificate" };
  const told = { ...signed, now: request.now };
  return form.payload === undefined ? commandKnock(form, told, settings) : clickKnock(form.payload, told, settings);
}

/** What was said twice could be read in two ways: it is not read at all. */
function formOf(body: Uint8Array): Readonly<Record<string, string>> | undefined {
  try {
    const pairs = [...new URLSearchParams(utf8.decode(body))];
    const names = new Set(pairs.map(([name]) => name));
    return names.size === pairs.length ? Object.fromEntries(pairs) : undefined;
  } catch {
    return undefined;
  }
}
