"use strict";
// The review page: the text with its candidates on the left, the fields of one on the right.
// Every decision is posted when it is made; the server keeps it, so a reload loses nothing.

const WORDS = {
  zh: {
    add: "补充所选", write: "写入记录", previous: "上一条", next: "下一条", accept: "接受", reject: "拒绝", undo: "撤回",
    why: "依据的规则", keys: "键盘", close: "关闭", sourceTitle: "来源标题", publisher: "发布者", documentType: "文件类型",
    voices: "由谁表态", text: "原文", panel: "候选字段", open: "待定", accepted: "已接受", rejected: "已拒绝",
    none: "没有候选。选中一段文字可补充。", select: "请先在原文中选中一段文字。", other: "English", choose: "（自动）",
    progress: (n, a, r, o) => `共 ${n} 条：接受 ${a}，拒绝 ${r}，待定 ${o}`,
    wrote: (n, figures, known) => `写入 ${n} 条承诺、${figures} 个数据，已有 ${known} 条未重复写入`,
    beside: "旁及", fresh: "新名称，先建记录", kinds: { platform: "平台", cluster: "集群", project: "项目", programme: "工程行动", sector: "产业" },
    fields: { indicatorText: "指标用语", indicator: "指标", measure: "量", comparator: "比较词", lower: "下限", upper: "上限",
      unit: "单位", kind: "类别", commitment: "承诺强度", periodText: "时间用语", periodStart: "起", periodEnd: "止",
      place: "地方", speaker: "发言人", start: "起点", end: "终点" },
    keyList: { "j ↓": "下一条", "k ↑": "上一条", a: "接受", r: "拒绝", u: "撤回", e: "编辑", n: "补充所选", w: "写入记录", l: "English", Esc: "离开输入框" },
  },
  en: {
    add: "Add selection", write: "Write records", previous: "Previous", next: "Next", accept: "Accept", reject: "Reject", undo: "Undo",
    why: "Rules behind it", keys: "Keys", close: "Close", sourceTitle: "Title of source", publisher: "Publisher", documentType: "Document type",
    voices: "Stated by", text: "Source text", panel: "Fields of the candidate", open: "open", accepted: "accepted", rejected: "rejected",
    none: "No candidates. Select some text to add one.", select: "Select a stretch of the text first.", other: "中文", choose: "(automatic)",
    progress: (n, a, r, o) => `${n} candidates: ${a} accepted, ${r} rejected, ${o} open`,
    wrote: (n, figures, known) => `${n} pledges and ${figures} figures written; ${known} were recorded before and are not doubled`,
    beside: "Named beside it", fresh: "new name: needs a record", kinds: { platform: "platform", cluster: "cluster", project: "project", programme: "programme", sector: "sector" },
    fields: { indicatorText: "Indicator words", indicator: "Indicator", measure: "Measure", comparator: "Comparator", lower: "Lower", upper: "Upper",
      unit: "Unit", kind: "Kind", commitment: "Commitment", periodText: "Period words", periodStart: "From", periodEnd: "To",
      place: "Place", speaker: "Speaker", start: "Start", end: "End" },
    keyList: { "j ↓": "next", "k ↑": "previous", a: "accept", r: "reject", u: "undo", e: "edit", n: "add selection", w: "write records", l: "中文", Esc: "leave a field" },
  },
};
// What the codes of the annotation guide and of the document types are called.
const CODES = {
  level: ["水平", "level"], growthRate: ["增长率", "growth rate"], reductionRate: ["下降率", "reduction rate"], increment: ["增量", "increment"],
  ratio: ["倍数", "ratio"], rank: ["位次", "rank"], point: ["等于", "exactly"], atLeast: ["不低于", "at least"], greaterThan: ["超过", "more than"],
  atMost: ["不高于", "at most"], lessThan: ["低于", "less than"], approximately: ["左右", "about"], range: ["区间", "range"], magnitude: ["…级", "order of magnitude"],
  target: ["目标", "target"], outcome: ["结果", "outcome"], baseline: ["基期", "baseline"], forecast: ["预测", "forecast"],
  ensure: ["确保", "ensure"], strive: ["力争", "strive"], expect: ["预期", "expect"], plan: ["计划", "plan"],
  "dt:news-article": ["新闻报道", "news article"], "dt:work-report": ["政府工作报告", "work report"], "dt:plan-report": ["计划报告", "plan report"],
  "dt:statistics-bulletin": ["统计公报", "statistics bulletin"], "dt:web-page": ["网页", "web page"],
};
const WIDE = ["indicatorText", "indicator"];
const EDITED = ["indicatorText", "indicator", "measure", "comparator", "lower", "upper", "unit", "kind", "commitment",
  "periodText", "periodStart", "periodEnd", "place", "speaker", "start", "end"];
