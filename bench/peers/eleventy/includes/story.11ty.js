// A story's page.
import { address, given, site } from "../lib/site.js";
import { alternates, chip, escape, iso, link, page, path, spelled, tieTo } from "../lib/html.js";

const FOLLOWED = ["values", "outcomes", "companies", "tellers", "categories", "tags"];

export function render(data) {
  const story = { data };
  const { earlier, later, related } = site().beside.get(data.page.fileSlug);
  const [series] = given(story, "series");
  const parts = series ? site().terms.series.get(series).toReversed() : [];
  const main = `<article class="story h-entry">
<header class="story-header">
${series ? `<p class="kicker">Part ${data.part} of ${link("series", series)}</p>` : ""}
<h1 class="p-name">${escape(data.title)}</h1>
<p class="dek p-summary">${escape(data.summary)}</p>
<p class="byline"><span>By ${link("tellers", data.tellers[0], ' class="p-author h-card"')}</span> <time class="dt-published" datetime="${iso(data.page.date)}">${spelled(data.page.date)}</time></p>
<ul class="chips">
${data.values.map((name) => `<li><a class="chip" href="${address("values", name)}">${chip(name, data.stances[name])}</a></li>`).join("\n")}
</ul>
</header>
<div class="story-body e-content">
${data.content}
</div>
<aside class="takeaway">
<h2>What came of it</h2>
<p class="verdict">${path(data.outcomes[0])} ${link("outcomes", data.outcomes[0])}</p>
${given(story, "lessons").map((text) => `<h3>Lesson</h3><p class="keepsake">${link("lessons", text)}</p>`).join("")}
</aside>
<footer class="story-end">
${series ? `<nav class="series"><h2>${escape(series)}</h2><ol>${parts.map((part) => `<li><a href="${part.url}">${escape(part.data.title)}</a></li>`).join("")}</ol></nav>` : ""}
<section class="related"><h2>Read on</h2>
<ul class="ties near">
${related.map(tieTo).join("\n")}
</ul></section>
<nav class="neighbours" aria-label="Earlier and later in time">
${earlier ? `<a rel="prev" href="${earlier.url}"><small>Earlier</small> ${escape(earlier.data.title)}</a>` : ""}
${later ? `<a rel="next" href="${later.url}"><small>Later</small> ${escape(later.data.title)}</a>` : ""}
</nav>
<dl class="filed">
<div><dt>Company</dt><dd>${link("companies", data.companies[0])}</dd></div>
<div><dt>Channel</dt><dd>${data.channel}</dd></div>
<div><dt>Category</dt><dd>${link("categories", data.categories[0])}</dd></div>
<div><dt>Tags</dt><dd>${data.tags.map((name) => link("tags", name)).join(" ")}</dd></div>
</dl>
</footer>
</article>`;
  const feeds = FOLLOWED.flatMap((field) => given(story, field).map((name) => alternates(address(field, name), name))).join("");
  return page({ title: data.title, summary: data.summary, url: data.page.url, feeds, main });
}
