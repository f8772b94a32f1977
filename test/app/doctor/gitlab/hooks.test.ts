import assert from "node:assert/strict";
import { test } from "node:test";
import type { Hook } from "../../../../infra/twin/hooks/hook.ts";
import { ills, type Otherwise, only, secret, type Town, town } from "./town.ts";

interface Planted {
  readonly what: string;
  readonly otherwise?: Otherwise;
  plant(town: Town, hook: Hook): void | Promise<void>;
  readonly told: string;
  readonly cure: RegExp;
  /** What the remedy must have changed of the twin's hooks; missing: there is no remedy. */
  readonly mended?: (hooks: readonly Hook[], before: readonly Hook[]) => void;
}

/** Only that field of the first hook is another. */
function onlyChanged(change: Partial<Hook>): NonNullable<Planted["mended"]> {
  return (hooks, [first, ...others]) => assert.deepEqual(hooks, [{ ...first, ...change }, ...others]);
}

const fails = async ({ twin, api }: Town, times: number) => {
  for (let count = 0; count < times; count++) {
    twin.addPipeline(api.id, { jobs: [{ name: "unit", stage: "test" }] });
    await twin.deliver();
  }
};

const planted: readonly Planted[] = [
  {
    what: "a project has no hook",
    plant: ({ twin }, hook) => void twin.world.hooks.splice(twin.world.hooks.indexOf(hook), 1),
    told: "hookMissing broken hooks of shop/api",
    cure: /Add a webhook to shop\/api that leads to http.*\/gitlab\/main/,
    mended: (hooks) => {
      const { jobEvents, pipelineEvents, signingToken, token, checksTls, otherEvents, project } = hooks.at(-1) as Hook;
      assert.deepEqual([jobEvents, pipelineEvents, checksTls, otherEvents], [true, true, true, []]);
      assert.deepEqual([signingToken, token, project?.path], [secret, undefined, "shop/api"]);
    },
  },
  {
    what: "a project's hook leads to another path",
    plant: ({ address }, hook) => void Object.assign(hook, { url: address.replace(/main$/, "mian") }),
    told: "hookAstray broken hook 62800000 of shop/api",
    cure: /\/gitlab\/main/,
  },
  {
    what: "two hooks lead here",
    plant: ({ hook }) => void hook("shop/api"),
    told: "hookTwice warning hooks of shop/api",
    cure: /hook 62800000 of shop\/api/,
  },
  {
    what: "GitLab has disabled the hook",
    otherwise: { settings: { disablesFailingHooks: true } },
    plant: async (town, hook) => {
      await fails(town, 1);
      Object.assign(hook, { recentFailures: 40, disabledUntil: null });
    },
    told: "hookDisabled broken hook 62800000 of shop/api",
    cure: /press Test on hook 62800000 of shop\/api/,
    mended: onlyChanged({ recentFailures: 0 }),
  },
  {
    what: "GitLab leaves the hook out for a while",
    otherwise: { settings: { disablesFailingHooks: true } },
    plant: async (town, hook) => {
      await fails(town, 1);
      Object.assign(hook, { recentFailures: 5, disabledUntil: town.time.now() + 60_000 });
    },
    told: "hookPaused broken hook 62800000 of shop/api",
    cure: /press Test on hook 62800000 of shop\/api/,
    mended: onlyChanged({ recentFailures: 0, disabledUntil: null }),
  },
  {
    what: "the hook does not tell of jobs",
    plant: (_, hook) => void Object.assign(hook, { jobEvents: false }),
    told: "hookDeaf broken hook 62800000 of shop/api",
    cure: /Tick Job events of hook 62800000/,
    mended: onlyChanged({ jobEvents: true, otherEvents: [] }),
  },
  {
    what: "the hook tells of pushes and comments",
    plant: (_, hook) => void Object.assign(hook, { otherEvents: ["push_events"], noteEvents: true }),
    told: "hookTalks warning hook 62800000 of shop/api",
    cure: /Untick push events, note events|Untick note events, push events/,
    mended: onlyChanged({ noteEvents: false, otherEvents: [] }),
  },
  {
    what: "the hook does not check certificates",
    plant: (_, hook) => void Object.assign(hook, { checksTls: false }),
    told: "hookTrustsAnybody warning hook 62800000 of shop/api",
    cure: /SSL verification/,
    mended: onlyChanged({ checksTls: true, otherEvents: [] }),
  },
  {
    what: "the hook has no secret",
    plant: (_, hook) => void delete (hook as { signingToken?: string }).signingToken,
    told: "hookWithoutSecret broken hook 62800000 of shop/api",
    cure: /webhookSecrets in hook 62800000/,
  },
  {
    what: "the hook sends a plain token though GitLab could sign",
    plant: (_, hook) => {
      delete (hook as { signingToken?: string }).signingToken;
      Object.assign(hook, { token: "a plain secret token" });
    },
    told: "hookUnsigned warning hook 62800000 of shop/api",
    cure: /signing token for hook 62800000/,
  },
  {
    what: "our door does not know the hook's secret",
    otherwise: { answers: 401 },
    plant: (town) => fails(town, 1),
    told: "hookRefused broken hook 62800000 of shop/api",
    cure: /webhookSecrets in hook 62800000/,
  },
  {
    what: "our door fails",
    otherwise: { answers: 500 },
    plant: (town) => fails(town, 1),
    told: "hookFails warning hook 62800000 of shop/api",
    cure: /log of `webhook`/,
  },
  {
    what: "the hook has a body of its own",
    plant: (_, hook) => void Object.assign(hook, { template: '{"job": "{{build_id}}"}' }),
    told: "hookRewritten broken hook 62800000 of shop/api",
    cure: /template of hook 62800000/,
  },
  {
    what: "the hook's URL holds a password",
    plant: ({ address }, hook) => void Object.assign(hook, { url: address.replace("://", "://me:hidden-word@") }),
    told: "hookAddressHasMore warning hook 62800000 of shop/api",
    cure: /URL of hook 62800000/,
  },
  {
    what: "a group's hook leads here too",
    otherwise: {
      settings: { isPremium: true },
      api: { members: { "hooks-bot": "owner" } },
      web: { members: { "hooks-bot": "owner" } },
    },
    plant: ({ twin, usual, web }) => {
      twin.addGroupHook("shop", usual);
      twin.world.hooks.splice(
        twin.world.hooks.findIndex((one) => one.project === web),
        1,
      );
    },
    told: "hookTwice warning hooks of shop/api",
    cure: /hook 62800000 of shop\/api/,
  },
];

