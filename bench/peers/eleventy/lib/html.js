// The markup that pages share.
import { address, given } from "./site.js";

const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const REACHED = { told: 1, left: 1, answered: 2, unheard: 2, heard: 3, changed: 4, confirmed: 4 };
const MORE = ["values", "outcomes", "lessons", "companies", "series", "tellers", "categories", "tags", "archive"];
const MONTHS = "January February March April May June July August September October November December".split(" ");
const SHAPE = '<svg class="shape" width="12" height="12" viewBox="0 0 12 12" fill="none" stroke="currentColor" stroke-width="1.5" aria-hidden="true"><circle cx="6" cy="6" r="4.5"/></svg>';
const DOTS = '<svg class="dots" width="69" height="12" viewBox="0 0 92 16" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true"><path d="M14 8h13M39 8h13"/><path d="M64 8h13" stroke-dasharray="2 3"/><g fill="currentColor"><circle cx="8" cy="8" r="5"/><circle cx="33" cy="8" r="5"/></g><circle cx="83" cy="8" r="5"/></svg>';

export const escape = (text) => String(text).replace(/[&<>"]/g, (sign) => SIGNS[sign]);
export const link = (field, name, kind = "") => `<a${kind} href="${address(field, name)}">${escape(name)}</a>`;
export const chip = (name, stance = "") => `${SHAPE}<span><b class="p-category">${escape(name)}</b> ${stance}</span>`;
export const iso = (day) => day.toISOString().slice(0, 10);
export const spelled = (day) => `${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]} ${day.getUTCFullYear()}`;
export const alternates = (url, name) =>
  [["rss+xml", "RSS", "index.xml"], ["atom+xml", "Atom", "atom.xml"], ["feed+json", "JSON Feed", "feed.json"]]
    .map(([type, label, file]) => `<link rel="alternate" type="application/${type}" title="${escape(name)} (${label})" href="${url}${file}">\n`)
    .join("");

export function path(word) {
  const dots = [0, 1, 2, 3].map((n) => `<circle cx="${8 + 25 * n}" cy="8" r="5"${n < REACHED[word] ? ' fill="currentColor"' : ""}/>`);
  return `<span class="path"><svg class="dots" width="69" height="12" viewBox="0 0 92 16" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">${dots.join("")}</svg><span>${word}</span></span>`;
}

export const tieTo = (story) => `<li><a class="title" href="${story.url}">${escape(story.data.title)}</a> <p class="reason">${given(story, "values").join(" ")}</p>
${path(given(story, "outcomes")[0])}</li>`;

const cards = new WeakMap();
export function card(story) {
  if (!cards.has(story)) cards.set(story, makeCard(story));
  return cards.get(story);
}

const makeCard = (story) => `<li class="story-line h-entry"><a class="title" href="${story.url}">${escape(story.data.title)}</a>
<p class="dek">${escape(story.data.summary)}</p>
<p class="byline"><span>${escape(given(story, "tellers")[0])}</span> <time datetime="${iso(story.date)}">${spelled(story.date)}</time></p>
<p class="chips">${given(story, "values").map((name) => `<span class="chip">${chip(name)}</span>`).join(" ")}</p>
${path(given(story, "outcomes")[0])}
${given(story, "lessons").map((text) => `<p class="lesson">${escape(text)}</p>`).join("")}</li>`;

const HEADER = `<header class="site-header">
<a class="site-name" href="/">${DOTS}Heard</a>
<nav aria-label="Main"><ul>
<li><a href="/">Stories</a></li>
${MORE.slice(0, 3).map((name) => `<li><a href="/${name}/">${name}</a></li>`).join("\n")}
</ul></nav>
</header>`;
const FOOTER = `<footer class="site-footer">
<nav aria-label="More of this site"><ul>
${MORE.map((name) => `<li><a href="/${name}/">${name}</a></li>`).join("\n")}
</ul></nav>
<p>${DOTS} Heard. No scripts, no cookies, nobody watching.</p>
</footer>`;

export const page = ({ title, summary, url, feeds = "", main }) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} · Heard</title>
<meta name="color-scheme" content="light dark">
<meta name="description" content="${escape(summary ?? title)}">
<meta property="og:title" content="${escape(title)}">
<meta property="og:type" content="${summary ? "article" : "website"}">
<meta property="og:site_name" content="Heard">
<link rel="canonical" href="https://heard.example${url}">
<meta property="og:url" content="https://heard.example${url}">
${alternates("/", "Heard")}${feeds}<link rel="stylesheet" href="/style.css">
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
${HEADER}
<main id="main">
${main}
</main>
${FOOTER}
</body>
</html>
`;
