import type { TestContext } from "node:test";
import { virtualClock } from "../../infra/twin/clock.ts";
import { addSamples } from "../../infra/twin/samples.ts";
import { serveTwin } from "../../infra/twin/serve.ts";
import { createTwin } from "../../infra/twin/twin.ts";

/** The sample world, and its control as curl would use it. */
export async function sampleWorld(t: TestContext) {
  const twin = createTwin({ clock: virtualClock().now });
  const samples = addSamples(twin);
  const served = await serveTwin(twin);
  t.after(() => served.close());
  const control = async (method: string, path: string, body?: string) => {
    const response = await fetch(`${served.url}/-/twin/${path}`, { method, ...(body !== undefined && { body }) });
    // biome-ignore lint/suspicious/noExplicitAny: answers are read as a client without our types would
    const json = (await response.json()) as any;
    return { status: response.status, json };
  };
  return { ...samples, twin, control };
}
