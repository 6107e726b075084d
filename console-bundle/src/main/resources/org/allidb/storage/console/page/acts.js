// What an administrator does. Before anything is done the same act is shown as a command of the shell and as a call over HTTP.

import { html, useEffect, useRef, useState } from './vendor/htm-preact.js';
import { curl, perform } from './api.js';

const word = (text) => (/^[\w.@:+=/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

export const shell = (...words) => words.map(word).join(' ');

function Field({ field, value, onValue }) {
  if (field.choices) {
    return html`<label>${field.label}
      <select value=${value} onChange=${(event) => onValue(event.target.value)}>
        ${field.choices.map(([choice, name]) => html`<option key=${choice} value=${choice}>${name ?? choice}</option>`)}
      </select></label>`;
  }
  const list = field.known && `known-${field.name}`;
  return html`<label>${field.label}
    <input value=${value} onInput=${(event) => onValue(event.target.value)} required=${!field.optional} list=${list}
      inputmode=${field.numeric ? 'numeric' : 'text'} pattern=${field.numeric ? '[0-9]+' : undefined} autocomplete="off" spellcheck="false" />
    ${list && html`<datalist id=${list}>${field.known.map((known) => html`<option key=${known} value=${known}></option>`)}</datalist>`}
  </label>`;
}

/**
 * An act in a dialog. It has a title, what it means, fields to fill in, and functions of their values: the command of the shell, the request,
 * and perhaps what is said when it is done. A field may be confirmed by the text that it expects.
 */
export function ActDialog({ act, onClose, onDone }) {
  const dialog = useRef();
  const fields = act.fields ?? [];
  const [values, setValues] = useState(Object.fromEntries(fields.map((field) => [field.name, field.value ?? ''])));
  const [state, setState] = useState({ busy: false, problem: '', said: null });
  useEffect(() => dialog.current.showModal(), []);
  const request = act.request(values);
  const confirmed = fields.every((field) => field.expected === undefined || values[field.name] === field.expected);

  async function run(event) {
    event.preventDefault();
    setState({ busy: true, problem: '', said: null });
    try {
      const answer = await perform(request);
      onDone();
      if (act.says) {
        setState({ busy: false, problem: '', said: act.says(answer) });
      } else {
        onClose();
      }
    } catch (problem) {
      setState({ busy: false, problem: problem.message, said: null });
    }
  }

  return html`
    <dialog ref=${dialog} onClose=${onClose} aria-labelledby="act-title">
      <form onSubmit=${run}>
        <h2 id="act-title">${act.title}</h2>
        <p>${act.means}</p>
        ${!state.said && fields.map((field) => html`
          <${Field} key=${field.name} field=${field} value=${values[field.name]}
            onValue=${(value) => setValues({ ...values, [field.name]: value })} />`)}
        ${!state.said && html`<dl class="calls">
          <dt>shell</dt><dd><code>${act.command(values)}</code></dd>
          <dt>HTTP</dt><dd><code>${curl(request)}</code></dd>
        </dl>`}
        ${state.problem && html`<p class="bad" role="alert">${state.problem}</p>`}
        ${state.said && html`<p class="said" role="status">${state.said}</p>`}
        <div class="buttons">
          <button type="button" onClick=${() => dialog.current.close()}>${state.said || state.busy ? 'Close' : 'Cancel'}</button>
          ${!state.said && html`<button class=${act.dangerous ? 'main danger' : 'main'} disabled=${state.busy || !confirmed}>${state.busy ? 'Working…' : act.title}</button>`}
        </div>
      </form>
    </dialog>`;
}
