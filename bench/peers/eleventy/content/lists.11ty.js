// A page of a list: of stories, of terms, of lessons.
import { address } from "../lib/site.js";
import { alternates, card, escape, link, page, spelled } from "../lib/html.js";

export const data = {
  pagination: { data: "collections.pagesOfLists", size: 1, alias: "list" },
  permalink: ({ list }) => `${list.url}index.html`,
  eleventyExcludeFromCollections: true,
};

const ENTRY = {
  stories: card,
  terms: ([name, stories], field) => `<li>${link(field, name)} <small>${stories.length} stories</small></li>`,
  lessons: ([text, [story]], field) =>
    `<li>${link(field, text)} <cite><a href="${story.url}">${escape(story.data.title)}</a>, ${spelled(story.date)}</cite></li>`,
};

export function render({ list }) {
  const at = (number) => (number === 1 ? list.base : `${list.base}page/${number}/`);
  const pager = list.of > 1
    ? `<nav class="pager" aria-label="Pages">
${list.number > 1 ? `<a rel="prev" href="${at(list.number - 1)}">Newer</a>` : ""} <span>${list.number} of ${list.of}</span> ${list.number < list.of ? `<a rel="next" href="${at(list.number + 1)}">Older</a>` : ""}
</nav>`
    : "";
  const main = `<header class="page-header">${list.field ? `<p class="kicker"><a href="/${list.field}/">${list.field}</a></p>` : ""}
<h1>${escape(list.title)}</h1><p class="total">${list.total ?? list.entries.length}</p></header>
<ol class="story-list h-feed">
${list.entries.map((entry) => ENTRY[list.kind](entry, list.field)).join("\n")}
</ol>
${pager}`;
  return page({ title: list.title, url: list.url, feeds: list.feed ? alternates(list.feed, list.title) : "", main });
}
