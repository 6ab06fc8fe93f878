{% load static %}{% autoescape off %}
/* Keeps what has been read, and the current device's lights, answers and how-tos, for a time without network.
   The network always goes first: a copy is shown only when there is no answer. One cache a build and revision. */
const CACHE = "blinkdiag {{ version }}";
const SHELL = [
  "{% url 'wizard:offline' %}",
  "{% static 'guide/pages.css' %}",
  "{% static 'guide/print.css' %}",
  "{% static 'guide/home.css' %}",
  "{% static 'guide/blinkdiag.js' %}",
  "{% static 'guide/count.js' %}",
  "{% static 'django_htmx/htmx-2.min.js' %}",
  "{% static 'guide/icon.svg' %}",
];
const PUBLIC = /^\/(?:$|(?:diagnose|answers|how-to|no-light|pictures|privacy|static|which)\/)/;
const copies = new Set();

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)));
});

addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
  await clients.claim();
})()));

// A step that htmx asks for is not answered here: the page in hand says itself that there is no connection.
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const isPublic = url.origin === location.origin && PUBLIC.test(url.pathname);
  if (request.method === "GET" && isPublic && !request.headers.has("HX-Request")) {
    event.respondWith(networkFirst(event, request, url));
  }
});

const store = async (request, response) => {
  if (!response.ok || /no-store|private/.test(response.headers.get("Cache-Control"))) return;
  const cache = await caches.open(CACHE);
  await cache.put(request, response);
};
const held = (address) => caches.match(address, { cacheName: CACHE, ignoreVary: true });

const networkFirst = async (event, request, url) => {
  try {
    const response = await fetch(request);
    copies.delete(request.url);
    event.waitUntil(store(request, response.clone()));
    return response;
  } catch {
    copies.add(request.url);
    return (await held(request)) || (request.mode === "navigate" && (await nearest(url))) || Response.error();
  }
};

// A wizard page that was never opened: its light's answer page has the same causes and steps.
const nearest = async (url) => {
  const device = url.searchParams.get("device");
  const light = url.searchParams.get("light");
  const pages = [`/answers/${device}/${light}/`, `/answers/${device}/`];
  for (const near of url.pathname.startsWith("/diagnose/") ? pages : []) {
    if (await held(near)) return Response.redirect(near);
  }
  return held(SHELL[0]);
};

// A page that has come asks to be kept, with its device; one that came from here is told that it is a copy.
addEventListener("message", (event) => {
  if (copies.has(event.data.page)) return event.source.postMessage("copy");
  event.waitUntil(keep(event.data));
});

const keep = async ({ page, sheets = [], device }) => {
  try {
    for (const address of [page, ...sheets]) await add(address);
    const { pages } = device ? await (await fetch(`/offline/${device}/`)).json() : { pages: [] };
    for (const address of pages) await add(address);
  } catch {
    // No network any more: what is there is there.
  }
};
const add = async (address) => {
  if (!(await held(address))) await store(address, await fetch(address));
};
{% endautoescape %}
