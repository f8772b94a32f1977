import { Jobs } from "@gitbeaker/rest";
import got from "got";
import { Pool } from "undici";

// GitLab asked as others would, each in a process of its own. Each tells the id and the status of a job, and why GitLab said no.

const named = (project, job) => `/api/v4/projects/${project}/jobs/${job}`;
const told = ({ id, status }) => ({ id, status });
const refused = (status, { message }) => ({ refused: status, said: message });

/** undici, without anything around it but what reads the JSON. */
function undiciCaller({ url, projectId, token }) {
  const pool = new Pool(url, { connections: 32, pipelining: 1 });
  const headers = { authorization: `Bearer ${token}` };
  const ask = async (method, path) => {
    const { statusCode, body } = await pool.request({ method, path, headers });
    const answer = await body.json();
    return statusCode < 300 ? told(answer) : refused(statusCode, answer);
  };
  return {
    look: (job) => ask("GET", named(projectId, job)),
    retry: (job) => ask("POST", `${named(projectId, job)}/retry`),
  };
}

function fetchCaller({ url, projectId, token }) {
  const headers = { authorization: `Bearer ${token}` };
  const ask = async (method, path) => {
    const response = await fetch(url + path, { method, headers });
    const answer = await response.json();
    return response.ok ? told(answer) : refused(response.status, answer);
  };
  return {
    look: (job) => ask("GET", named(projectId, job)),
    retry: (job) => ask("POST", `${named(projectId, job)}/retry`),
  };
}

/** got keeps no connections unless it is told to. */
async function gotCaller({ url, projectId, token }) {
  const { Agent } = await import("node:http");
  const agent = { http: new Agent({ keepAlive: true }) };
  const client = got.extend({
    prefixUrl: url,
    headers: { authorization: `Bearer ${token}` },
    agent,
    retry: { limit: 0 },
  });
  const ask = async (method, path) => {
    try {
      return told(await client(path.slice(1), { method, responseType: "json" }).json());
    } catch (error) {
      if (!error.response) throw error;
      return refused(error.response.statusCode, error.response.body);
    }
  };
  return {
    look: (job) => ask("GET", named(projectId, job)),
    retry: (job) => ask("POST", `${named(projectId, job)}/retry`),
  };
}

/** gitbeaker's own limit, 3,000 a minute, is lifted: it would wait. */
function gitbeakerCaller({ url, projectId, token }) {
  const jobs = new Jobs({ host: url, token, rateLimits: { "**": 1_000_000_000 } });
  const asked = async (answer) => {
    try {
      return told(await answer);
    } catch (error) {
      if (!error.cause?.response) throw error;
      return refused(error.cause.response.status, { message: error.cause.description });
    }
  };
  return { look: (job) => asked(jobs.show(projectId, job)), retry: (job) => asked(jobs.retry(projectId, job)) };
}

export const clients = {
  undici: undiciCaller,
  fetch: fetchCaller,
  got: gotCaller,
  gitbeaker: gitbeakerCaller,
};
