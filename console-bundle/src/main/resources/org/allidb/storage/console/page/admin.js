// For administrators: backups, keys, and the parameters of the configuration.

import { html, useEffect, useState } from './vendor/htm-preact.js';
import { poll } from './api.js';
import { backUp, backupActs, configure, createKey, revokeKey } from './deeds.js';
import { bytes } from './format.js';

const REFRESH_MILLIS = 10000;
const NONE = 'none';
const MOST_SHOWN = 10;

/** Asks again and again, and at once after an act; returns what was loaded, and the text of what went wrong. */
function useLoaded(path, acted) {
  const [loaded, setLoaded] = useState(null);
  const [problem, setProblem] = useState('');
  useEffect(
    () =>
      poll(path, {}, REFRESH_MILLIS, (found) => {
        setLoaded(found);
        setProblem('');
      }, setProblem),
    [path, acted]);
  return [loaded, problem];
}

function ActButtons({ acts, of, onAct }) {
  return html`<span class="buttons">${acts.map((act) =>
    html`<button key=${act.title} aria-label=${`${act.title} ${of}`} onClick=${() => onAct(act)}>${act.title}…</button>`)}</span>`;
}

function Backups({ directory, selected, onAct, acted }) {
  const [loaded, problem] = useLoaded('/v1/backups', acted);
  const latest = (loaded?.backups ?? []).slice(-MOST_SHOWN).reverse();
  return html`
    <section aria-labelledby="backups-title" class="backups">
      <div class="head">
        <h2 id="backups-title">Backups</h2>
        <span class="quiet">${directory}</span>
        <button onClick=${() => onAct(backUp(directory, selected))}>Back up…</button>
      </div>
      ${problem && html`<p class="bad" role="alert">${problem}</p>`}
      ${loaded && latest.length === 0 && html`<p class="quiet">None yet.</p>`}
      ${latest.length > 0 && html`<table>
        <thead><tr><th>backup</th><th class="wide">made</th><th>tenants</th><th class="num">size</th><th></th></tr></thead>
        <tbody>${latest.map((backup) => html`
          <tr key=${backup.backup}>
            <td>${backup.backup}</td>
            <td class="wide">${new Date(backup.created).toLocaleString([], { hour12: false })}</td>
            <td>${backup.tenants.length === 1 ? backup.tenants[0].tenant : `${backup.tenants.length} tenants`}</td>
            <td class="num">${bytes(backup.bytes)}</td>
            <td><${ActButtons} acts=${backupActs(directory, backup)} of=${`backup ${backup.backup}`} onAct=${onAct} /></td>
          </tr>`)}</tbody>
      </table>`}
    </section>`;
}

function Keys({ onAct, acted }) {
  const [loaded, problem] = useLoaded('/v1/keys', acted);
  const [search, setSearch] = useState('');
  const found = (loaded?.keys ?? []).filter((key) => `${key.id} ${key.tenant ?? ''} ${key.role} ${key.label}`.toLowerCase().includes(search.toLowerCase()));
  return html`
    <section aria-labelledby="keys-title" class="keys">
      <div class="head">
        <h2 id="keys-title">Keys</h2>
        <input type="search" placeholder="search" aria-label="Search keys" value=${search} onInput=${(event) => setSearch(event.target.value)} />
        <button onClick=${() => onAct(createKey())}>New key…</button>
      </div>
      ${problem && html`<p class="bad" role="alert">${problem}</p>`}
      <table>
        <thead><tr><th>key</th><th>of</th><th>role</th><th class="wide">note</th><th></th></tr></thead>
        <tbody>${found.slice(0, MOST_SHOWN).map((key) => html`
          <tr key=${key.id}>
            <td><code>${key.id}</code></td>
            <td>${key.tenant ?? 'the platform'}</td>
            <td>${key.role}</td>
            <td class="wide quiet">${key.label}</td>
            <td><${ActButtons} acts=${[revokeKey(key)]} of=${`key ${key.id}`} onAct=${onAct} /></td>
          </tr>`)}</tbody>
      </table>
      ${found.length > MOST_SHOWN && html`<p class="quiet">and ${found.length - MOST_SHOWN} more</p>`}
    </section>`;
}

export function Administration({ selected, onAct, acted }) {
  const [configuration, problem] = useLoaded('/v1/configuration', acted);
  const directory = configuration?.server.backup_directory ?? NONE;
  const paths = Object.entries(configuration ?? {}).flatMap(([section, values]) => Object.keys(values).map((key) => `${section}.${key}`));
  return html`
    <section aria-labelledby="configuration-title" class="configuration">
      <div class="head">
        <h2 id="configuration-title">Configuration</h2>
        <button disabled=${!configuration} onClick=${() => onAct(configure(paths))}>Change parameter…</button>
      </div>
      ${problem && html`<p class="bad" role="alert">${problem}</p>`}
      ${configuration && directory === NONE && html`<p class="quiet">No backups are made here: <code>server.backup_directory</code> names no directory.</p>`}
    </section>
    ${directory !== NONE && html`<${Backups} directory=${directory} selected=${selected} onAct=${onAct} acted=${acted} />`}
    <${Keys} onAct=${onAct} acted=${acted} />`;
}
