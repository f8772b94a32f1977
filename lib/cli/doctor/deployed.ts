import { isDeepStrictEqual } from "node:util";
import { examineClock } from "../../app/doctor/house/clock.ts";
import { examineFunctions } from "../../app/doctor/house/functions.ts";
import type { Life } from "../../app/doctor/house/life.ts";
import { examineSchedules } from "../../app/doctor/house/schedules.ts";
import { examineSecrets } from "../../app/doctor/house/secrets.ts";
import type { Diagnosis } from "../../core/diagnosis.ts";
import type { SeenParameter } from "../../core/inAws.ts";
import { found, isUnseen, type Seen } from "../../core/seen.ts";
import { systemClock } from "../../edge/clock.ts";
import { createFunctionLooks } from "../../edge/cloud/functionLooks.ts";
import { createParameterLooks } from "../../edge/cloud/parameterLooks.ts";
import { createScheduleLooks } from "../../edge/cloud/scheduleLooks.ts";
import { readLines } from "../../edge/secretLines.ts";
import type { Source } from "../../edge/sources.ts";
import type { Described } from "../deployment.ts";
import { accountDiagnosis } from "./account.ts";
import type { Around } from "./around.ts";
import type { Found } from "./found.ts";
import { isBlind, livesFromTables, openTables } from "./house.ts";
import { lifeFromApi } from "./lifeFromApi.ts";
import type { Place } from "./place.ts";
import { secretProblem } from "./problems.ts";
import { prefixOf, wantedFunctions, wantedParameters, wantedSchedules } from "./wanted.ts";

type Deployed = Extract<Place, { readonly kind: "deployed" }>;

export interface Asked {
  readonly around: Around;
  /** Only this source; missing: all. */
  readonly source?: string;
  /** Told what is looked at now. */
  readonly step: (what: string) => void;
}

/** How a deployment is, as the caller's own AWS rights and its API show it. */
export async function examineDeployed(place: Deployed, asked: Asked): Promise<Found> {
  const { described } = place;
  const sources = described?.sources.filter(({ id }) => asked.source === undefined || id === asked.source) ?? [];
  const ids = described
    ? sources.map(({ id }) => id)
    : [asked.source ?? (asked.around.env.PENSTOCK_SOURCE || "gitlab")];
  const account = await accountDiagnosis(place);
  const inAws =
    account.isKnown && place.stage !== undefined ? await examineAws(place, place.stage, { sources, asked }) : undefined;
  asked.step("how its sources get on");
  const { api } = place;
  const ofTables = (await inAws?.lives(ids)) ?? [];
  const ofApi = api
    ? await Promise.all(ids.map(async (id) => [id, await lifeFromApi(api(id), systemClock)] as const))
    : [];
  const lives = ofApi.length === 0 ? ofTables : ofApi.map(([id, life]) => [id, together(life, ofTables, id)] as const);
  return {
    diagnoses: [...account.diagnoses, ...(inAws?.diagnoses ?? [])],
    lives,
    parameters: inAws?.parameters ?? new Map(),
    ...(inAws?.address !== undefined && { address: inAws.address }),
    async close() {
      inAws?.close();
    },
  };
}

/** The tables tell more than the API, the rules' text among it: so they do, where they let themselves be read. */
function together(ofApi: Life, ofTables: Found["lives"], id: string): Life {
  const own = ofTables.find(([source]) => source === id)?.[1];
  if (!own) return ofApi;
  const seen = Object.entries(own).filter(([, one]) => typeof one === "number" || !isUnseen(one));
  return { ...ofApi, ...Object.fromEntries(seen) };
}

interface InAws {
  readonly diagnoses: readonly Diagnosis[];
  readonly parameters: ReadonlyMap<string, Seen<SeenParameter>>;
  readonly address: string | undefined;
  lives(ids: readonly string[]): Promise<Found["lives"]>;
  close(): void;
}

async function examineAws(
  { region, described }: Deployed,
  stage: string,
  { sources, asked }: { readonly sources: readonly Source[]; readonly asked: Asked },
): Promise<InAws> {
  const { step } = asked;
  step("the tables");
  const {
    diagnoses: ofTables,
    moment,
    store,
    close,
  } = await openTables({
    region,
    prefix: prefixOf(stage),
    endpoint: asked.around.env.AWS_ENDPOINT_URL_DYNAMODB || undefined,
    isDeployed: true,
  });
  step("the functions");
  const functions = createFunctionLooks(region);
  const ofFunctions = await examineFunctions(wantedFunctions(described, stage), { looks: functions, isSame });
  const door = await functions.address(`${prefixOf(stage)}webhook`);
  step("the schedules");
  const ofSchedules = await examineSchedules(wantedSchedules(described, stage), createScheduleLooks(region));
  step("the secrets");
  const { diagnoses: ofSecrets, parameters } = await examineParameters({ described, sources, stage, region });
  return {
    diagnoses: [...ofTables, ...ofFunctions, ...ofSchedules, ...ofSecrets, ...examineClock(moment())],
    parameters,
    address: found(door),
    lives: async (ids) => (isBlind(ofTables) ? [] : await livesFromTables(ids, store, systemClock())),
    close,
  };
}

async function examineParameters({
  described,
  sources,
  stage,
  region,
}: {
  described: Described | undefined;
  sources: readonly Source[];
  stage: string;
  region: string;
}) {
  if (!described) return { diagnoses: [], parameters: new Map<string, Seen<SeenParameter>>() };
  const wanted = wantedParameters(described, sources, stage);
  const names = [...new Set(wanted.map(({ name }) => name))];
  const parameters = await createParameterLooks(region).parameters(names);
  const all = examineSecrets({
    wanted,
    seen: parameters,
    linesOf: readLines,
    webhookProblem: (value) => secretProblem("in it", value),
    now: systemClock(),
  });
  return { diagnoses: all, parameters };
}

/** Whether two settings say the same, however they are written. */
function isSame(one: string, other: string): boolean {
  try {
    return one === other || isDeepStrictEqual(JSON.parse(one || "null"), JSON.parse(other || "null"));
  } catch {
    return false;
  }
}
