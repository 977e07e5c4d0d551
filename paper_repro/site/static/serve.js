// Hands files to the server, asks what became of them, and shows the answers.
"use strict";

const SVG = "http://www.w3.org/2000/svg";
const heard = document.getElementById("heard");
const said = document.getElementById("said");
const wait = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds));

function svg(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  return element;
}

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

function track({ tag, scores, mean }, ends, seconds) {
  const line = make("div", { className: "track" });
  line.dataset.scores = scores.join(",");
  line.dataset.ends = ends.join(",");
  const picture = svg("svg", { viewBox: "0 0 100 30", preserveAspectRatio: "none", "aria-hidden": "true" });
  const x = (second) => ((100 * second) / seconds).toFixed(2);
  // A step for each window: what a network says holds for all of it.
  const steps = scores.map((score, at) => `${x(at ? ends[at - 1] : 0)} ${(29 - 28 * score).toFixed(1)}H${x(ends[at])}`);
  picture.append(svg("path", { class: "p", d: `M${steps.join("L")}` }));
  line.append(make("span", { className: "track-name", textContent: tag, dir: "auto" }), picture,
    make("span", { className: "now", textContent: `${Math.round(100 * mean)} %` }));
  return line;
}

function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}

function moment([start, text], audio) {
  const item = document.createElement("li");
  const button = make("button", { type: "button", className: "at", textContent: clock(start) });
  button.setAttribute("aria-label", `Play from ${clock(start)}`);
  button.addEventListener("click", () => { audio.currentTime = start; audio.play(); });
  item.dataset.start = start;
  item.append(button, " ", make("span", { textContent: text, dir: "auto" }));
  return item;
}

function show(clip, { answer, picture }) {
  clip.dataset.seconds = answer.seconds;
  const audio = clip.querySelector("audio");
  const spectrogram = clip.querySelector(".spec");
  if (picture) {
    spectrogram.querySelector("img").src = picture;
    spectrogram.hidden = false;
  }
  const over = clip.querySelector(".over-time");
  over.querySelector(".tracks").prepend(...answer.tags.map((each) => track(each, answer.ends, answer.seconds)));
  over.hidden = !answer.tags.length;
  const texts = clip.querySelector(".texts");
  texts.querySelector("ol").append(...answer.texts.map((text) => make("li", { textContent: text, dir: "auto" })));
  texts.hidden = !answer.texts.length;
  const moments = clip.querySelector(".moments");
  moments.querySelector("ol").append(...answer.said.map((each) => moment(each, audio)));
  moments.hidden = answer.said.length < 2;
  listenTo(clip);
}

async function ask(url, options) {
  const response = await fetch(url, options);
  const content = await response.json();
  return { status: response.status, content };
}

async function hear(file) {
  const clip = document.getElementById("one").content.firstElementChild.cloneNode(true);
  const state = clip.querySelector(".state");
  const chosen = document.getElementById("model").selectedOptions[0];
  clip.querySelector("h3").textContent = file.name;
  clip.querySelector("h3").dir = "auto";
  const audio = clip.querySelector("audio");
  audio.setAttribute("aria-label", file.name);
  heard.prepend(clip);
  document.getElementById("empty").hidden = true;
  const { value: model, textContent: label } = chosen;
  const address = `/api/files?${new URLSearchParams({ model, name: file.name })}`;
  const fail = (text) => { state.textContent = text; clip.classList.add("failed"); };
  const most = Number(document.getElementById("files").dataset.most);
  // The server refuses it too, once it has been told of so many bytes.
  if (file.size > most * 2 ** 20) return fail(`The file is larger than ${most} MB, the most that is taken.`);
  audio.src = URL.createObjectURL(file);
  try {
    let handed;
    do {
      state.textContent = "Handing it in …";
      handed = await ask(address, { method: "POST", body: file, headers: { "X-Paper-Repro": "1" } });
      if (handed.status === 503) {
        state.textContent = "Many files wait; trying again …";
        await wait(2 + 2 * Math.random());
      }
    } while (handed.status === 503);
    if (handed.status !== 202) return fail(handed.content.error);
    for (;;) {
      const { status, content } = await ask(`/api/files/${handed.content.id}`);
      if (status !== 200) return fail(content.error);
      if (content.state === "failed") return fail(content.error);
      if (content.state === "done") {
        show(clip, content);
        state.textContent = `Heard by ${label}.`;
        said.textContent = `${file.name}: heard.`;
        return undefined;
      }
      state.textContent = content.before ? `${content.before} before it …` : content.state === "working" ? "Listening …" : "Next …";
      await wait(0.4);
    }
  } catch {
    return fail("The server does not answer, or refused the file while it was being sent: is it still running, is the file too large?");
  }
}

const input = document.getElementById("files");
const drop = document.querySelector(".drop");
input.addEventListener("change", () => { [...input.files].forEach(hear); input.value = ""; });
["dragover", "dragenter"].forEach((kind) => drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); }));
["dragleave", "drop"].forEach((kind) => drop.addEventListener(kind, () => drop.classList.remove("over")));
drop.addEventListener("drop", (event) => { event.preventDefault(); [...event.dataTransfer.files].forEach(hear); });
