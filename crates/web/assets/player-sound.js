// What the player lets be heard: tones, a shake, and spoken counts for who wants them. Both choices are kept.
"use strict";
window.femorisSound = (() => {
  const SOUND = "femoris-sound", VOICE = "femoris-voice";
  const read = (name) => {
    try { return localStorage.getItem(name); } catch { return null; }
  };
  const write = (name, on) => {
    try { localStorage.setItem(name, on ? "on" : "off"); } catch { /* then it lasts as long as the page */ }
  };
  let on = read(SOUND) !== "off", spoken = read(VOICE) === "on", context;

  /** A browser lets a page be heard only after somebody touched it. */
  function wake() {
    if (on && window.AudioContext) context ??= new AudioContext();
    context?.resume?.();
  }
  function tone(hertz, seconds, loud = 0.25) {
    if (!on || !context) return;
    const from = context.currentTime, source = context.createOscillator(), volume = context.createGain();
    source.frequency.value = hertz;
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(loud, from + 0.01);
    volume.gain.exponentialRampToValueAtTime(0.001, from + seconds);
    source.connect(volume).connect(context.destination);
    source.start(from);
    source.stop(from + seconds);
  }
  const shake = (pattern) => on && navigator.vibrate?.(pattern);
  const speaks = "speechSynthesis" in window;
  return {
    speaks,
    get on() { return on; },
    get spoken() { return speaks && spoken; },
    wake,
    mute(to) { on = !to; write(SOUND, on); if (on) wake(); },
    speak(to) { spoken = to; write(VOICE, to); if (!to && speaks) speechSynthesis.cancel(); },
    tick() { tone(660, 0.08, 0.12); },
    begin() { tone(880, 0.35); shake(200); },
    end() { tone(520, 0.35); shake([120, 80, 120]); },
    say(text) {
      if (!speaks || !spoken) return;
      speechSynthesis.cancel();
      if (text) speechSynthesis.speak(Object.assign(new SpeechSynthesisUtterance(text), { lang: document.documentElement.lang }));
    },
  };
})();
