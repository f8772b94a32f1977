import type { TestContext } from "node:test";
import { openTown } from "../../infra/local/chatTown.ts";
import { startDatabase } from "../../infra/local/database.ts";
import { openHouse } from "../../infra/local/house.ts";
import { chatRules, recipes } from "../../infra/local/recipes.ts";
import { addSampleWorld, samplePage } from "../../infra/local/sampleWorld.ts";
import { virtualClock } from "../../infra/twin/clock.ts";
import { serveTwin } from "../../infra/twin/serve.ts";
import { createTwin } from "../../infra/twin/twin.ts";
import { actions } from "../../lib/actions/index.ts";
import { applyRules } from "../../lib/app/apply.ts";
import { mostPerMinute } from "../../lib/core/throttleSizes.ts";
import { silent } from "../../lib/edge/log.ts";

const source = "gitlab";
const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const mostRounds = 40;

/** What `npm start` serves, on a clock that only the test moves: the sample world, the chats and the page. */
export async function pageHouse(t: TestContext) {
  const endings: (() => unknown)[] = [];
  t.after(async () => {
    for (const end of endings.toReversed()) await end();
  });
  const { now: clock, advance } = virtualClock(Date.UTC(2026, 0, 5, 9));
  const database = await startDatabase();
  endings.push(() => database.stop());
  const twin = createTwin({ clock });
  const served = await serveTwin(twin);
  endings.push(() => served.close());
  const town = await openTown({ twin, clock, source, endings });
  const house = await openHouse({
    clock,
    database: { endpoint: database.endpoint, region: "eu-central-1", prefix: "penstock-" },
    gitlab: { url: served.url, token: twin.bot.token },
    source,
    secrets: [secret],
    requestsPerMinute: mostPerMinute,
    chat: town.options,
    page: samplePage(twin, town.chats),
    log: silent,
  });
  endings.push(() => house.close());
  await applyRules([...recipes(), ...chatRules()], source, { store: house.store, actions });
  addSampleWorld(twin, house, secret);
  await town.link(house.store);
  return {
    twin,
    url: house.url,
    /** Lets happen what is due, and a few seconds pass: a channel takes about one message a second. */
    async settle() {
      for (let round = 0; round < mostRounds; round++) {
        const delivered = await twin.deliver();
        const handed = await house.driver.step();
        advance(1);
        if (delivered.length + handed === 0 && round > 3) return;
      }
    },
  };
}
