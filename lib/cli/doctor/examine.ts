import { examineGitLab } from "../../app/doctor/gitlab/examine.ts";
import { examineLife } from "../../app/doctor/house/life.ts";
import { examineSettings } from "../../app/doctor/house/settings.ts";
import { areas, type Diagnosis } from "../../core/diagnosis.ts";
import { nearest } from "../../core/nearest.ts";
import { Problem } from "../jobs/problem.ts";
import { type Around, lookAround } from "./around.ts";
import { type Asked, examineDeployed } from "./deployed.ts";
import type { Found } from "./found.ts";
import { examineHere } from "./here.ts";
import { patientsOf } from "./patients.ts";
import { type Place, placeOf } from "./place.ts";

/** What a person asks the doctor. */
export interface Question {
  readonly source?: string;
  readonly stage?: string;
  /** Where GitLab reaches the door, where that is not its function URL. */
  readonly address?: string;
  /** Where `penstock.yaml` is. */
  readonly file: string;
  readonly step: (what: string) => void;
}

/** What was found, in the order of the areas; its remedies can be applied until it is closed. */
export interface Examined {
  readonly diagnoses: readonly Diagnosis[];
  close(): Promise<void>;
}

/**
 * Examines whatever is there. Changes nothing.
 *
 * @throws Problem when no source is called as asked, or the address is none
 */
export async function examine({ source, stage, address, file, step }: Question): Promise<Examined> {
  const door = address === undefined ? undefined : doorAt(address);
  const around = lookAround(file);
  const place = placeOf(around, { ...(stage !== undefined && { stage }) });
  if (source !== undefined) refuseUnknown(source, sourcesOf(place, around));
  const asked: Asked = { around, step, ...(source !== undefined && { source }) };
  const seen = await foundAt(place, asked);
  const found = door === undefined ? seen : { ...seen, address: door };
  const patients = patientsOf(place, around, found).filter((one) => source === undefined || one.source === source);
  const settings = examineSettings({
    ...around,
    hasGitLab: patients.length > 0 || found.parameters.size > 0,
    isDeployed: place.kind === "deployed",
  });
  const ofGitLabs: Diagnosis[] = [];
  for (const patient of patients) {
    step(`GitLab ${patient.source} at ${patient.url}`);
    ofGitLabs.push(...(await examineGitLab(patient)));
  }
  // Whoever knows the source's GitLab tells of broken rules in its own words.
  const isTold = (id: string) => patients.some((one) => one.source === id && one.rules !== undefined);
  const lives = found.lives.flatMap(([id, life]) =>
    examineLife(id, life).filter((one) => one.id !== "ruleSetAside" || !isTold(id)),
  );
  return {
    diagnoses: inOrder([...settings, ...found.diagnoses, ...lives, ...ofGitLabs]),
    async close() {
      await Promise.all([found.close(), ...patients.map((patient) => patient.close())]);
    },
  };
}

/** As GitLab would be told it, with a slash at its end; who gives a hook's whole URL means its beginning. */
function doorAt(address: string): string {
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash)
    throw new Problem("--address is no address that hooks can lead to: give e.g. https://hooks.example.com");
  return `${url.origin}${url.pathname.replace(/(\/gitlab\/[^/]+)?\/*$/, "")}/`;
}

const nothing: Found = { diagnoses: [], lives: [], parameters: new Map(), close: async () => {} };

async function foundAt(place: Place, asked: Asked): Promise<Found> {
  if (place.kind === "deployed") return examineDeployed(place, asked);
  return place.kind === "local" ? examineHere(place.running, asked) : nothing;
}

/** The ids that may be asked for; nothing where they are not known. */
function sourcesOf(place: Place, { env }: Around): readonly string[] | undefined {
  if (place.kind === "deployed") return place.described?.sources.map(({ id }) => id);
  return [place.kind === "local" ? place.running.source : env.PENSTOCK_SOURCE || "gitlab"];
}

function refuseUnknown(source: string, known: readonly string[] | undefined): void {
  if (known === undefined || known.includes(source)) return;
  const near = nearest(source, known);
  const cure = near === undefined ? `there are: ${known.join(", ")}` : `did you mean ${near}?`;
  throw new Problem(`there is no source ${JSON.stringify(source)}: ${cure}`);
}

function inOrder(diagnoses: readonly Diagnosis[]): readonly Diagnosis[] {
  return areas.flatMap((area) => diagnoses.filter((one) => one.area === area));
}
