export default { layout: "story.11ty.js", permalink: (data) => `/stories/${data.page.fileSlug}/` };
