import type { TestContext } from "node:test";
import type { Wishes } from "../../../infra/twin/hooks/kinds.ts";
import { receiver, twinWorld } from "../world.ts";

/** A served twin and somebody who hears its hooks, as a stranger would: headers and parsed bodies. */
export async function hooked(
  t: TestContext,
  wishes: Wishes = { jobEvents: true, pipelineEvents: true },
  options: Parameters<typeof twinWorld>[2] = {},
) {
  const world = await twinWorld(t, {}, options);
  const { url, heard } = await receiver(t);
  const hook = world.twin.addHook(world.id, { url, ...wishes });
  return {
    ...world,
    url,
    hook,
    /** Everything that was heard since the last time. */
    async hear() {
      await world.twin.deliver();
      return heard.splice(0).map(({ headers, body }) => ({ headers, body: JSON.parse(body) }));
    },
  };
}

/** `unit running` of a job hook, `pipeline success` of a pipeline hook. */
// biome-ignore lint/suspicious/noExplicitAny: bodies are read as a receiver without our types would
export function step({ body }: { readonly body: any }): string {
  return body.build_name ? `${body.build_name} ${body.build_status}` : `pipeline ${body.object_attributes.status}`;
}
