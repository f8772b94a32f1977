import { html } from "hono/html";
import { safe } from "../../../lib/cli/render.ts";
import { formFields } from "./messages.ts";
import { name, type Piece, time } from "./piece.ts";
import type { Change, SeenJob, SeenPipeline, SeenWorld } from "./seenWorld.ts";
import { type View, viewHref } from "./view.ts";

/** What people say to a job in that state, first what they most often want. */
const wordsFor: Readonly<Record<string, readonly string[]>> = {
  manual: ["approve", "reject", "play", "arm", "why"],
  failed: ["retry", "why"],
  canceled: ["retry", "why"],
  pending: ["restart", "cancel", "why"],
  running: ["cancel", "why"],
  success: ["keep", "why"],
};

/** The sample GitLab beside the chat: gates that wait, jobs with their addresses, and what became of them. */
export function worldPiece({ pipelines, changes }: SeenWorld, view: View, token: string): Piece {
  const gates = pipelines.flatMap((pipeline) =>
    pipeline.jobs.filter(({ status }) => status === "manual").map((job) => ({ job, pipeline })),
  );
  return html`<div id="world">
    <section aria-labelledby="gates"><h2 id="gates">Gates that wait</h2>
      ${gates.length === 0 && html`<p class="empty">None.</p>`}
      <ul>${gates.map(({ job, pipeline }) => html`<li id="g-${job.id}">${jobPiece(job, view)}<p class="where">${where(pipeline)}</p></li>`)}</ul>
      <form method="post" action="/talk/release">${formFields(view, token)}<button
        class="plain">Let linus begin a release</button></form>
    </section>
    <section aria-labelledby="changes"><h2 id="changes">What happened</h2>
      ${changes.length === 0 && html`<p class="empty">Nothing yet.</p>`}
      <ol class="changes">${changes.map(changePiece)}</ol>
    </section>
    <section aria-labelledby="jobs"><h2 id="jobs">Jobs</h2>
      ${pipelines.map((pipeline) => pipelinePiece(pipeline, view, token))}
    </section>
  </div>`;
}

function where({ project, ref, by }: SeenPipeline): Piece {
  return html`${name(project)} ${name(ref)}${by !== undefined && html`, begun by ${name(by)}`}`;
}

function pipelinePiece(pipeline: SeenPipeline, view: View, token: string): Piece {
  const isManual = ({ status }: SeenJob) => status === "manual";
  return html`<div id="p-${pipeline.id}"><h3>${where(pipeline)}</h3>
    <ul>${pipeline.jobs.map(
      (job) =>
        html`<li id="j-${job.id}">${isManual(job) ? jobHead(job) : jobPiece(job, view)}${runnerHand(job, view, token)}</li>`,
    )}</ul></div>`;
}

function jobHead({ name: title, status }: SeenJob): Piece {
  return html`<p class="job"><strong>${name(title)}</strong> <span class="status ${statusClass(status)}">${safe(status)}</span></p>`;
}

/** A job, its address to copy, and words to say to it, which only fill the box. */
function jobPiece(job: SeenJob, view: View): Piece {
  const say = (word: string) => viewHref({ ...view, text: `/penstock ${word} ${job.url}` });
  return html`${jobHead(job)}
    <p class="address"><input readonly value="${safe(job.url)}" aria-label="Address of job ${safe(job.name)}"></p>
    <p class="say">say ${(wordsFor[job.status] ?? ["why"]).map((word) => html`<a href="${say(word)}" data-fill>${word}</a> `)}</p>`;
}

/** What a runner would do: here you do. */
function runnerHand({ id, name: title, status }: SeenJob, view: View, token: string): Piece | false {
  if (status !== "pending" && status !== "running") return false;
  return html`<form class="hand" method="post" action="/talk/hand">${formFields(view, token)}<input type="hidden" name="job" value="${id}"
    ><span>be its runner:</span> <button name="deed" value="succeed" class="plain" aria-label="Let ${safe(title)} succeed">succeed</button> <button
    name="deed" value="fail" class="plain" aria-label="Let ${safe(title)} fail">fail</button></form>`;
}

function changePiece({ at, job, name: title, from, to }: Change): Piece {
  return html`<li>${time(at)} ${name(title)} <span class="where">${job}</span> ${from !== undefined && html`${safe(from)} → `}<span
    class="status ${statusClass(to)}">${safe(to)}</span></li>`;
}

/** A class of the style sheet's, whatever the status is called. */
function statusClass(status: string): string {
  return /^[a-z_]{1,30}$/.test(status) ? status : "other";
}
