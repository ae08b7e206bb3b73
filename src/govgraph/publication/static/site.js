// Search of the static site and suggestions: an enhancement only, every page works without it.
"use strict";
(() => {
  const HAN = /^[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]/;
  const zh = document.documentElement.lang.startsWith("zh");
  const suffix = zh ? ".html" : ".en.html";

  const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").normalize("NFKC");

  function terms(text) {
    const found = new Set();
    for (const run of plain(text).match(/[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+|[a-z0-9]+/g) || []) {
      if (!HAN.test(run)) found.add(run);
      else if (run.length === 1) found.add(run);
      else for (let i = 0; i < run.length - 1; i++) found.add(run.slice(i, i + 2));
    }
    return [...found].slice(0, 12);
  }

  let loading = null;
  function load(folder) {
    loading = loading || (async () => {
      const index = await (await fetch(folder + "index.json")).json();
      const parts = await Promise.all(Array.from({ length: index.shards }, async (_, n) =>
        (await fetch(`${folder}entries-${n}.json`)).json()));
      const entries = parts.flat().map(([path, kind, zhName, enName, area, outcome, weight, words]) =>
        ({ path, kind, zh: zhName, en: enName, area, outcome, weight, words: ` ${words} `,
           zhPlain: plain(zhName), enPlain: plain(enName) }));
      return { entries, labels: index.labels[zh ? "zh" : "en"], remote: !index.shards };
    })();
    return loading;
  }

  // Where a release is too large for entries of its own, the server suggests.
  async function suggested(root, query) {
    const answer = await fetch(`${root}search.json?${new URLSearchParams({ suggest: 1, q: query })}`);
    return (await answer.json()).results.map(({ path, kind, label }) =>
      ({ path, kind, zh: label.zh || "", en: label.en || "" }));
  }

  function search(entries, query) {
    const wanted = terms(query.slice(0, 100));
    const exact = plain(query).trim();
    if (!wanted.length) return [];
    const fits = (entry) => wanted.every((term) =>
      entry.words.includes(HAN.test(term) && term.length > 1 ? ` ${term} ` : ` ${term}`));
    const rank = (e) => (e.zhPlain === exact || e.enPlain === exact ? 2 : 0)
      + (e.zhPlain.startsWith(exact) || e.enPlain.startsWith(exact) ? 1 : 0);
    return entries.filter(fits).sort((a, b) => rank(b) - rank(a) || b.weight - a.weight || a.zh.length - b.zh.length);
  }

  const name = (entry) => (zh ? entry.zh || entry.en : entry.en || entry.zh);
  const node = (tag, text, attributes = {}) => {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  // Suggestions under the search field, by the pattern of a combobox.
  const field = document.getElementById("find");
  if (field && field.dataset.suggest) {
    const folder = field.dataset.suggest;
    const root = field.dataset.root;
    const box = node("ul", "", { class: "suggestions", id: "suggestions", role: "listbox", hidden: "", "aria-label": field.dataset.label });
    field.parentElement.append(box);
    for (const [key, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": "suggestions", "aria-expanded": "false" })) field.setAttribute(key, value);
    let chosen = -1;
    const show = (entries, labels = {}) => {
      chosen = -1;
      box.replaceChildren(...entries.map((entry, n) => {
        const item = node("li", name(entry), { role: "option", id: `suggestion-${n}`, "aria-selected": "false" });
        item.append(node("small", labels[entry.kind] || ""));
        item.dataset.href = root + entry.path + suffix;
        item.addEventListener("mousedown", () => { location.href = item.dataset.href; });
        return item;
      }));
      box.hidden = !entries.length;
      field.setAttribute("aria-expanded", String(!box.hidden));
      field.removeAttribute("aria-activedescendant");
    };
    const mark = (step) => {
      const items = [...box.children];
      if (!items.length) return;
      chosen = (chosen + step + items.length + 1) % (items.length + 1);
      items.forEach((item, n) => item.setAttribute("aria-selected", String(n === chosen)));
      if (chosen < items.length) field.setAttribute("aria-activedescendant", items[chosen].id);
      else { chosen = -1; field.removeAttribute("aria-activedescendant"); }
    };
    field.addEventListener("input", async () => {
      const asked = field.value;
      if (!asked.trim()) return show([]);
      try {
        const { entries, labels, remote } = await load(folder);
        const best = remote ? await suggested(root, asked) : search(entries, asked).slice(0, 8);
        if (field.value === asked) show(best, labels);
      } catch { show([]); }
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { mark(event.key === "ArrowDown" ? 1 : -1); event.preventDefault(); }
      else if (event.key === "Escape") show([]);
      else if (event.key === "Enter" && chosen >= 0) { location.href = box.children[chosen].dataset.href; event.preventDefault(); }
    });
    field.addEventListener("blur", () => show([]));
  }

  // The search page of a static site: the server renders its own answer and leaves this out.
  const results = document.getElementById("results");
  if (results && results.dataset.static) {
    const asked = new URLSearchParams(location.search);
    const query = asked.get("q") || "";
    document.querySelectorAll("input[name=q]").forEach((input) => { input.value = query; });
    if (query.trim()) load(results.dataset.static).then(({ entries, labels }) => {
      const facets = ["kind", "area", "outcome"];
      const all = search(entries, query);
      const within = (entry, but) => facets.every((f) => f === but || !asked.get(f) || entry[f] === asked.get(f));
      const found = all.filter((entry) => within(entry));
      const status = node("p", results.dataset.count.replace("{count}", found.length), { role: "status" });
      const list = node("ul", "", { class: "found" });
      const size = 20, first = Math.max(0, parseInt(asked.get("first") || "0", 10) || 0);
      for (const entry of found.slice(first, first + size)) {
        const item = node("li");
        const link = node("a", name(entry), { href: results.dataset.root + entry.path + suffix });
        item.append(link, node("span", labels[entry.kind] || entry.kind, { class: "tag" }));
        if (entry.area) item.append(node("span", labels[entry.area] || "", { class: "soft" }));
        if (entry.outcome) item.append(node("span", labels[entry.outcome] || "", { class: `outcome ${entry.outcome}` }));
        list.append(item);
      }
      const narrow = node("div", "", { class: "facets" });
      for (const facet of facets) {
        const counts = new Map();
        for (const entry of all) if (entry[facet] && within(entry, facet)) counts.set(entry[facet], (counts.get(entry[facet]) || 0) + 1);
        if (!counts.size) continue;
        const group = node("ul");
        for (const [value, count] of [...counts].sort((a, b) => b[1] - a[1])) {
          const query2 = new URLSearchParams(asked);
          query2.delete("first");
          const on = asked.get(facet) === value;
          if (on) query2.delete(facet); else query2.set(facet, value);
          const link = node("a", labels[value] || value, { href: `?${query2}` });
          if (on) link.setAttribute("aria-current", "true");
          const item = node("li");
          item.append(link, node("span", String(count), { class: "count" }));
          group.append(item);
        }
        narrow.append(node("h2", labels[facet]), group);
      }
      const pages = node("p", "", { class: "pages" });
      for (const [key, start] of [["previous", first - size], ["next", first + size]]) {
        if (start < 0 || start >= found.length) continue;
        const query2 = new URLSearchParams(asked);
        query2.set("first", start);
        pages.append(node("a", results.dataset[key], { href: `?${query2}` }));
      }
      const body = node("div");
      body.append(status, list, pages);
      results.replaceChildren(narrow, body);
      document.getElementById("browse")?.setAttribute("hidden", "");
    }).catch(() => {});
  }

  // A button beside each identifier that copies it.
  if (navigator.clipboard) for (const code of document.querySelectorAll("[data-copy]")) {
    const button = node("button", code.dataset.copy, { type: "button", class: "copy" });
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = code.dataset.copied;
    });
    code.after(" ", button);
  }
})();