for (const { what, otherwise, plant, told, cure, mended } of planted)
  test(`where ${what}, that alone is told${mended ? ", and --fix mends it and nothing else" : ""}`, async (t) => {
    const one = await town(t, otherwise);
    const [hook] = one.hooks();
    await plant(one, hook as Hook);
    const found = only(await one.examine());
    assert.deepEqual(ills([found]), [told]);
    assert.match(found.cure ?? "", cure);
    assert.doesNotMatch(JSON.stringify(found), /hidden-word|whsec_/);
    assert.equal(found.remedy !== undefined, mended !== undefined);
    if (!found.remedy || !mended) return;
    const before = structuredClone(one.twin.world.hooks.map(plain));
    const asked = one.twin.requests.length;
    assert.ok("done" in (await found.remedy.apply()));
    assert.equal(one.twin.requests.length - asked, 1, "one request");
    mended(one.twin.world.hooks.map(plain) as Hook[], before as Hook[]);
    assert.deepEqual(ills(await one.examine()), []);
    assert.deepEqual(one.twin.effects, []);
  });

/** A hook without what it hangs on. */
function plain({ project, ...hook }: Hook) {
  return { ...hook, project: project && { path: project.path } };
}

test("a remedy that GitLab refuses says why, and is not repeated", async (t) => {
  const { hooks, examine, twin } = await town(t);
  const [hook] = hooks();
  Object.assign(hook as Hook, { jobEvents: false });
  const { remedy } = only(await examine());
  twin.faultNext({ kind: "500before", method: "PUT" });
  const reply = await remedy?.apply();
  assert.ok(reply && "failed" in reply);
  assert.match(reply.failed, /PUT \/projects\/\d+\/hooks\/62800000/);
  assert.equal(twin.requests.filter(({ method }) => method === "PUT").length, 1);
});

