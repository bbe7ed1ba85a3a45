// The sliders of a page: readers move numbers of its scenario, and see what follows. Draws into
// the element `live-panel` what that of `live-data` says (`live/README.md`), and fetches nothing.
(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("live-data").textContent);

  // What the worker does: it answers questions by the engine.
  const engine = () => {
    let ready, instance;
    const unpacked = async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      if (bytes[0] !== 0x1f) return bytes;
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
      return new Response(stream).arrayBuffer();
    };
    const answer = (module, question) => {
      instance ??= new WebAssembly.Instance(module);
      const { memory, alloc, free, run, panic_text } = instance.exports;
      const view = (start, length) => new Uint8Array(memory.buffer, start >>> 0, length);
      const parts = (number) => [Number(number >> 32n), Number(number & 0xffffffffn)];
      const text = (number) => new TextDecoder().decode(view(...parts(number)));
      const bytes = new TextEncoder().encode(JSON.stringify(question));
      try {
        const room = alloc(bytes.length);
        view(room, bytes.length).set(bytes);
        const said = run(room, bytes.length);
        const answered = JSON.parse(text(said));
        free(...parts(said));
        return answered;
      } catch (trap) {
        instance = undefined; // it is broken
        return { error: text(panic_text()) || String(trap) };
      }
    };
    self.onmessage = async ({ data: { base64, question } }) => {
      try {
        ready ??= unpacked(base64).then(WebAssembly.compile);
        const module = await ready;
        if (question) postMessage(answer(module, question));
      } catch (error) {
        postMessage({ error: String(error) });
      }
    };
  };

  const make = (name, around, properties, ...inside) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...inside);
    around.append(element);
    return element;
  };
  const panel = document.getElementById("live-panel");
  const drawn = data.sliders.map((slider, place) => {
    const { label, low: min, high: max, step, value, unit } = slider;
    const id = `live-slider-${place}`;
    const row = make("p", panel);
    make("label", row, { htmlFor: id }, label);
    const input = make("input", row, { type: "range", id, min, max, step, value });
    const output = make("output", row, { htmlFor: id });
    // It stands at the scenario's own value, perhaps between two steps, until it is moved.
    const move = (to) => {
      slider.to = to;
      output.value = input.ariaValueText = `${to ?? value} ${unit ?? ""}`.trim();
    };
    const reset = () => {
      input.value = value;
      move();
    };
    input.oninput = () => {
      move(input.valueAsNumber);
      ask();
    };
    reset();
    return reset;
  });
  make("button", panel, { type: "button", id: "live-reset" }, "Reset").onclick = () => {
    drawn.forEach((reset) => reset());
    ask();
  };
  const status = make("p", panel, { id: "live-status", ariaLive: "polite" });
  status.style.whiteSpace = "pre-wrap";
  const table = make("table", panel, { id: "live-figures" });
  const head = make("tr", make("thead", table));
  for (const title of ["Figure", "As it is", "As moved", "Change"]) {
    make("th", head, { scope: "col" }, title);
  }
  const body = make("tbody", table);
  const rows = data.headlines.map(({ key, label }) => {
    const row = make("tr", body);
    make("th", row, { scope: "row" }, label);
    return { key, cells: [0, 1, 2].map(() => make("td", row)) };
  });

  const number = (value, signDisplay = "auto") =>
    value.toLocaleString("en", { maximumSignificantDigits: 4, signDisplay });
  const shown = (figure) => {
    if (!figure) return "not observed";
    const { mean, low, high, unit } = figure;
    const range = low === null ? "" : ` (95 %: ${number(low)} to ${number(high)})`;
    return `${number(mean)} ${unit}${range}`;
  };
  const change = (from, to) => {
    if (!from || !to) return "";
    const moved = to.mean - from.mean;
    if (moved === 0) return "none";
    const percent = number((100 * moved) / Math.abs(from.mean), "always");
    return `${number(moved, "always")} ${to.unit}${from.mean === 0 ? "" : ` (${percent} %)`}`;
  };
  let base = data.base_figures;
  const draw = (now) => {
    for (const { key, cells } of rows) {
      const [from, to] = [base?.[key], now?.[key]];
      const texts = [base && shown(from), now && shown(to), now && change(from, to)];
      cells.forEach((cell, place) => (cell.textContent = texts[place] ?? ""));
    }
  };

  const code = new Blob([`(${engine})()`], { type: "text/javascript" });
  const worker = new Worker(URL.createObjectURL(code));
  let isBusy, isAsked;
  // Runs what the sliders say now, once the run that goes on is over; first of all, the base.
  const ask = () => {
    isAsked = true;
    if (isBusy) return;
    isAsked = !base;
    const moved = base ? data.sliders.filter(({ to }) => to !== undefined) : [];
    status.textContent = "";
    if (base && moved.length === 0) return draw();
    isBusy = true;
    status.textContent = "running…";
    const numbers = moved.map(({ path, to: value }) => ({ path, value }));
    const { name, scenario_text: scenario, replications } = data;
    worker.postMessage({ question: { name, scenario, replications, numbers } });
  };
  worker.onmessage = ({ data: { error, figures } }) => {
    isBusy = false;
    const isBase = !base;
    base ??= figures;
    draw(isBase ? undefined : figures);
    if (isAsked && base) ask();
    else status.textContent = error ?? "";
  };
  worker.onerror = ({ message }) => (status.textContent = message);
  worker.postMessage({ base64: data.wasm_base64 });
  draw();
  if (!base) ask();
})();
