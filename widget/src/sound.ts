/** Two short tones, made here: no file to fetch. */

const TONES_HZ = [660, 880];
const TONE_SECONDS = 0.12;
const LOUDNESS = 0.08;

let audio: AudioContext | undefined;

export function chime(): void {
  try {
    audio ??= new AudioContext();
    const start = audio.currentTime;
    TONES_HZ.forEach((hertz, index) => tone(audio as AudioContext, hertz, start + index * TONE_SECONDS));
  } catch {
    // No sound device, or none allowed: the message is on the screen.
  }
}

function tone(context: AudioContext, hertz: number, at: number): void {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.frequency.value = hertz;
  gain.gain.setValueAtTime(LOUDNESS, at);
  gain.gain.exponentialRampToValueAtTime(0.001, at + TONE_SECONDS);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + TONE_SECONDS);
}