test("a hook that is paused because our door fails is told once, and a test that fails too says so", async (t) => {
  const one = await town(t, { answers: 500, settings: { disablesFailingHooks: true } });
  one.hooks();
  await fails(one, 5);
  const found = await one.examine();
  assert.deepEqual(ills(found), ["hookPaused broken hook 62800000 of shop/api"]);
  const reply = await only(found).remedy?.apply();
  assert.match(reply && "failed" in reply ? reply.failed : "", /422 noted/);
});

test("where rules wait for deployments alone, GitLab is asked to test the hook with a job: it makes up no deployment", async (t) => {
  const rules =
    'version: 1\nrules: [{ id: r, mode: enforce, projects: ["shop/**"], on: deployment, when: { deployment: approved }, do: play }]\n';
  const one = await town(t, { rules, settings: { disablesFailingHooks: true } });
  for (const path of ["shop/api", "shop/web"])
    one.hook(path, { jobEvents: false, pipelineEvents: false, deploymentEvents: true });
  Object.assign(one.twin.world.hooks[0] as Hook, { recentFailures: 40, disabledUntil: null });
  const found = only((await one.examine()).filter(({ area }) => area === "hooks"));
  assert.match(found.remedy?.does ?? "", /with the newest job event/);
});

test("a hook whose URL holds more than an address is changed by nobody but a person", async (t) => {
  const { hooks, examine, address } = await town(t);
  const [hook] = hooks();
  Object.assign(hook as Hook, { url: `${address}?key=hidden-word`, jobEvents: false, checksTls: false });
  const found = await examine();
  assert.deepEqual(
    ills(found).map((line) => line.split(" ")[0]),
    ["hookDeaf", "hookTrustsAnybody", "hookAddressHasMore"],
  );
  assert.ok(found.every(({ remedy }) => remedy === undefined));
});

test("no hook is added where no secret is live, and none that GitLab would not sign", async (t) => {
  for (const [vintage, live, why] of [
    [2026, undefined, /no live webhook secret speaks for shop\/api/],
    [2024, secret, /from 19\.0 on/],
  ] as const) {
    const { hooks, examine, twin } = await town(t, { vintage, patient: { newHook: { secret: async () => live } } });
    const [hook] = hooks();
    twin.world.hooks.splice(twin.world.hooks.indexOf(hook as Hook), 1);
    const reply = await only((await examine()).filter(({ id }) => id === "hookMissing")).remedy?.apply();
    assert.match(reply && "failed" in reply ? reply.failed : "", why);
    assert.equal(twin.world.hooks.length, 1);
  }
});

test("where only schedules cause rules no hook is missed, and before the first rules one is", async (t) => {
  const rules =
    'version: 1\ndefaults: { mode: enforce }\nrules:\n  - { id: tidy, projects: ["shop/**"], on: { schedule: { every: 1d, at: "03:00" } }, when: { status: success }, do: deleteArtifacts }\n';
  const { examine, patient } = await town(t, { rules });
  assert.deepEqual(ills(await examine()), []);
  const { rules: _, ...fresh } = patient;
  const missing = "hookMissing broken hooks of shop";
  const { examineGitLab } = await import("../../../../lib/app/doctor/gitlab/examine.ts");
  assert.deepEqual(ills(await examineGitLab(fresh)), [`${missing}/api`, `${missing}/web`]);
});

test("an https door wants no hook that comes by http", async (t) => {
  const address = "https://penstock.example/gitlab/main";
  const { hook, examine } = await town(t, { patient: { address } });
  hook("shop/api", { url: address.replace("https", "http") });
  hook("shop/web", { url: address, pipelineEvents: false });
  assert.deepEqual(ills(await examine()), ["hookInPlainText broken hook 62800000 of shop/api"]);
});