const CHOSEN = ["measure", "comparator", "kind", "commitment"];

const $ = (id) => document.getElementById(id);
const token = document.querySelector("meta[name=token]").content;
let state = null;
let current = 0;
let language = localStorage.getItem("govgraph-language") || "zh";
let timer = 0;

async function post(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json", "x-govgraph-token": token },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error || response.statusText);
  return answer;
}

const say = () => WORDS[language];
const called = (code) => (CODES[code] ? CODES[code][language === "zh" ? 0 : 1] : code);
const item = () => state.items[current];

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

// Offsets are code points; strings in the browser are UTF-16. One table leads from one to the other.
function units() {
  if (!state.units) {
    state.units = [0];
    for (const character of state.text) state.units.push(state.units.at(-1) + character.length);
  }
  return state.units;
}

function drawText() {
  const table = units();
  const edges = new Set([0, table.length - 1]);
  for (const { fields } of state.items) edges.add(fields.start).add(fields.end);
  const sorted = [...edges].sort((a, b) => a - b);
  const pieces = [];
  for (let i = 0; i + 1 < sorted.length; i += 1) {
    const [start, end] = [sorted[i], sorted[i + 1]];
    const words = state.text.slice(table[start], table[end]);
    const over = state.items.map((it, at) => [it, at]).filter(([it]) => it.fields.start <= start && end <= it.fields.end);
    pieces.push(over.length ? drawMark(words, over, start) : drawPlain(words, start));
  }
  $("text").replaceChildren(...pieces);
}

function drawPlain(words, start) {
  return element("span", { "data-start": start }, words);
}

function drawMark(words, over, start) {
  const shown = over.find(([, at]) => at === current) || over[0];
  const mark = element("mark", { "data-start": start, class: `${shown[0].fields.kind} ${shown[0].status}` }, words);
  if (over.some(([, at]) => at === current)) mark.classList.add("current");
  mark.title = over.map(([it]) => `${it.fields.indicatorText || "—"} · ${called(it.fields.kind)} · ${say()[it.status]}`).join("\n");
  mark.addEventListener("click", () => {
    if (!getSelection().isCollapsed) return;
    const places = over.map(([, at]) => at);
    go(places[(places.indexOf(current) + 1) % places.length]);
  });
  return mark;
}

function drawForm() {
  const rows = EDITED.map((name) => {
    const label = element("label", WIDE.includes(name) ? { class: "wide" } : {}, element("span", {}, say().fields[name]), drawField(name));
    if (name === "indicator") label.append(element("small", { id: "indicator-name" }, indicatorName(item().fields.indicator)));
    return label;
  });
  $("form").replaceChildren(...rows);
}

function indicatorName(slug) {
  const known = state.choices.indicator.find((choice) => choice.id === slug);
  return known ? known[language] : "";
}

function drawField(name) {
  const value = item().fields[name] ?? "";
  if (CHOSEN.includes(name)) {
    const select = element("select", { name });
    for (const choice of state.choices[name]) select.append(element("option", { value: choice }, called(choice)));
    select.value = value;
    return select;
  }
  const input = element("input", { name, spellcheck: "false" });
  if (name === "indicator") input.setAttribute("list", "indicators");
  if (name === "unit") input.setAttribute("list", "units");
  if (["lower", "upper", "start", "end"].includes(name)) input.inputMode = "decimal";
  input.value = value;
  return input;
}

function drawLists() {
  $("indicators").replaceChildren(...state.choices.indicator.map((c) => element("option", { value: c.id }, c[language] || c.id)));
  let list = $("units");
  if (!list) {
    list = element("datalist", { id: "units" });
    document.body.append(list);
  }
  list.replaceChildren(...state.choices.unit.map((unit) => element("option", { value: unit })));
}

