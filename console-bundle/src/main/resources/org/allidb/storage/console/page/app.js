// The console: a client of the network door. Without a key it shows what callers of this machine may see.

import { html, render, useEffect, useState } from './vendor/htm-preact.js';
import { follow, get, key } from './api.js';
import { ActDialog } from './acts.js';
import { Administration } from './admin.js';
import { Browse } from './browse.js';
import { bytes } from './format.js';
import { Now, remember } from './now.js';
import { Events, Parts } from './panels.js';
import { Tenants } from './tenants.js';
import { Tiers } from './tiers.js';

const MOST_EVENTS = 200;
const THEME = 'allidb-theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

function useTheme() {
  const [theme, setTheme] = useState(localStorage.getItem(THEME) ?? (dark.matches ? 'dark' : 'light'));
  document.documentElement.dataset.theme = theme;
  return [theme, () => {
    const next = theme === 'dark' ? 'light' : 'dark';
    localStorage.setItem(THEME, next);
    setTheme(next);
  }];
}

/** Keeps the chosen tenant in the address, behind the #, so that a link leads to it. */
function useSelected() {
  const inAddress = () => decodeURIComponent(location.hash.slice(1));
  const [selected, setSelected] = useState(inAddress());
  useEffect(() => {
    const changed = () => setSelected(inAddress());
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return [selected, (tenant) => {
    location.hash = encodeURIComponent(tenant);
  }];
}

function KeyForm({ problem, onKey }) {
  const [text, setText] = useState('');
  return html`
    <main class="key">
      <form onSubmit=${(event) => {
        event.preventDefault();
        onKey(text.trim());
      }}>
        <h1>AlliDB Storage</h1>
        <p>Present a key. One of an operator shows figures, one of an administrator also acts, one of a tenant shows its rows. It is kept
          until the tab is closed.</p>
        <label>Key <input type="password" value=${text} onInput=${(event) => setText(event.target.value)} autocomplete="off" autofocus required /></label>
        ${problem && html`<p class="bad" role="alert">${problem}</p>`}
        <div class="buttons"><button class="main">Open</button></div>
        <p class="quiet">The first start has written one of an administrator into <code>admin.key</code> beside the data; the shell's
          <code>key-create</code> makes more.</p>
      </form>
    </main>`;
}

function state(figures, problem) {
  if (problem) {
    return ['bad', problem.status === 503 ? 'the engine is being replaced' : problem.message];
  }
  if (!figures) {
    return ['', 'connecting'];
  }
  const wrong = [
    figures.hanging && `${figures.hanging} calls of the disk hang`,
    figures.missing && `${figures.missing} parts are missing`,
  ].filter(Boolean);
  if (wrong.length) {
    return ['bad', wrong.join(', ')];
  }
  return figures.damaged ? ['warn', `ready; ${figures.damaged} damaged tables`] : ['good', 'ready'];
}

function Header({ figures, caller, problem, theme, onTheme, onForget }) {
  const [mood, says] = state(figures, problem);
  return html`
    <header>
      <h1><img src="icon.svg" alt="" width="22" height="22" />AlliDB Storage</h1>
      <span class=${`state ${mood}`} role="status">${says}</span>
      ${figures && html`<span>${figures.tenants} tenants <span class="quiet">(${figures.open} open)</span></span>
        <span>log ${bytes(figures.log_bytes)}</span>`}
      <span class="right">
        ${caller.role && html`<span class="quiet">${caller.key ? caller.role : 'this machine, without a key'}</span>`}
        ${key.get() && html`<button onClick=${onForget}>Forget key</button>`}
        <button onClick=${onTheme} aria-label=${`Switch to ${theme === 'dark' ? 'light' : 'dark'} colours`}>◐</button>
      </span>
    </header>`;
}

function App() {
  const [theme, switchTheme] = useTheme();
  const [session, setSession] = useState(0);
  const [caller, setCaller] = useState(null);
  const [problem, setProblem] = useState(null);
  const [history, setHistory] = useState([]);
  const [events, setEvents] = useState([]);
  const [selected, select] = useSelected();
  const [act, setAct] = useState(null);
  const [acted, setActed] = useState(0);

  useEffect(() => {
    get('/v1/caller').then((found) => {
      setCaller(found);
      setProblem(null);
      if (found.tenant && !selected) {
        select(found.tenant);
      }
    }, setProblem);
  }, [session]);

  useEffect(() => {
    if (!caller?.figures_of_all) {
      return undefined;
    }
    let number = 0;
    return follow('/console/figures/live', (kind, data) => {
      if (kind === 'figures') {
        setHistory((looks) => remember(looks, data, Date.now()));
      } else if (kind === 'event') {
        setEvents((latest) => [{ ...data, number: number++ }, ...latest].slice(0, MOST_EVENTS));
      }
    }, (found) => {
      setProblem(found);
      if (found?.status === 401) {
        // the key was revoked, or the first one was made
        setCaller(null);
      }
    });
  }, [caller]);

  const present = (text) => {
    key.set(text);
    setCaller(null);
    setHistory([]);
    setSession(session + 1);
  };
  if (!caller && problem && problem.status !== 401) {
    return html`<main class="key"><p class="bad" role="alert">${problem.message}</p><button onClick=${() => setSession(session + 1)}>Try again</button></main>`;
  }
  if (!caller) {
    return problem ? html`<${KeyForm} problem=${key.get() ? problem.message : ''} onKey=${present} />` : html`<p class="loading">Connecting…</p>`;
  }
  const figures = history.at(-1)?.figures;
  return html`
    <${Header} figures=${figures} caller=${caller} problem=${problem} theme=${theme} onTheme=${switchTheme} onForget=${() => present('')} />
    <main class="panels">
      ${figures && html`
        <div class="column">
          <${Now} history=${history} theme=${theme} />
          <${Tenants} selected=${selected} onSelect=${select} administers=${caller.administers} onAct=${setAct} />
          <${Events} events=${events} />
        </div>`}
      <div class="column">
        ${figures && html`
          <${Tiers} selected=${selected} running=${figures.running} administers=${caller.administers} onAct=${setAct} />
          <${Parts} administers=${caller.administers} onAct=${setAct} acted=${acted} />`}
        <${Browse} tenant=${selected} caller=${caller} />
        ${caller.administers && html`<${Administration} selected=${selected} onAct=${setAct} acted=${acted} />`}
      </div>
    </main>
    ${act && html`<${ActDialog} act=${act} onClose=${() => setAct(null)} onDone=${() => setActed(acted + 1)} />`}`;
}

document.querySelector('#app').replaceChildren();
render(html`<${App} />`, document.querySelector('#app'));
