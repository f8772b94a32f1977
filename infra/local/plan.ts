import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { secretProblems } from "../../functions/world/door.ts";
import { readCaFile } from "../../lib/edge/ca.ts";
import { systemClock } from "../../lib/edge/clock.ts";
import { type Environment, environment, readSettings } from "../../lib/edge/config.ts";
import { together } from "../../lib/edge/together.ts";
import { steeredClock } from "../twin/clock.ts";
import { serveTwin } from "../twin/serve.ts";
import { createTwin } from "../twin/twin.ts";
import { openTown } from "./chatTown.ts";
import { startDatabase } from "./database.ts";
import type { House, HouseOptions } from "./house.ts";
import { addSampleWorld, samplePage } from "./sampleWorld.ts";

/** What a local run runs on. */
export interface Plan extends Omit<HouseOptions, "log"> {
  readonly isTwin: boolean;
  /** Where the run says what it is, for the CLI. */
  readonly runningFile: string;
  /** Tells the twin where to send its hooks, and lets its pipelines begin. @returns a token of each sample person, `ada` first */
  readonly connect?: (house: House) => Promise<Readonly<Record<string, string>>>;
}

/** Any of these, and it is a real GitLab: then all are needed. */
const realSettings = ["PENSTOCK_GITLAB_URL", "PENSTOCK_GITLAB_TOKEN", "PENSTOCK_WEBHOOK_SECRETS"] as const;

/**
 * Reads the settings and starts what the run stands on: the database, and the twin unless a real GitLab is set.
 *
 * @param endings how to end what was started, newest last
 * @throws SettingsError that lists everything that is missing or malformed
 */
export async function readPlan(endings: (() => unknown)[]): Promise<Plan> {
  const env = environment();
  return realSettings.some((name) => env[name]) ? await realPlan(env, endings) : await twinPlan(env, endings);
}

async function realPlan(env: Environment, endings: (() => unknown)[]): Promise<Plan> {
  const [settings, caPem] = together(
    () =>
      readSettings(
        env,
        ["source", "door", "recording", "gitlab", "calls", "tables", "local", "secondPerson"],
        secretProblems,
      ),
    () => (env.PENSTOCK_GITLAB_CA_FILE ? readCaFile(env.PENSTOCK_GITLAB_CA_FILE) : undefined),
  );
  return {
    isTwin: false,
    ...shared(settings),
    gitlab: {
      url: settings.PENSTOCK_GITLAB_URL,
      token: settings.PENSTOCK_GITLAB_TOKEN,
      ...(caPem !== undefined && { caPem }),
    },
    requestsPerMinute: settings.PENSTOCK_REQUESTS_PER_MINUTE,
    secrets: settings.PENSTOCK_WEBHOOK_SECRETS,
    projects: settings.PENSTOCK_PROJECTS,
    record: settings.PENSTOCK_RECORD,
    settleSeconds: settings.PENSTOCK_SETTLE_SECONDS,
    callTimeoutSeconds: settings.PENSTOCK_CALL_TIMEOUT_SECONDS,
    database: await databaseFor(settings, settings.PENSTOCK_DATA ?? join(".penstock", "data"), endings),
  };
}

/**
 * The twin forgets everything when it stops, so the tables do too. Penstock lives by the twin's clock, which its control can
 * move on: a week of quarantine need not be waited for.
 */
async function twinPlan(env: Environment, endings: (() => unknown)[]): Promise<Plan> {
  const settings = readSettings(env, ["source", "tables", "local", "secondPerson"]);
  const database = await databaseFor(settings, settings.PENSTOCK_DATA, endings);
  const { now: clock, advance } = steeredClock(systemClock);
  const twin = createTwin({ clock, advance, autoDeliver: true });
  const served = await serveTwin(twin);
  endings.push(() => served.close());
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  const town = await openTown({ twin, clock, source: settings.PENSTOCK_SOURCE, endings });
  return {
    isTwin: true,
    chat: town.options,
    page: samplePage(twin, town.chats),
    ...shared(settings),
    clock,
    gitlab: { url: served.url, token: twin.bot.token },
    secrets: [secret],
    database,
    async connect(house) {
      const people = addSampleWorld(twin, house, secret);
      await town.link(house.store);
      return people;
    },
  };
}

function shared(settings: {
  PENSTOCK_SOURCE: string;
  PENSTOCK_PORT: number;
  PENSTOCK_FUNCTION_SECONDS: number;
  PENSTOCK_JOURNAL_DAYS: number;
  PENSTOCK_RUNNING: string;
  PENSTOCK_SECOND_PERSON?: "required" | "off" | undefined;
}) {
  return {
    clock: systemClock,
    watchesTokens: true,
    source: settings.PENSTOCK_SOURCE,
    port: settings.PENSTOCK_PORT,
    functionSeconds: settings.PENSTOCK_FUNCTION_SECONDS,
    journalDays: settings.PENSTOCK_JOURNAL_DAYS,
    runningFile: settings.PENSTOCK_RUNNING,
    secondPerson: settings.PENSTOCK_SECOND_PERSON ?? "off",
  };
}

async function databaseFor(
  settings: { AWS_ENDPOINT_URL_DYNAMODB?: string | undefined; AWS_REGION: string; PENSTOCK_TABLE_PREFIX: string },
  directory: string | undefined,
  endings: (() => unknown)[],
) {
  const where = { region: settings.AWS_REGION, prefix: settings.PENSTOCK_TABLE_PREFIX };
  if (settings.AWS_ENDPOINT_URL_DYNAMODB) return { ...where, endpoint: settings.AWS_ENDPOINT_URL_DYNAMODB };
  const database = await startDatabase(directory === undefined ? {} : { directory });
  endings.push(() => database.stop());
  return { ...where, endpoint: database.endpoint };
}