// What is named beside the candidate: a known thing may be unticked, a new name only shown.
function drawMentions(mentions) {
  $("beside").hidden = !mentions.length;
  $("mentions").replaceChildren(...mentions.map((mention) => {
    const box = element("input", { type: "checkbox", "data-mention": mention.id || "" });
    box.checked = Boolean(mention.id) && mention.kept;
    box.disabled = !mention.id;
    const note = element("small", {}, `${say().kinds[mention.kind]} · ${mention.id || say().fresh}`);
    return element("li", {}, element("label", {}, box, element("span", {}, mention.exact), note));
  }));
}

function drawFaults(faults) {
  $("faults").replaceChildren(...faults.map((fault) => element("li", {}, fault)));
}

function drawProgress() {
  const count = (status) => state.items.filter((it) => it.status === status).length;
  $("progress").textContent = say().progress(state.items.length, count("accepted"), count("rejected"), count("open"));
}

function draw() {
  document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  for (const node of document.querySelectorAll("[data-say]")) node.textContent = say()[node.dataset.say];
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", say()[node.dataset.label]);
  $("language").textContent = say().other;
  $("title").textContent = state.title;
  $("keys").replaceChildren(...Object.entries(say().keyList).flatMap(([key, what]) => [element("dt", {}, key), element("dd", {}, what)]));
  drawProgress();
  drawText();
  drawLists();
  drawItem();
}

function drawItem() {
  const none = !state.items.length;
  for (const id of ["accept", "reject", "undo", "previous", "next"]) $(id).disabled = none;
  if (none) {
    $("exact").textContent = say().none;
    $("form").replaceChildren();
    $("beside").hidden = true;
    return;
  }
  const table = units();
  const { fields, status, edited, rules, faults, mentions } = item();
  $("position").textContent = `${current + 1} / ${state.items.length} · ${say()[status]}${edited ? " *" : ""}`;
  $("exact").textContent = state.text.slice(table[fields.start], table[fields.end]);
  $("rules").replaceChildren(...Object.entries(rules).flatMap(([name, rule]) => [element("dt", {}, name), element("dd", {}, rule)]));
  drawForm();
  drawMentions(mentions);
  drawFaults(faults);
}

function go(to) {
  if (!state.items.length) return;
  current = Math.max(0, Math.min(state.items.length - 1, to));
  drawText();
  drawItem();
  $("fields").scrollTop = 0;
  const mark = document.querySelector("mark.current");
  if (mark) mark.scrollIntoView({ block: "center", behavior: "instant" });
}

// What the form says that differs from the candidate.
function changes() {
  const found = {};
  for (const input of $("form").elements) {
    if (!input.name) continue;
    const before = item().fields[input.name];
    const number = ["start", "end"].includes(input.name);
    if (String(before ?? "") !== input.value.trim()) found[input.name] = number ? Number(input.value) : input.value.trim();
  }
  const boxes = [...document.querySelectorAll("[data-mention]:not(:disabled)")];
  const unsaid = boxes.some((box) => box.checked !== item().mentions.find((m) => m.id === box.dataset.mention).kept);
  if (unsaid) found.mentions = boxes.filter((box) => box.checked).map((box) => box.dataset.mention);
  return found;
}

async function check() {
  $("indicator-name").textContent = indicatorName($("form").elements.namedItem("indicator").value.trim());
  try {
    drawFaults((await post("check", { id: item().id, fields: changes() })).faults);
  } catch (error) {
    drawFaults([error.message]);
  }
}

async function decide(decision) {
  if (!state.items.length) return;
  const at = current;
  try {
    const fields = changes();
    const body = { id: item().id, decision };
    if (decision !== "undo" && Object.keys(fields).length) body.fields = fields;
    state.items[at] = await post("decide", body);
  } catch (error) {
    drawFaults([error.message]);
    return;
  }
  drawProgress();
  const faulty = state.items[at].faults.length > 0;
  if ((decision === "accept" && !faulty) || decision === "reject") {
    const open = state.items.findIndex((it, i) => i > at && it.status === "open");
    go(open >= 0 ? open : at);
  } else {
    go(at);
  }
}

