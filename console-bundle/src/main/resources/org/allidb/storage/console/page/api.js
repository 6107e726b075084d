// Requests to the network door. The key is kept as long as the tab, and goes into a header, never into an address.

const KEY = 'allidb-key';
const RETRY_MILLIS = 1000;

export class Problem extends Error {
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

export const key = {
  get: () => sessionStorage.getItem(KEY) ?? '',
  set: (value) => (value ? sessionStorage.setItem(KEY, value) : sessionStorage.removeItem(KEY)),
};

function headers() {
  return key.get() ? { Authorization: `Bearer ${key.get()}` } : {};
}

async function call(path, options) {
  let answer;
  try {
    answer = await fetch(path, { ...options, headers: headers(), cache: 'no-store' });
  } catch {
    throw new Problem(0, 'The storage does not answer.');
  }
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw new Problem(answer.status, problem.detail ?? problem.title ?? `HTTP ${answer.status}`);
  }
  return answer;
}

function query(parameters) {
  const entries = Object.entries(parameters).filter(([, value]) => value !== '' && value !== undefined);
  return entries.length ? `?${new URLSearchParams(entries)}` : '';
}

export const address = (path, parameters = {}) => path + query(parameters);

export async function get(path, parameters) {
  return (await call(address(path, parameters))).json();
}

/** Gets something again and again, and hands it, or the text of what went wrong, to a function; returns what stops it. */
export function poll(path, parameters, millis, onLoaded, onProblem) {
  let wanted = true;
  let timer;
  const load = async () => {
    try {
      const loaded = await get(path, parameters);
      if (wanted) {
        onLoaded(loaded);
      }
    } catch (failure) {
      if (wanted) {
        onProblem(failure.message);
      }
    }
    if (wanted) {
      timer = setTimeout(load, millis);
    }
  };
  load();
  return () => {
    wanted = false;
    clearTimeout(timer);
  };
}

export async function post(path, parameters) {
  await call(address(path, parameters), { method: 'POST' });
}

/** Hands server-sent events to a function until it is stopped; connects again by itself. EventSource cannot send a key. */
export function follow(path, onEvent, onState) {
  const stop = new AbortController();
  (async () => {
    while (!stop.signal.aborted) {
      try {
        const answer = await call(path, { signal: stop.signal });
        onState(null);
        await read(answer.body.getReader(), onEvent);
      } catch (problem) {
        if (stop.signal.aborted) {
          return;
        }
        onState(problem instanceof Problem ? problem : new Problem(0, 'The storage does not answer.'));
        if (problem.status === 401 || problem.status === 403) {
          return;
        }
      }
      await new Promise((done) => setTimeout(done, RETRY_MILLIS));
    }
  })();
  return () => stop.abort();
}

async function read(reader, onEvent) {
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    text += decoder.decode(value, { stream: true });
    const events = text.split('\n\n');
    text = events.pop();
    for (const event of events) {
      const lines = event.split('\n');
      const kind = lines.find((line) => line.startsWith('event: '))?.slice(7);
      const data = lines.find((line) => line.startsWith('data: '))?.slice(6);
      if (kind && data) {
        onEvent(kind, JSON.parse(data));
      }
    }
  }
}
