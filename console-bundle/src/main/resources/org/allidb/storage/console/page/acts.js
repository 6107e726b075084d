// What an administrator does. Before anything is done the same act is shown as a command of the shell and as a call over HTTP.

import { html, useEffect, useRef, useState } from './vendor/htm-preact.js';
import { address, post } from './api.js';

const word = (text) => (/^[\w.@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

export const shell = (...words) => words.map(word).join(' ');

export function curl(method, path, parameters) {
  const url = new URL(address(path, parameters), location.href);
  const key = sessionStorage.length ? '-H "Authorization: Bearer $KEY" ' : '';
  return `curl ${method === 'GET' ? '' : `-X ${method} `}${key}'${url}'`;
}

/** An act: title, what it does, command, path, parameters, and perhaps a field to fill in. */
export function ActDialog({ act, onClose, onDone }) {
  const dialog = useRef();
  const [value, setValue] = useState(act.field?.value ?? '');
  const [state, setState] = useState({ busy: false, problem: '' });
  useEffect(() => dialog.current.showModal(), []);
  const parameters = { ...act.parameters, ...(act.field ? { [act.field.name]: value } : {}) };

  async function run(event) {
    event.preventDefault();
    setState({ busy: true, problem: '' });
    try {
      await post(act.path, parameters);
      onDone();
      onClose();
    } catch (problem) {
      setState({ busy: false, problem: problem.message });
    }
  }

  return html`
    <dialog ref=${dialog} onClose=${onClose} aria-labelledby="act-title">
      <form onSubmit=${run}>
        <h2 id="act-title">${act.title}</h2>
        <p>${act.means}</p>
        ${act.field && html`
          <label>${act.field.label}
            <input value=${value} onInput=${(event) => setValue(event.target.value)} required
              inputmode=${act.field.numeric ? 'numeric' : 'text'} autocomplete="off" />
          </label>`}
        <dl class="calls">
          <dt>shell</dt><dd><code>${act.command(value)}</code></dd>
          <dt>HTTP</dt><dd><code>${curl('POST', act.path, parameters)}</code></dd>
        </dl>
        ${state.problem && html`<p class="bad" role="alert">${state.problem}</p>`}
        <div class="buttons">
          <button type="button" onClick=${() => dialog.current.close()}>Cancel</button>
          <button class="main" disabled=${state.busy}>${state.busy ? 'Working…' : act.title}</button>
        </div>
      </form>
    </dialog>`;
}

export function tenantActs(id, suspended) {
  const act = (name, title, means, command) => ({
    title, means, command: () => command, path: `/console/act/${name}`, parameters: { tenant: id },
  });
  return [
    suspended
      ? act('resume', 'Resume', `${id} can be used again.`, shell('tenant-resume', id))
      : act('suspend', 'Suspend', `Every operation on ${id} is refused until it is resumed.`, shell('tenant-suspend', id)),
    {
      title: 'Quota',
      means: `Sets how much disk space ${id} may use, in force at once. 0 is no limit.`,
      field: { name: 'megabytes', label: 'MiB', value: '1024', numeric: true },
      command: (value) => shell('tenant-quota', id, '--disk', `${value || 0}M`),
      path: '/console/act/quota',
      parameters: { tenant: id },
    },
    act('flush', 'Flush', `Writes what ${id} has in memory to a table.`, shell('flush', id)),
    act('compact', 'Compact', `Merges all tables of ${id} into one. That takes a while.`, shell('compact', id)),
  ];
}

export function createAct() {
  return {
    title: 'Create tenant',
    means: 'Creates a tenant with the quotas of the configuration.',
    field: { name: 'tenant', label: 'Id', value: '' },
    command: (value) => shell('tenant-create', value || 'ID'),
    path: '/console/act/create',
    parameters: {},
  };
}

export function swapAct(part, name) {
  return {
    title: 'Swap',
    means: `${name} takes the place of the ${part.kind} in use, while traffic flows. It lasts until a restart or the next change of the`
      + ' configuration: the line of the file makes it last.',
    command: () => `conf/allidb.yaml:  ${part.parameter}: ${name}`,
    path: '/console/act/swap',
    parameters: { parameter: part.parameter, value: name },
  };
}
