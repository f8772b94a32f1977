/** A hook's own body that cannot be made; the message is GitLab's. */
export class TemplateError extends Error {
  constructor(why: string) {
    super(`Error while parsing rendered custom webhook template: ${why}`);
  }
}

/**
 * A body by a hook's own template: `{{a.b}}` is a value of GitLab's payload, `null` where there is none. Arrays cannot be
 * looked into.
 * Source: gitlabhq app/services/web_hook_service.rb (read 2026-11).
 *
 * @param payload as JSON would give it
 * @throws TemplateError where a place looks into something that is no object, or what comes out is no JSON
 */
export function render(template: string, payload: unknown): string {
  const rendered = template.replace(/\{\{(.+?)\}\}/g, (_place, path: string) => {
    const value = path.split(".").reduce(lookInto, payload) ?? null;
    const json = JSON.stringify(value);
    return typeof value === "string" ? json.slice(1, -1) : json;
  });
  const parsed = parse(rendered);
  if (parsed === null || parsed === false) throw new TemplateError("Invalid JSON");
  return JSON.stringify(parsed);
}

function lookInto(value: unknown, name: string): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value !== "object" || Array.isArray(value))
    throw new TemplateError("You may be trying to access an array value, which is not supported.");
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TemplateError(error instanceof Error ? error.message : "Invalid JSON");
  }
}
