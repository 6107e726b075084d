// The list of tenants, a page at a time: the storage sorts and searches, so that ten thousand are no more than ten.

import { html, useEffect, useState } from './vendor/htm-preact.js';
import { poll } from './api.js';
import { createTenant } from './deeds.js';
import { bytes, count, percent } from './format.js';

const PAGE = 12;
const REFRESH_MILLIS = 2000;
const ORDERS = [
  ['work', 'work'], ['quota', 'quota used'], ['disk', 'disk'], ['written', 'rows written'], ['read', 'rows read'],
  ['due', 'due to be merged'], ['id', 'id'],
];

export function QuotaBar({ used, limit }) {
  if (!limit) {
    return html`<span class="quota"><span class="bar none"></span><span class="figure">${bytes(used)}</span></span>`;
  }
  const part = used / limit;
  const state = part >= 0.95 ? 'bad' : part >= 0.8 ? 'warn' : '';
  return html`
    <span class="quota" title=${`${bytes(used)} of ${bytes(limit)}`}>
      <span class=${`bar ${state}`} role="img" aria-label=${`${percent(part)} of ${bytes(limit)}`}>
        <i style=${{ width: `${Math.min(100, 100 * part)}%` }}></i>
      </span>
      <span class="figure">${percent(part)}</span>
    </span>`;
}

export function Tenants({ selected, onSelect, administers, onAct }) {
  const [view, setView] = useState({ search: '', order: 'work', offset: 0 });
  const [page, setPage] = useState({ found: 0, tenants: [] });
  const [problem, setProblem] = useState('');
  useEffect(
    () =>
      poll('/console/figures/tenants', { ...view, limit: PAGE }, REFRESH_MILLIS, (loaded) => {
        setPage(loaded);
        setProblem('');
      }, setProblem),
    [view]);
  const last = Math.min(page.found, view.offset + PAGE);
  return html`
    <section aria-labelledby="tenants-title" class="tenants">
      <div class="head">
        <h2 id="tenants-title">Tenants</h2>
        <input type="search" placeholder="search" aria-label="Search tenants" value=${view.search}
          onInput=${(event) => setView({ ...view, search: event.target.value, offset: 0 })} />
        <label class="order"><span>sort</span>
          <select value=${view.order} onChange=${(event) => setView({ ...view, order: event.target.value, offset: 0 })}>
            ${ORDERS.map(([value, name]) => html`<option value=${value}>${name}</option>`)}
          </select>
        </label>
        ${administers && html`<button onClick=${() => onAct(createTenant())}>New…</button>`}
      </div>
      ${problem && html`<p class="bad" role="alert">${problem}</p>`}
      <table>
        <thead><tr><th>tenant</th><th>disk quota</th><th class="num">written/s</th><th class="num">read/s</th><th class="num wide">due</th></tr></thead>
        <tbody>
          ${page.tenants.map((tenant) => html`
            <tr key=${tenant.id} class=${tenant.id === selected ? 'selected' : ''}>
              <td><button class="link" aria-pressed=${tenant.id === selected} onClick=${() => onSelect(tenant.id)}>${tenant.id}</button>
                ${tenant.label && html` <span class="quiet">${tenant.label}</span>`}
                ${tenant.suspended && html`<span class="badge warn">${tenant.suspended === 'closed' ? 'suspended' : 'read only'}</span>`}
                ${!tenant.open && !tenant.suspended && html`<span class="badge">not open</span>`}
                ${tenant.stalled > 0.1 && html`<span class="badge warn">slowed</span>`}</td>
              <td><${QuotaBar} used=${tenant.disk} limit=${tenant.limit} /></td>
              <td class="num">${tenant.written ? count(tenant.written) : '–'}</td>
              <td class="num">${tenant.read ? count(tenant.read) : '–'}</td>
              <td class="num wide">${tenant.due ? bytes(tenant.due) : '–'}</td>
            </tr>`)}
        </tbody>
      </table>
      ${page.found === 0 && !problem && html`<p class="quiet">No tenant${view.search ? ' of that name or label' : ' yet'}.</p>`}
      <nav class="pages" aria-label="Pages of tenants">
        <button disabled=${view.offset === 0} onClick=${() => setView({ ...view, offset: Math.max(0, view.offset - PAGE) })}
          aria-label="Previous page">‹</button>
        <span aria-live="polite">${page.found ? `${view.offset + 1}–${last} of ${page.found}` : '0'}</span>
        <button disabled=${last >= page.found} onClick=${() => setView({ ...view, offset: view.offset + PAGE })}
          aria-label="Next page">›</button>
      </nav>
    </section>`;
}
