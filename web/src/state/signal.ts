// The only bridge from stores to screens: a version that moves, and whoever wants to hear of it.

export class Signal {
  private readonly listeners = new Set<() => void>();
  version = 0;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  bump(): void {
    this.version++;
    for (const listener of [...this.listeners]) listener();
  }
}

/** One immutable value with listeners, for the small state of the screen. */
export class Cell<T> {
  private readonly signal = new Signal();
  constructor(private value: T) {}

  get = (): T => this.value;
  subscribe = this.signal.subscribe;

  set(next: T): void {
    if (Object.is(next, this.value)) return;
    this.value = next;
    this.signal.bump();
  }

  update(change: Partial<T>): void {
    this.set({ ...this.value, ...change });
  }
}
