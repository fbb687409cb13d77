// The values of a page, kept in the fragment of its address: never sent to a server, gone when the tab is.
import { read, starts, write, type Fields, type Values } from './fields';

export class Linked<F extends Fields> {
  readonly fields: F;
  values: Values<F> = $state()!;

  constructor(fields: F) {
    this.fields = fields;
    this.values = starts(fields);
  }

  /** Follows the address; call once in the browser. The page keeps the address up to date with `keep`. */
  follow(): () => void {
    const take = () => {
      this.values = read(this.fields, location.hash);
    };
    take();
    addEventListener('hashchange', take);
    return () => removeEventListener('hashchange', take);
  }

  get fragment(): string {
    return write(this.fields, this.values);
  }

  keep = throttled((fragment: string) => {
    if (fragment !== location.hash) history.replaceState(null, '', fragment || location.pathname + location.search);
  });

  reset() {
    this.values = starts(this.fields);
  }
}

/** Browsers limit how often an address may change: at most once per quarter of a second, the last one always. */
function throttled(write: (fragment: string) => void): (fragment: string) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (fragment) => {
    clearTimeout(timer);
    timer = setTimeout(() => write(fragment), 250);
  };
}
