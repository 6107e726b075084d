// Parts and events.

import { html, useEffect, useState } from './vendor/htm-preact.js';
import { poll } from './api.js';
import { swap } from './deeds.js';
import { time } from './format.js';

const REFRESH_MILLIS = 5000;
const BAD = ['failure', 'slow_operation'];
const WARNING = ['stall', 'quota', 'read_amplification', 'forgotten'];

export function Parts({ administers, onAct, acted }) {
  const [list, setList] = useState({ components: [], missing: [] });
  const [problem, setProblem] = useState('');
  useEffect(
    () =>
      poll('/v1/components', {}, REFRESH_MILLIS, (loaded) => {
        setList(loaded);
        setProblem('');
      }, setProblem),
    [acted]);
  const used = list.components.filter((part) => part.in_use);
  const others = (part) => list.components.filter((other) => other.component === part.component && other.name !== part.name);
  return html`
    <section aria-labelledby="parts-title" class="parts">
      <h2 id="parts-title">Parts</h2>
      ${problem && html`<p class="bad" role="alert">${problem}</p>`}
      ${list.missing.map((part) => html`<p class="bad">The ${part.component} ${part.name} is not installed (${part.parameters.join(', ')}).</p>`)}
      <table>
        <thead><tr><th>part</th><th>in use</th><th class="wide">version</th><th>swap</th></tr></thead>
        <tbody>
          ${used.map((part) => html`
            <tr key=${part.component + part.name}>
              <td>${part.component}</td>
              <td>${part.name}${part.failures > 0 && html`<span class="badge bad">failed ${part.failures} times</span>`}</td>
              <td class="wide quiet">${part.version || '–'}</td>
              <td>${part.live && administers && others(part).length > 0
                ? html`<select aria-label=${`Swap the ${part.component}`} onChange=${(event) => {
                    const name = event.target.value;
                    event.target.selectedIndex = 0;
                    if (name) {
                      onAct(swap(part, name));
                    }
                  }}>
                    <option value="">swap…</option>
                    ${others(part).map((other) => html`<option key=${other.name} value=${other.name}>${other.name}</option>`)}
                  </select>`
                : html`<span class="quiet">${others(part).map((other) => other.name).join(', ') || '–'}</span>`}</td>
            </tr>`)}
        </tbody>
      </table>
    </section>`;
}

export function Events({ events }) {
  const [search, setSearch] = useState('');
  const shown = events.filter((event) => `${event.kind} ${event.tenant} ${event.message}`.toLowerCase().includes(search.toLowerCase()));
  const state = (kind) => (BAD.includes(kind) ? 'bad' : WARNING.includes(kind) ? 'warn' : '');
  return html`
    <section aria-labelledby="events-title" class="events">
      <div class="head"><h2 id="events-title">Events</h2>
        <input type="search" placeholder="search" aria-label="Search events" value=${search} onInput=${(event) => setSearch(event.target.value)} />
      </div>
      <ol tabindex="0" aria-label="The latest events, the newest first">
        ${shown.map((event) => html`
          <li key=${event.number}><time>${time(event.at)}</time><span class=${`badge ${state(event.kind)}`}>${event.kind.replaceAll('_', ' ')}</span>
            <span>${event.tenant && html`<b>${event.tenant}</b> `}${event.message}</span></li>`)}
      </ol>
      ${shown.length === 0 && html`<p class="quiet">${events.length ? 'No such event.' : 'None since the page was opened.'}</p>`}
    </section>`;
}
