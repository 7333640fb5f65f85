// What every scenario needs: the server's address, tokens, HTTP, and waits with a deadline.
const [, , port, ann, ben] = process.argv;

export const base = `ws://127.0.0.1:${port}`;
export const tokens = { ann, ben };

/** Does over HTTP what the services of the seeds did. */
export async function http(method, path, token, body, headers = {}) {
  const reply = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (reply.status >= 300) throw new Error(`${method} ${path} answered ${reply.status}`);
  return reply.status === 204 ? null : reply.json();
}

/** Keeps what comes, and hands it out in order. */
export class Inbox {
  constructor() {
    this.items = [];
    this.waiting = [];
  }
  put(item) {
    const next = this.waiting.shift();
    if (next) next(item);
    else this.items.push(item);
  }
  take(what) {
    if (this.items.length > 0) return Promise.resolve(this.items.shift());
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${what} did not come within 40 s`)), 40000);
      this.waiting.push((item) => {
        clearTimeout(timer);
        resolve(item);
      });
    });
  }
}

export function check(holds, what) {
  if (!holds) throw new Error(`not so: ${what}`);
  console.log(`ok ${what}`);
}

export function run(scenario) {
  scenario().then(
    () => process.exit(0),
    (failure) => {
      console.log(`FAILED ${failure.stack}`);
      process.exit(1);
    },
  );
}
