/** The browser's storage, or memory where it is blocked or full. */

export class Store {
  readonly #memory = new Map<string, string>();

  constructor(
    private readonly kind: "sessionStorage" | "localStorage",
    private readonly prefix: string,
  ) {}

  get<T>(name: string): T | undefined {
    const text = this.#memory.get(name) ?? this.#read(name);
    try {
      return text ? (JSON.parse(text) as T) : undefined;
    } catch {
      return undefined; // Another script's or an older version's value.
    }
  }

  set(name: string, value: unknown): void {
    const text = JSON.stringify(value);
    this.#memory.set(name, text);
    try {
      window[this.kind].setItem(this.prefix + name, text);
    } catch {
      // Blocked or full: the memory holds it as long as the page does.
    }
  }

  remove(...names: string[]): void {
    for (const name of names) {
      this.#memory.delete(name);
      try {
        window[this.kind].removeItem(this.prefix + name);
      } catch {
        // Blocked: nothing was kept.
      }
    }
  }

  #read(name: string): string | null {
    try {
      return window[this.kind].getItem(this.prefix + name);
    } catch {
      return null;
    }
  }
}
