// A feed, in the format that its file name says.
import { escape } from "../lib/html.js";

const HOST = "https://heard.example";

export const data = {
  pagination: { data: "collections.feeds", size: 1, alias: "feed" },
  permalink: ({ feed }) => feed.url + feed.file,
  eleventyExcludeFromCollections: true,
};

const WRITE = {
  "index.xml": (feed) => `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
<title>${escape(feed.title)}</title>
<link>${HOST}${feed.url}</link>
<description>Stories: ${escape(feed.title)}</description>
<atom:link href="${HOST}${feed.url}index.xml" rel="self" type="application/rss+xml"/>
${feed.stories.map((story) => `<item>
<title>${escape(story.data.title)}</title>
<link>${HOST}${story.url}</link>
<guid isPermaLink="false">urn:story:${story.fileSlug}</guid>
<pubDate>${story.date.toUTCString()}</pubDate>
<dc:creator>${escape(story.data.tellers[0])}</dc:creator>
${story.data.values.map((name) => `<category domain="values">${name}</category>`).join("")}${story.data.tags.map((name) => `<category domain="tags">${name}</category>`).join("")}
<description>${escape(story.data.summary)}</description>
<content:encoded>${escape(story.content)}</content:encoded>
</item>`).join("\n")}
</channel>
</rss>
`,
  "atom.xml": (feed) => `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<title>${escape(feed.title)}</title>
<id>${HOST}${feed.url}</id>
<link href="${HOST}${feed.url}"/>
<link href="${HOST}${feed.url}atom.xml" rel="self" type="application/atom+xml"/>
<updated>${feed.stories[0].date.toISOString()}</updated>
${feed.stories.map((story) => `<entry>
<title>${escape(story.data.title)}</title>
<link href="${HOST}${story.url}"/>
<id>urn:story:${story.fileSlug}</id>
<updated>${story.date.toISOString()}</updated>
<author><name>${escape(story.data.tellers[0])}</name></author>
${story.data.values.map((name) => `<category scheme="values" term="${name}"/>`).join("")}${story.data.tags.map((name) => `<category scheme="tags" term="${name}"/>`).join("")}
<summary>${escape(story.data.summary)}</summary>
<content type="html">${escape(story.content)}</content>
</entry>`).join("\n")}
</feed>
`,
  "feed.json": (feed) => JSON.stringify({
    version: "https://jsonfeed.org/version/1.1",
    title: feed.title,
    home_page_url: HOST + feed.url,
    items: feed.stories.map((story) => ({
      id: `urn:story:${story.fileSlug}`,
      url: HOST + story.url,
      title: story.data.title,
      summary: story.data.summary,
      date_published: story.date.toISOString(),
      authors: [{ name: story.data.tellers[0] }],
      tags: story.data.tags,
      content_html: story.content,
    })),
  }),
};

export const render = ({ feed }) => WRITE[feed.file](feed);
