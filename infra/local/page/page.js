// Shows what is new without loading the page again: it is fetched, and what differs takes the place of what was there.

const everyMillis = 1000;
const box = document.getElementById("text");
const log = document.getElementById("messages");

/** Makes one node like another and leaves alone what is the same already: what has the focus keeps it. */
function become(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeName !== fresh.nodeName) return old.replaceWith(document.importNode(fresh, true));
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.nodeValue = fresh.nodeValue;
    return;
  }
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  becomeWithin(old, fresh);
}

/** What has an id is found by it, so that what is new comes between what was there. */
function becomeWithin(old, fresh) {
  const wanted = new Set([...fresh.children].map(({ id }) => id));
  for (const child of [...old.children]) if (child.id && !wanted.has(child.id)) child.remove();
  for (const [at, child] of [...fresh.childNodes].entries()) {
    const there = old.childNodes[at];
    const same = child.id ? [...old.children].find(({ id }) => id === child.id) : there?.id ? undefined : there;
    if (same && same !== there) old.insertBefore(same, there);
    if (same) become(same, child);
    else old.insertBefore(document.importNode(child, true), there ?? null);
  }
  while (old.childNodes.length > fresh.childNodes.length) old.lastChild.remove();
}

function tell(text) {
  document.getElementById("notice").textContent = text;
}

async function show(answer) {
  if (!answer.ok) return tell(await answer.text());
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  for (const id of ["notice", "messages", "world"]) become(document.getElementById(id), page.getElementById(id));
  if (isAtEnd) log.scrollTop = log.scrollHeight;
}

let isBusy = false;

async function ask(request) {
  if (isBusy) return;
  isBusy = true;
  try {
    await show(await request());
  } catch {
    tell("Penstock does not answer: does it still run?");
  } finally {
    isBusy = false;
  }
}

setInterval(() => {
  if (!document.hidden) void ask(() => fetch(location.href));
}, everyMillis);

document.addEventListener("submit", async (event) => {
  const form = event.target;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  if (form.id === "say") box.value = "/penstock ";
  const send = () => ask(() => fetch(form.action, { method: "POST", body }));
  while (isBusy) await new Promise((resolve) => setTimeout(resolve, 20));
  await send();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-fill]");
  if (!link) return;
  event.preventDefault();
  box.value = new URL(link.href).searchParams.get("text");
  box.focus();
});

document.addEventListener("focusin", ({ target }) => {
  if (target.matches("input[readonly]")) target.select();
});

log.scrollTop = log.scrollHeight;
