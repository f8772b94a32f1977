import { examineClock } from "../../app/doctor/house/clock.ts";
import { systemClock } from "../../edge/clock.ts";
import { createApi } from "../api.ts";
import type { Running } from "../local.ts";
import type { Asked } from "./deployed.ts";
import type { Found } from "./found.ts";
import { isBlind, livesFromTables, openTables } from "./house.ts";
import { lifeFromApi } from "./lifeFromApi.ts";

/** How the Penstock that runs on this machine is. */
export async function examineHere({ url, source, api, tables }: Running, { step }: Asked): Promise<Found> {
  step("the local run's API");
  const life = await lifeFromApi(createApi({ ...api, source }), systemClock);
  const known = { parameters: new Map<string, never>(), address: `${url}/` };
  if (!tables) return { diagnoses: [], lives: [[source, life]], ...known, close: async () => {} };
  step("the local run's tables");
  const { diagnoses, moment, store, close } = await openTables({ ...tables, isDeployed: false });
  // The twin's clock may have been moved on: the API tells it. The tables tell more than the API, the rules' text among it.
  const [own] = isBlind(diagnoses) ? [] : await livesFromTables([source], store, life.now);
  const lives: Found["lives"] = [[source, own ? { ...own[1], patrol: life.patrol } : life]];
  return { diagnoses: [...diagnoses, ...examineClock(moment())], lives, ...known, close: async () => close() };
}
