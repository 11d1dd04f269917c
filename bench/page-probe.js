// Measures inside the page, where the browser's own questions do not count. A plain script: it is put into the page as it is.
window.probe = (() => {
  const tick = () => {
    const before = Date.now();
    while (Date.now() === before) {
      // Until it ticks: at that moment both clocks are known.
    }
    return Date.now() - performance.now();
  };
  let offset = 0;
  const wall = () => performance.now() + offset;
  const observe = (target, look) => new MutationObserver(look).observe(target, { subtree: true, childList: true, characterData: true });

  const rowNamed = (name) => [...document.querySelectorAll("main tr")].find((row) => row.querySelector("a")?.textContent.trim() === name);
  const runningOf = (name) => rowNamed(name)?.querySelector(".running")?.textContent.trim() ?? "";

  // When a row of this name is there to be read, ms since the navigation began.
  const readable = (name) =>
    new Promise((done) => {
      const look = () => (rowNamed(name) ? requestAnimationFrame(() => done(performance.now())) : requestAnimationFrame(look));
      look();
    });

  const painted = () =>
    new Promise((done) => {
      const look = () => (document.querySelector("h1") ? requestAnimationFrame(() => done(performance.now())) : requestAnimationFrame(look));
      look();
    });

  const texts = new Map();
  const follow = (name) => {
    offset = tick();
    texts.set(name, [{ text: runningOf(name), at: wall() }]);
    const look = () => {
      const seen = texts.get(name);
      const text = runningOf(name);
      if (text !== seen.at(-1).text) seen.push({ text, at: wall() });
    };
    observe(document.body, look);
  };

  const screen = () => document.querySelector(".xterm-rows")?.textContent.replaceAll("\u00a0", " ") ?? "";
  // A prompt is the last thing on the last terminal there is.
  const prompts = () => /[#$]\s*$/.test([...document.querySelectorAll(".xterm-rows")].at(-1)?.textContent.replaceAll("\u00a0", " ") ?? "");
  const promptAfter = (kind, holds) =>
    new Promise((done) => {
      const begin = (event) => {
        if (!holds(event)) return;
        removeEventListener(kind, begin, true);
        const look = () => (prompts() ? done(performance.now() - event.timeStamp) : requestAnimationFrame(look));
        requestAnimationFrame(look);
      };
      addEventListener(kind, begin, true);
    });

  let waiting = [];
  let typed = "";
  let times = [];
  let following = false;
  const followKeys = () => {
    typed = "";
    times = [];
    waiting = [];
    if (following) return;
    following = true;
    addEventListener(
      "keydown",
      (event) => {
        if (event.key.length !== 1 || event.ctrlKey) return;
        typed += event.key;
        waiting.push({ text: typed, at: event.timeStamp });
      },
      true,
    );
    observe(document.querySelector(".xterm-rows"), () => {
      const now = performance.now();
      const shown = screen();
      while (waiting.length > 0 && shown.includes(waiting[0].text)) times.push(now - waiting.shift().at);
    });
  };

  return {
    readable,
    painted,
    follow,
    texts: (name) => texts.get(name),
    running: runningOf,
    screen,
    prompts,
    promptAfterClick: () => promptAfter("click", () => true),
    promptAfterKey: () => promptAfter("keydown", ({ key }) => key === "c"),
    followKeys,
    pendingKeys: () => waiting.length,
    keyTimes: () => times,
  };
})();
