/* Sends files in parts that go on after a lost connection (tus 1.0). Without this script the form works as it is. */
(function () {
  "use strict";

  if (window.arbeidsromUploads) return;
  window.arbeidsromUploads = true;

  const PART = 8 * 1024 * 1024;
  const AT_A_TIME = 2;
  const TRIES = 12;
  const LONGEST_WAIT = 30000;

  class Failure extends Error {}
  class SignedOut extends Failure {}
  class TryAgain extends Error {}
  class Gone extends Error {}

  function encode(text) {
    return btoa(String.fromCharCode.apply(null, new TextEncoder().encode(text)));
  }

  /* What tells one file apart from another without saying what it is called: the browser keeps it while it is sent. */
  function fingerprint(text) {
    let one = 0x811c9dc5, other = 0x9747b28c;
    for (const letter of text) {
      one = Math.imul(one ^ letter.codePointAt(0), 0x01000193);
      other = Math.imul(other ^ letter.codePointAt(0), 0x85ebca6b);
    }
    return [one, other].map((number) => (number >>> 0).toString(16).padStart(8, "0")).join("");
  }

  function size(bytes, language) {
    const units = ["B", "kB", "MB", "GB"];
    let unit = 0;
    while (bytes >= 999.5 && unit < 3) { bytes /= 1000; unit += 1; }
    return bytes.toLocaleString(language, { maximumFractionDigits: unit ? 1 : 0 }) + "\u00a0" + units[unit];
  }

  /* One file on its way, with its line on the page. */
  class Sending {
    constructor(form, file) {
      this.form = form;
      this.file = file;
      this.words = form.dataset;
      const known = [this.words.destination, this.field("about"), file.name, file.size, file.lastModified];
      this.key = "upload|" + fingerprint(known.join("|"));
      this.draw();
      this.show("waiting", 0);
    }

    field(name) {
      const input = this.form.elements.namedItem(name);
      return input ? input.value : "";
    }

    draw() {
      this.line = document.createElement("li");
      const name = document.createElement("strong");
      name.textContent = this.file.name;
      this.button = document.createElement("button");
      this.button.type = "button";
      this.button.className = "ds-button";
      this.button.dataset.variant = "tertiary";
      this.button.addEventListener("click", () => this.pressed());
      this.bar = document.createElement("progress");
      this.bar.max = 100;
      this.bar.setAttribute("aria-label", this.file.name);
      this.told = document.createElement("span");
      this.line.append(name, this.button, this.bar, this.told);
      this.form.querySelector("[data-files]").append(this.line);
    }

    show(state, sent, text) {
      const language = document.documentElement.lang;
      this.state = state;
      this.line.dataset.state = state;
      this.bar.value = this.file.size ? Math.floor(100 * sent / this.file.size) : (state === "done" ? 100 : 0);
      const words = text || this.words[state === "failed" ? "failed" : state];
      const share = state === "sending" ? " " + size(sent, language) + " / " + size(this.file.size, language) : "";
      this.told.textContent = words + share;
      this.button.textContent = state === "failed" ? this.words.retry : this.words.remove;
      this.button.setAttribute("aria-label", this.button.textContent + ": " + this.file.name);
      this.button.hidden = state === "done" || state === "storing";
    }

    pressed() {
      if (this.state === "failed") {
        this.show("waiting", 0);
        this.queue.go();
        return;
      }
      this.cancelled = true;
      if (this.request) this.request.abort();
      if (this.wake) this.wake();
      if (this.address) this.ask("DELETE", this.address, {}).catch(function () {});
      this.queue.remove(this);
    }

    metadata() {
      const pairs = { filename: this.file.name, filetype: this.file.type, destination: this.words.destination };
      new FormData(this.form).forEach(function (value, key) {
        if (typeof value === "string" && key !== "csrfmiddlewaretoken" && key !== "next" && value) pairs[key] = value;
      });
      return Object.keys(pairs).map((key) => key + " " + encode(pairs[key])).join(",");
    }

    /* One request; the answer's headers, or an error that says whether to try again. */
    ask(method, address, headers, body) {
      return new Promise((resolve, reject) => {
        const request = this.request = new XMLHttpRequest();
        request.open(method, address);
        request.setRequestHeader("Tus-Resumable", "1.0.0");
        request.setRequestHeader("X-CSRFToken", this.field("csrfmiddlewaretoken"));
        Object.keys(headers).forEach((name) => request.setRequestHeader(name, headers[name]));
        if (body) {
          const before = Number(headers["Upload-Offset"]);
          request.upload.onprogress = (event) => {
            const sent = before + event.loaded;
            if (!this.cancelled) this.show(sent >= this.file.size ? "storing" : "sending", sent);
          };
        }
        request.onload = () => {
          const status = request.status;
          if (!request.getResponseHeader("Tus-Resumable") && status < 500) reject(new SignedOut());
          else if (status < 300) resolve(request);
          else if (status === 404 || status === 410) reject(new Gone());
          else if (status >= 500 && status !== 507 || status === 409 || status === 423 || status === 460) reject(new TryAgain());
          else reject(new Failure(/^text\/plain/.test(request.getResponseHeader("Content-Type")) ? request.responseText : ""));
        };
        request.onerror = request.ontimeout = () => reject(new TryAgain());
        request.onabort = () => reject(new Failure());
        request.send(body || null);
      });
    }

    async begin() {
      const answer = await this.ask("POST", this.words.upload, {
        "Upload-Length": String(this.file.size), "Upload-Metadata": this.metadata(),
      });
      this.address = new URL(answer.getResponseHeader("Location"), window.location.href).pathname;
      this.keep(this.address);
      return answer;
    }

    keep(address) {
      try {
        if (address) sessionStorage.setItem(this.key, address);
        else sessionStorage.removeItem(this.key);
      } catch (error) { /* a browser that keeps nothing: then an upload does not survive a reload */ }
    }

    kept() {
      try { return sessionStorage.getItem(this.key); } catch (error) { return null; }
    }

    /* Find out how much has arrived and send the rest. */
    async go() {
      let answer;
      this.address = this.address || this.kept();
      if (this.address) answer = await this.ask("HEAD", this.address, {});
      else answer = await this.begin();
      let offset = Number(answer.getResponseHeader("Upload-Offset"));
      while (!answer.getResponseHeader("Upload-Result")) {
        const part = this.file.slice(offset, offset + PART);
        this.show(offset + part.size >= this.file.size && !part.size ? "storing" : "sending", offset);
        answer = await this.ask("PATCH", this.address, {
          "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream",
        }, part);
        offset = Number(answer.getResponseHeader("Upload-Offset"));
        this.tries = 0;
      }
    }

    async run() {
      this.tries = 0;
      while (!this.cancelled) {
        try {
          await this.go();
          this.keep(null);
          this.show("done", this.file.size);
          return;
        } catch (error) {
          if (this.cancelled) return;
          if (error instanceof Gone && this.address) { this.address = null; this.keep(null); this.tries += 1; }
          else if (error instanceof TryAgain) { this.tries += 1; this.show("again", 0); await this.rest(); }
          else { this.show("failed", 0, error instanceof SignedOut ? this.words.signedOut : error.message); return; }
          if (this.tries > TRIES) { this.show("failed", 0); return; }
        }
      }
    }

    /* Wait longer and longer, but no longer than until the connection is back. */
    rest() {
      return new Promise((resolve) => {
        const done = () => { clearTimeout(timer); window.removeEventListener("online", done); resolve(); };
        const timer = setTimeout(done, Math.min(500 * Math.pow(2, this.tries), LONGEST_WAIT));
        window.addEventListener("online", done);
        this.wake = done;
      });
    }
  }

  /* The files of one form: a few at a time, and what happens when all are there. */
  class Queue {
    constructor(form) {
      this.form = form;
      this.files = [];
      this.running = 0;
    }

    add(list) {
      Array.from(list).forEach((file) => {
        const sending = new Sending(this.form, file);
        sending.queue = this;
        this.files.push(sending);
      });
    }

    remove(sending) {
      this.files = this.files.filter((one) => one !== sending);
      sending.line.remove();
      this.form.querySelector("input[type=file]").focus();
      this.look();
    }

    go() {
      while (this.running < AT_A_TIME) {
        const next = this.files.find((one) => one.state === "waiting" && !one.started);
        if (!next) return;
        next.started = true;
        this.running += 1;
        next.run().finally(() => {
          next.started = false;
          this.running -= 1;
          this.go();
          this.look();
        });
      }
    }

    look() {
      if (this.running || !this.files.length || this.files.some((one) => one.state === "waiting")) return;
      const failed = this.files.some((one) => one.state !== "done");
      document.getElementById("live").textContent = failed ? this.form.dataset.someFailed : this.form.dataset.allDone;
      if (!failed) window.location.assign(this.form.elements.namedItem("next").value || window.location.href);
    }
  }

  const queues = [];

  function prepare(form) {
    if (form.dataset.ready) return;
    form.dataset.ready = "yes";
    const queue = new Queue(form);
    const input = form.querySelector("input[type=file]");
    const zone = form.querySelector("[data-zone]");
    const atOnce = form.hasAttribute("data-at-once");
    queues.push(queue);
    form.querySelectorAll("[data-only-script]").forEach(function (one) { one.hidden = false; });
    form.querySelector("[data-submit]").hidden = atOnce;

    function take(list) {
      queue.add(list);
      if (atOnce) queue.go();
    }
    input.addEventListener("change", function () { take(input.files); input.value = ""; });
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      if (!queue.files.length) input.focus();
      queue.go();
    });
    ["dragenter", "dragover"].forEach(function (name) {
      zone.addEventListener(name, function (event) { event.preventDefault(); zone.dataset.over = ""; });
    });
    ["dragleave", "drop"].forEach(function (name) {
      zone.addEventListener(name, function () { delete zone.dataset.over; });
    });
    zone.addEventListener("drop", function (event) { event.preventDefault(); take(event.dataTransfer.files); });
  }

  function prepareAll() { document.querySelectorAll("form[data-upload]").forEach(prepare); }
  prepareAll();
  document.addEventListener("htmx:afterSettle", prepareAll);

  window.addEventListener("beforeunload", function (event) {
    if (queues.some((queue) => queue.running)) event.preventDefault();
  });
})();
