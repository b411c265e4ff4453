// What the pages need to know of each other: terms, neighbours, related stories. Each list is made once.

export const FIELDS = [
  "values", "outcomes", "lessons", "companies", "series", "tellers", "tags", "categories", "archive",
];
const WITHOUT_FEED = new Set(["lessons", "archive"]);
const PER_PAGE = 10;
const CANDIDATES = 40;
let known = { stories: null, site: null };

export const slug = (name) =>
  String(name).toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
export const address = (field, name) => `/${field}/${slug(name)}/`;
export const given = (story, field) => story.data[field] ?? [];

// The terms of each field, and what stands beside each story. Newest first.
export function tie(stories) {
  if (known.count === stories.length && known.last === stories.at(-1)) return known.site;
  const newest = [...stories].sort((a, b) => b.date - a.date);
  const terms = Object.fromEntries(FIELDS.map((field) => [field, new Map()]));
  const likes = new Map();
  for (const story of newest) {
    for (const field of FIELDS)
      for (const name of given(story, field)) {
        if (!terms[field].has(name)) terms[field].set(name, []);
        terms[field].get(name).push(story);
      }
    for (const key of keys(story)) {
      if (!likes.has(key)) likes.set(key, []);
      if (likes.get(key).length < CANDIDATES) likes.get(key).push(story);
    }
  }
  const beside = new Map();
  newest.forEach((story, place) => {
    const near = new Map();
    for (const key of keys(story))
      for (const other of likes.get(key)) if (other !== story) near.set(other, (near.get(other) ?? 0) + 1);
    const related = [...near].sort((a, b) => b[1] - a[1]).slice(0, 6).map(([other]) => other);
    beside.set(story.fileSlug, { later: newest[place - 1], earlier: newest[place + 1], related });
  });
  known = { count: stories.length, last: stories.at(-1), site: { newest, terms, beside } };
  return known.site;
}

export const site = () => known.site;

function* keys(story) {
  for (const field of ["values", "companies", "tags"])
    for (const name of given(story, field)) yield `${field}/${name}`;
}

// Every page of every list.
export function lists({ newest, terms }) {
  const pages = [...cut("/", "Stories", null, newest)];
  for (const field of FIELDS) {
    const found = [...terms[field]].sort((a, b) => b[1].length - a[1].length);
    const title = field[0].toUpperCase() + field.slice(1);
    if (field === "lessons") pages.push(...cut("/lessons/", title, field, found, "lessons"));
    else pages.push({ url: `/${field}/`, title, field, entries: found, kind: "terms", number: 1, of: 1 });
    for (const [name, stories] of found) pages.push(...cut(address(field, name), name, field, stories));
  }
  return pages;
}

function* cut(base, title, field, entries, kind = "stories") {
  const of = Math.ceil(entries.length / PER_PAGE) || 1;
  for (let number = 1; number <= of; number++) {
    const url = number === 1 ? base : `${base}page/${number}/`;
    const some = entries.slice((number - 1) * PER_PAGE, number * PER_PAGE);
    const feed = kind === "stories" && !WITHOUT_FEED.has(field) ? base : null;
    yield { url, base, title, field, kind, number, of, total: entries.length, entries: some, feed };
  }
}

// Every feed, in three formats.
export function feeds({ newest, terms }) {
  const found = [{ url: "/", title: "Stories", stories: newest.slice(0, 50) }];
  for (const field of FIELDS)
    if (!WITHOUT_FEED.has(field))
      for (const [name, stories] of terms[field])
        found.push({ url: address(field, name), title: name, stories: stories.slice(0, 50) });
  return found.flatMap((feed) => ["index.xml", "atom.xml", "feed.json"].map((file) => ({ ...feed, file })));
}
