// Requests to the network door. The key is kept as long as the tab, and goes into a header, never into an address.

const KEY = 'allidb-key';
const RETRY_MILLIS = 1000;
const JSON_TYPE = 'application/json';
/** So long an answer waits for the end of what takes long; then it is asked again. */
const WAIT_SECONDS = 30;

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

function headers(body) {
  return {
    ...(key.get() ? { Authorization: `Bearer ${key.get()}` } : {}),
    ...(body === undefined ? {} : { 'Content-Type': JSON_TYPE }),
  };
}

async function call(path, options) {
  let answer;
  try {
    answer = await fetch(path, { ...options, headers: headers(options?.body), cache: 'no-store' });
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

const text = (request) => (request.body === undefined ? undefined : JSON.stringify(request.body));

/** Sends a request: method, path, and perhaps query and body; returns the object of the answer, or null. */
async function send(request) {
  const answer = await call(address(request.path, request.query), { method: request.method, body: text(request) });
  return answer.status === 204 ? null : answer.json();
}

/** Does something, and returns what the storage has to say when it is done. What takes long is a task, which is asked for until it ends. */
export async function perform(request) {
  let answer = await send(request);
  while (answer?.state === 'running') {
    answer = await get(`/v1/tasks/${answer.task}`, { wait: WAIT_SECONDS });
  }
  if (answer?.state === 'failed') {
    throw new Problem(answer.problem.status, answer.problem.detail);
  }
  return answer;
}

const quoted = (word) => `'${word.replaceAll("'", "'\\''")}'`;

/** Returns the call of curl that sends a request. */
export function curl(request) {
  return [
    'curl',
    ...(request.method === 'GET' ? [] : ['-X', request.method]),
    ...(key.get() ? ['-H "Authorization: Bearer $KEY"'] : []),
    ...(request.body === undefined ? [] : ['-H', quoted(`Content-Type: ${JSON_TYPE}`), '-d', quoted(text(request))]),
    quoted(new URL(address(request.path, request.query), location.href).href),
  ].join(' ');
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
