import type { NewJob } from "../twin/machine/begin.ts";
import { addSamples } from "../twin/samples.ts";
import type { Twin } from "../twin/twin.ts";
import { chatPeople } from "./chatTown.ts";
import type { House } from "./house.ts";
import { chatPage } from "./page/page.ts";
import type { PageChat } from "./page/pageChat.ts";
import { watchWorld } from "./page/seenWorld.ts";

const shop = "shop/api";

/**
 * Fills the twin that a local run stands on, and tells it where to send what.
 *
 * @param secret signs its hooks
 * @returns a token of each person, `ada` first
 */
export function addSampleWorld(
  twin: Twin,
  { url, hookUrl }: Pick<House, "url" | "hookUrl">,
  secret: string,
): Readonly<Record<string, string>> {
  addSamples(twin, { url: hookUrl, signingToken: secret, jobEvents: true, pipelineEvents: true });
  const visitor = twin.addPerson({ username: "visitor", name: "Vera Stone" });
  const comments = `${url}/chat/${new URL(hookUrl).pathname.slice(1)}`;
  for (const { id, path, members } of twin.world.projects) {
    if (path === shop) members.set(visitor, "reporter");
    twin.addHook(id, { url: comments, signingToken: secret, noteEvents: true, confidentialNoteEvents: true });
  }
  return Object.fromEntries(chatPeople.map((name) => [name, twin.addToken(name)]));
}

/** The chat page over that world. */
export function samplePage(twin: Twin, chats: readonly PageChat[]) {
  return chatPage({
    chats,
    world: watchWorld(twin),
    beginRelease: () => beginRelease(twin),
    endJob: (job, deed) => endJob(twin, job, deed),
  });
}

/** Linus begins a pipeline of `main` whose deployment to production waits for two others. */
function beginRelease(twin: Twin): void {
  const deploys = (["staging", "production"] as const).map(
    (tier): NewJob => ({
      name: `deploy:${tier}`,
      stage: "deploy",
      when: "manual",
      environment: { name: tier, action: "start", tier },
    }),
  );
  const tests = [
    { name: "build", stage: "build" },
    { name: "test:unit", stage: "test" },
  ];
  const { id } = twin.addPipeline(shop, { ref: "main", by: "linus", jobs: [...tests, ...deploys] });
  twin.finish(id);
}

function endJob(twin: Twin, job: number, deed: "succeed" | "fail"): void {
  if (deed === "succeed") twin.succeed(job);
  else twin.fail(twin.job(job).status === "pending" ? twin.run(job).id : job, "script_failure");
}
