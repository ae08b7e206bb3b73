// The SPARQL editor: YASGUI's YASQE in the place of the plain field, where the build fetched it.
// Everything it completes and shows comes from this release; nothing is asked of another host.
"use strict";
(() => {
  const form = document.getElementById("editor");
  const data = JSON.parse(document.getElementById("editor-data").textContent);
  if (!form || typeof Yasqe === "undefined") return;
  const plain = document.getElementById("sparql-query");
  const place = document.getElementById("yasqe");
  const results = document.getElementById("sparql-results");
  const words = data.words;
  const SHOWN = 1000;
  const endpoint = new URL(form.dataset.endpoint, location.href).href;
  const root = new URL(form.dataset.root, location.href).href;

  const completer = (from, name, values) => Yasqe.forkAutocompleter(from, {
    name, bulk: true, autoShow: true, persistenceId: null, get: () => values,
  }, false);
  completer("class", "own-class", data.classes);
  completer("property", "own-property", data.properties);
  completer("prefixes", "own-prefixes", Object.entries(data.prefixes).map(([name, iri]) => `${name}: <${iri}>`));

  place.hidden = false;
  const linked = new URLSearchParams(location.hash.slice(1)).get("query");
  const yasqe = new Yasqe(place, {
    value: linked || plain.value,
    persistenceId: null,
    prefixCcApi: null,
    consumeShareLink: null,
    createShareableLink: null,
    resizeable: false,
    showQueryButton: false,
    lineWrapping: true,
    inputStyle: "contenteditable", // what scrolls must be reachable by keyboard
    screenReaderLabel: form.dataset.label,
    extraKeys: { "Tab": false, "Shift-Tab": false, "Ctrl-Space": (editor) => editor.autocomplete(), "Ctrl-Enter": () => ask(), "Cmd-Enter": () => ask() },
    autocompleters: ["own-class", "own-property", "own-prefixes", "variables"],
    requestConfig: { endpoint, method: "GET", headers: {} },
  });
  place.yasqe = yasqe; // for scripts of the reader, and for our tests
  plain.closest("p").hidden = true;
  form.querySelector(".plain-only").hidden = true;

  const node = (tag, text, attributes = {}) => {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  // The longest prefix shortens an IRI, where what is left is a local name.
  const prefixes = Object.entries(data.prefixes).sort((a, b) => b[1].length - a[1].length);
  function compact(iri) {
    const found = prefixes.find(([, start]) => iri.startsWith(start) && /^[\w-]+$/.test(iri.slice(start.length)));
    if (found) return `${found[0]}:${iri.slice(found[1].length)}`;
    return iri.startsWith(data.base) ? iri.slice(data.base.length) : iri;
  }

  function cell(term) {
    const made = node("td");
    if (!term) return made;
    if (term.type === "uri" && /^https?:/.test(term.value)) {
      const own = term.value.startsWith(data.base);
      const href = own ? root + term.value.slice(data.base.length) : term.value;
      made.append(node("a", compact(term.value), { href, title: term.value, ...(own ? {} : { rel: "noopener noreferrer nofollow" }) }));
    } else {
      const language = term["xml:lang"];
      made.append(node("span", term.value, language ? { lang: language } : {}));
      if (language) made.append(" ", node("small", `@${language}`, { class: "soft" }));
      if (/#(?:decimal|integer|double)$/.test(term.datatype || "")) made.className = "n";
    }
    return made;
  }

  function table(answer) {
    const columns = answer.head.vars;
    const rows = answer.results.bindings;
    const head = node("tr");
    head.append(...columns.map((name) => node("th", name, { scope: "col" })));
    const body = node("tbody");
    body.append(...rows.slice(0, SHOWN).map((row) => {
      const line = node("tr");
      line.append(...columns.map((name) => cell(row[name])));
      return line;
    }));
    const made = node("table");
    const top = node("thead");
    top.append(head);
    made.append(top, body);
    const box = node("div", "", { class: "scroll answer", tabindex: "0", role: "group", "aria-label": words.answer });
    box.append(made);
    const count = words.rows.replace("{count}", rows.length);
    const more = rows.length > SHOWN ? ` · ${words.shown.replace("{count}", SHOWN)}` : "";
    return [node("p", count + more, { role: "status", class: "soft" }), box];
  }

  // The same answer as a file: made from the query again, by the server, in the format chosen.
  function downloads(query, graph) {
    const list = node("ul", "", { class: "formats" });
    for (const format of graph ? ["ttl", "jsonld", "nt", "rdf"] : ["json", "csv", "tsv", "xml"]) {
      const item = node("li");
      item.append(node("a", format.toUpperCase(), { href: `${endpoint}?${new URLSearchParams({ query, format })}` }));
      list.append(item);
    }
    return list;
  }

  let asking = null;
  async function ask() {
    const query = yasqe.getValue();
    history.replaceState(null, "", `#${new URLSearchParams({ query })}`);
    const graph = /^(?:CONSTRUCT|DESCRIBE)$/.test(yasqe.getQueryType() || "");
    if (asking) asking.abort();
    const mine = asking = new AbortController();
    results.hidden = false;
    results.setAttribute("aria-busy", "true");
    const started = performance.now();
    const shown = [];
    try {
      const answer = await fetch(`${endpoint}?${new URLSearchParams({ query })}`, {
        headers: { Accept: graph ? "text/turtle" : "application/sparql-results+json" }, signal: mine.signal,
      });
      const text = await answer.text();
      if (!answer.ok) shown.push(node("pre", text, { class: "fault", role: "alert" }));
      else if (graph) shown.push(node("pre", text, { tabindex: "0" }), downloads(query, true));
      else {
        const found = JSON.parse(text);
        shown.push(...("boolean" in found ? [node("p", words[found.boolean ? "yes" : "no"], { class: "big", role: "status" })] : table(found)));
        shown.push(downloads(query, false));
      }
      shown.push(node("p", `${Math.round(performance.now() - started)} ms`, { class: "soft" }));
    } catch (error) {
      if (mine.signal.aborted) return;
      shown.push(node("p", words.unreachable, { class: "fault", role: "alert" }));
    }
    results.replaceChildren(node("h2", words.answer), ...shown);
    results.removeAttribute("aria-busy");
  }
  form.addEventListener("submit", (event) => { event.preventDefault(); ask(); });

  const examples = document.getElementById("sparql-example");
  if (examples) {
    examples.closest("p").hidden = false;
    examples.addEventListener("change", () => {
      const chosen = data.examples[examples.value];
      if (chosen) yasqe.setValue(chosen);
    });
  }
  document.documentElement.dataset.editor = "ready";
})();
