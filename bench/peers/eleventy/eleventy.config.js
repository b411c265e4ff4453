// Eleventy for the corpus: the lists and feeds that Heard has, as pages of two collections.
import { feeds, lists, tie } from "./lib/site.js";

export default function (config) {
  config.addPassthroughCopy({ "static/style.css": "style.css" });
  config.addCollection("pagesOfLists", (api) => lists(tie(api.getFilteredByGlob("content/stories/*.md"))));
  config.addCollection("feeds", (api) => feeds(tie(api.getFilteredByGlob("content/stories/*.md"))));
  config.setQuietMode(true);
  return {
    dir: { input: "content", includes: "../includes", output: "output" },
    markdownTemplateEngine: false,
    templateFormats: ["md", "11ty.js"],
  };
}
