// The alarm tone, generated: two rising notes, twice. Browsers block sound before the first gesture;
// then the page says so, and the first gesture lets the tone through.

import type { Cell } from '../state/signal';

const NOTES = [
  { hz: 880, at: 0 },
  { hz: 1175, at: 0.18 },
  { hz: 880, at: 0.5 },
  { hz: 1175, at: 0.68 },
] as const;

export class Chime {
  private context: AudioContext | null = null;

  constructor(private readonly blocked: Cell<boolean>) {}

  play(): void {
    const context = (this.context ??= new AudioContext());
    if (context.state === 'running') {
      this.ring(context);
      return;
    }
    this.blocked.set(true);
    const allow = () => {
      void context.resume().then(() => {
        if (!this.blocked.get()) return;
        this.blocked.set(false);
        this.ring(context);
      });
    };
    void context.resume().then(allow, () => undefined);
    for (const gesture of ['pointerdown', 'keydown']) window.addEventListener(gesture, allow, { once: true });
  }

  private ring(context: AudioContext): void {
    for (const { hz, at } of NOTES) {
      const start = context.currentTime + at;
      const tone = context.createOscillator();
      const volume = context.createGain();
      tone.frequency.value = hz;
      volume.gain.setValueAtTime(0, start);
      volume.gain.linearRampToValueAtTime(0.25, start + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.001, start + 0.16);
      tone.connect(volume).connect(context.destination);
      tone.start(start);
      tone.stop(start + 0.17);
    }
  }
}
