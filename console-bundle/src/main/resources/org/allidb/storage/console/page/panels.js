// Parts and events.

import { html, useEffect, useState } from './vendor/htm-preact.js';
import { get } from './api.js';
import { swapAct } from './acts.js';
import { time } from './format.js';

const REFRESH_MILLIS = 5000;
const BAD = ['failure', 'slow_operation'];
const WARNING = ['stall', 'quota', 'read_amplification', 'forgotten'];

export function Parts({ administers, onAct, acted }) {
  const [list, setList] = useState({ parts: [], missing: [] });
  useEffect(() => {
    const load = () => get('/console/figures/parts').then(setList, () => {});
    load();
    const timer = setInterval(load, REFRESH_MILLIS);
    return () => clearInterval(timer);
  }, [acted]);
  const used = list.parts.filter((part) => part.used);
  const others = (part) => list.parts.filter((other) => other.kind === part.kind && other.name !== part.name);
  return html`
    <section aria-labelledby="parts-title" class="parts">
      <h2 id="parts-title">Parts</h2>
      ${list.missing.map((part) => html`<p class="bad">The ${part.kind} ${part.name} is not installed (${part.parameters}).</p>`)}
      <table>
        <thead><tr><th>part</th><th>in use</th><th class="wide">version</th><th>swap</th></tr></thead>
        <tbody>
          ${used.map((part) => html`
            <tr key=${part.kind + part.name}>
              <td>${part.kind}</td>
              <td>${part.name}${part.failures > 0 && html`<span class="badge bad">failed ${part.failures} times</span>`}</td>
              <td class="wide quiet">${part.version || '–'}</td>
              <td>${part.parameter && administers && others(part).length > 0
                ? html`<select aria-label=${`Swap the ${part.kind}`} value="" onChange=${(event) => {
                    onAct(swapAct(part, event.target.value));
                    event.target.value = '';
                  }}>
                    <option value="">swap…</option>
                    ${others(part).map((other) => html`<option key=${other.name}>${other.name}</option>`)}
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