// Where a selection stands in the text, in code points.
function selected() {
  const selection = getSelection();
  if (selection.isCollapsed || !$("text").contains(selection.anchorNode) || !$("text").contains(selection.focusNode)) return null;
  const range = selection.getRangeAt(0);
  const offset = (node, inside) => {
    const piece = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-start]");
    if (!piece) return 0;
    return Number(piece.dataset.start) + [...(piece.textContent.slice(0, inside))].length;
  };
  return { start: offset(range.startContainer, range.startOffset), end: offset(range.endContainer, range.endOffset) };
}

async function add() {
  const place = selected();
  if (!place) {
    drawFaults([say().select]);
    return;
  }
  try {
    const added = await post("add", place);
    getSelection().removeAllRanges();
    state = { ...(await (await fetch("state")).json()) };
    current = state.items.findIndex((it) => it.id === added.id);
    draw();
    go(current);
    edit();
  } catch (error) {
    drawFaults([error.message]);
  }
}

function edit() {
  const field = $("form").elements.namedItem("indicator");
  if (field) field.focus();
}

function openWrite() {
  const option = (choice) => element("option", { value: choice.id }, `${choice[language]} (${choice.id})`);
  if (!$("source-title").value) $("source-title").value = state.title;
  const publisher = $("publisher").value;
  $("publisher").replaceChildren(...state.choices.publishers.map(option));
  if (publisher) $("publisher").value = publisher;
  const type = $("document-type").value;
  $("document-type").replaceChildren(...state.choices.documentTypes.map((name) => element("option", { value: name }, called(name))));
  if (type) $("document-type").value = type;
  const names = [...new Set(state.items.filter((it) => it.status === "accepted").map((it) => it.fields.speaker || it.fields.place || ""))];
  $("voices").replaceChildren(...names.map((name) => {
    const select = element("select", { "data-voice": name }, element("option", { value: "" }, say().choose), ...state.choices.voices.map(option));
    return element("label", {}, element("span", {}, name || "—"), select);
  }));
  $("outcome").textContent = "";
  $("write-dialog").showModal();
}

async function write() {
  const speakers = {};
  for (const select of document.querySelectorAll("[data-voice]")) if (select.value) speakers[select.dataset.voice] = select.value;
  try {
    const answer = await post("write", {
      title: $("source-title").value, publisher: $("publisher").value, documentType: $("document-type").value, speakers,
    });
    const left = answer.left.map((it) => `✗ ${it.exact}: ${it.reason}`);
    $("outcome").textContent = [say().wrote(answer.pledges.length, answer.figures.length, answer.known), ...answer.files, ...left].join("\n");
  } catch (error) {
    $("outcome").textContent = error.message;
  }
}

function switchLanguage() {
  language = language === "zh" ? "en" : "zh";
  localStorage.setItem("govgraph-language", language);
  draw();
  go(current);
}

const KEYS = {
  j: () => go(current + 1), ArrowDown: () => go(current + 1), k: () => go(current - 1), ArrowUp: () => go(current - 1),
  a: () => decide("accept"), r: () => decide("reject"), u: () => decide("undo"), e: edit, n: add, w: openWrite, l: switchLanguage,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || $("write-dialog").open) return;
  if (event.target.matches("input, select")) {
    if (event.key === "Escape") event.target.blur();
    if (event.key === "Enter") { event.preventDefault(); decide("accept"); }
    return;
  }
  const act = KEYS[event.key];
  if (act) { event.preventDefault(); act(); }
});
$("form").addEventListener("submit", (event) => event.preventDefault());
$("form").addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(check, 150); });
for (const decision of ["accept", "reject", "undo"]) $(decision).addEventListener("click", () => decide(decision));
$("previous").addEventListener("click", () => go(current - 1));
$("next").addEventListener("click", () => go(current + 1));
$("add").addEventListener("mousedown", (event) => event.preventDefault());
$("add").addEventListener("click", add);
$("language").addEventListener("click", switchLanguage);
$("open-write").addEventListener("click", openWrite);
$("write").addEventListener("click", write);
$("close").addEventListener("click", () => $("write-dialog").close());

fetch("state").then((response) => response.json()).then((loaded) => {
  state = loaded;
  const open = state.items.findIndex((it) => it.status === "open");
  current = Math.max(0, open);
  draw();
  go(current);
});
