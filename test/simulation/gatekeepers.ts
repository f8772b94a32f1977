import { accessLevels, type Role } from "../../infra/twin/state/person.ts";
import { personOf } from "../../infra/twin/state/world.ts";
import type { Gate } from "../../lib/core/gate.ts";
import type { Crew } from "./crew.ts";
import type { Said } from "./gateWitness.ts";
import { keepers } from "./runners.ts";
import type { Stage } from "./stage.ts";
import { speakUp } from "./voices.ts";

type Keeper = keyof typeof keepers;

/** So soon after a gate was there first people speak at it, one after the other. */
const soonMillis = 90_000;
/** So long somebody looks at it before they click. */
const thoughtMillis = 15_000;

/** People who let gates through or shut them, and who lose and get back the role that lets them. */
export function startKeepers(stage: Stage, crew: Crew): void {
  const { profile, timeline, random, twin, gates } = stage;
  if (profile.words === 0) return;
  for (const { members } of twin.world.projects)
    for (const [{ id: userId }, role] of members) gates.levels.push({ at: 0, userId, level: accessLevels[role] });
  const others = stage.fate("keepers");
  gates.followers.push((gate) => {
    for (let word = others.whole(1, profile.words); word > 0; word--)
      timeline.after(Math.round(others.next() * soonMillis), () => lookAndSpeak(stage, crew, gate));
  });
  for (let loss = 0; loss < profile.losses; loss++)
    timeline.after(Math.round(random.next() * profile.activeSeconds * 1000), () => loseRole(stage));
}

/** Somebody sees a gate, thinks, and says something about what they saw. */
function lookAndSpeak(stage: Stage, crew: Crew, { job }: Gate): void {
  const { random, timeline, gates } = stage;
  const seen = gates.gates.get(job);
  if (!seen) return;
  const username = random.weighted<Keeper>({ carol: 5, dave: 5, bob: 2, alice: 1, erin: 0.6 }) ?? "carol";
  const verb = random.weighted<Said["verb"]>({ approve: 8, ...(hasCalendar(seen) && { override: 8 }), reject: 0.4 });
  timeline.after(Math.round(random.next() ** 2 * thoughtMillis), () => {
    const digest = random.chance(0.04) ? "0".repeat(64) : seen.digest;
    speakUp(stage, crew, { verb: verb ?? "approve", username, seen, digest });
  });
}

function hasCalendar({ rules }: Gate): boolean {
  return rules.some((rule) => /^play(window|both)@/.test(rule));
}

/** Somebody is not what they were any more; mostly for a while. */
function loseRole({ twin, timeline, random, gates, met, say }: Stage): void {
  const username = random.pick(["carol", "dave", "bob"]);
  const person = personOf(twin.world, username);
  const become = (role: Role) => {
    for (const { members } of twin.world.projects) members.set(person, role);
    gates.levels.push({ at: timeline.now(), userId: person.id, level: accessLevels[role] });
    say(() => `${username} is ${role} now`);
  };
  become(random.pick(["reporter", "guest"]));
  met("role lost");
  if (random.chance(0.6))
    timeline.after(5_000 + Math.round(random.next() * 60_000), () => {
      become(keepers[username as Keeper]);
      met("role given back");
    });
}
