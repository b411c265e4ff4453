// The live conversation of a story. Nothing is asked of anybody before a reader presses the button.
{
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const scheme = () => (dark.matches ? "dark" : "light");
  const PATIENCE = 20000;

  // Adds the provider's script; its attributes and settings stand in the page.
  const embed = ({ dataset }, place) =>
    new Promise((done, failed) => {
      const config = JSON.parse(dataset.config || "{}");
      if (dataset.live === "remark42") window.remark_config = { ...config, theme: scheme() };
      if (dataset.live === "disqus") window.disqus_config = function () { Object.assign(this.page, config); };
      const script = document.createElement("script");
      for (const [name, value] of Object.entries(JSON.parse(dataset.attributes || "{}"))) {
        script.setAttribute(name, value);
      }
      Object.assign(script, { async: true, onload: done, onerror: failed, src: dataset.src });
      place.append(script);
    });

  const make = (name, parent, text = "", more = {}) => {
    const made = Object.assign(document.createElement(name), more);
    made.append(text);
    parent.append(made, " ");
    return made;
  };

  // Copies a stranger's words: text, paragraphs, and links that lead to the web.
  const copy = (from, to) => {
    for (const node of from.childNodes) {
      const name = node.localName;
      if (node.nodeType === Node.TEXT_NODE) to.append(node.data);
      else if (name === "p" || name === "br") copy(node, to.appendChild(document.createElement(name)));
      else if (name === "a" && /^https?:\/\//i.test(node.getAttribute("href"))) {
        const link = { href: node.getAttribute("href"), rel: "nofollow ugc noopener" };
        copy(node, to.appendChild(Object.assign(document.createElement("a"), link)));
      } else if (name && name !== "script" && name !== "style") copy(node, to);
    }
  };

  const mastodon = async ({ dataset }, place) => {
    const answer = await fetch(dataset.src, { credentials: "omit", referrerPolicy: "no-referrer" });
    if (!answer.ok) throw new Error(answer.status);
    const { descendants } = await answer.json();
    const lists = new Map();
    const top = { list: make("ol", place, "", { className: "comments" }), depth: 1 };
    for (const reply of descendants) {
      let above = lists.get(reply.in_reply_to_id) || top;
      if (above.item && above.depth < 5) {
        above.list ||= make("ol", above.item, "", { className: "comments answers" });
      }
      const item = make("li", above.list || above.under);
      lists.set(reply.id, { item, under: above.list || above.under, depth: above.depth + 1 });
      const head = make("p", item, "", { className: "said-by" });
      make("bdi", head, reply.account.display_name || reply.account.acct);
      const day = new Date(reply.created_at).toLocaleDateString(document.body.lang, { dateStyle: "long" });
      if (/^https?:/.test(reply.url)) make("a", head, day, { href: reply.url, rel: "nofollow ugc noopener" });
      const words = make("div", item, reply.spoiler_text, { className: "e-content", dir: "auto" });
      copy(new DOMParser().parseFromString(reply.content, "text/html").body, words);
    }
    return descendants.length ? "" : dataset.empty;
  };

  for (const live of document.querySelectorAll("[data-live]")) {
    const { dataset } = live;
    const [button, state, place] = ["button", "[role=status]", ".place"].map((one) => live.querySelector(one));
    const load = dataset.live === "mastodon" ? mastodon : embed;

    button.hidden = false;
    button.onclick = async () => {
      const before = [...place.childNodes];
      state.textContent = dataset.loading;
      place.focus({ preventScroll: true });
      button.hidden = true;
      const late = new Promise((_, failed) => setTimeout(failed, PATIENCE));
      try {
        const said = await Promise.race([load(live, place), late]);
        state.textContent = typeof said === "string" ? said : "";
      } catch {
        place.replaceChildren(...before);
        state.textContent = dataset.failed;
        button.hidden = false;
        button.focus();
      }
    };

    dark.addEventListener("change", () => {
      if (!button.hidden) return;
      if (dataset.live === "disqus") window.DISQUS?.reset({ reload: true });
      if (dataset.live === "remark42") window.REMARK42?.changeTheme(scheme());
      if (dataset.live === "utterances") {
        const frame = live.querySelector("iframe");
        frame?.contentWindow.postMessage({ type: "set-theme", theme: `github-${scheme()}` }, dataset.origin);
      }
    });
  }
}
