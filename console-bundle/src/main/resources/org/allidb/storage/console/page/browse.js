// Rows of a tenant: entities, their edges to follow, the nearest of their vectors.

import { html, useEffect, useState } from './vendor/htm-preact.js';
import { curl, get } from './api.js';
import { shell } from './acts.js';

const LIMIT = 30;
const START = { prefix: '', entity: '', name: '', nearest: '', after: '' };

function Vector({ row }) {
  const most = Math.max(...row.components.map(Math.abs), 1e-9);
  return html`
    <svg class="vector" viewBox=${`0 0 ${row.components.length * 4} 20`} role="img" aria-label=${`vector of ${row.dimension} components`}>
      ${row.components.map((component, i) => {
        const height = Math.max(0.5, (9 * Math.abs(component)) / most);
        return html`<rect key=${i} x=${i * 4} width="3" y=${component < 0 ? 10 : 10 - height} height=${height} />`;
      })}
    </svg>`;
}

function Row({ row, go, alone }) {
  return html`
    <tr>
      <td>${alone ? '' : html`<button class="link" onClick=${() => go({ entity: row.entity_base64, name: row.entity })}>${row.entity}</button>`}</td>
      <td class="kind">${row.kind}</td>
      <td>${row.relation && html`${row.relation} → <button class="link" onClick=${() => go({ entity: row.target_base64, name: row.target })}>${row.target}</button> `}
        ${row.components && html`${row.name}[${row.dimension}] <${Vector} row=${row} />
          <button onClick=${() => go({ entity: row.entity_base64, name: row.entity, nearest: row.name })}>nearest</button>`}
        ${!row.relation && !row.components && row.name && html`<b>${row.name}</b> `}
        <span class="text">${row.text}</span>
        ${row.expires && html`<span class="badge">expires ${row.expires}</span>`}</td>
    </tr>`;
}

export function Browse({ tenant: wanted, caller }) {
  // a key of one tenant, or the place of a caller without a key, reaches that one alone
  const foreign = wanted && (caller.role === 'operator' || (caller.tenant && caller.tenant !== wanted));
  const tenant = foreign ? '' : wanted;
  const [path, setPath] = useState([START]);
  const [found, setFound] = useState(null);
  const [problem, setProblem] = useState('');
  const at = path.at(-1);
  const parameters = { tenant, entity: at.entity, prefix: at.entity ? '' : at.prefix, nearest: at.nearest, after: at.after, limit: at.nearest ? '' : LIMIT };
  const go = (place) => setPath([...path, { ...START, ...place }]);
  useEffect(() => setPath([START]), [tenant]);
  useEffect(() => {
    if (!tenant) {
      return undefined;
    }
    let wanted = true;
    get('/console/rows', parameters).then(
      (loaded) => {
        if (wanted) {
          setFound(loaded);
          setProblem('');
        }
      },
      (failure) => {
        if (wanted) {
          setFound(null);
          setProblem(failure.message);
        }
      },
    );
    return () => {
      wanted = false;
    };
  }, [tenant, path]);
  const command = at.nearest ? shell('nearest', tenant, at.name, '--name', at.nearest)
    : at.entity ? shell('get', tenant, at.name)
      : shell('scan', tenant, ...(at.prefix ? ['--prefix', at.prefix] : []), '--limit', `${LIMIT}`);
  return html`
    <section aria-labelledby="browse-title" class="browse">
      <div class="head">
        <h2 id="browse-title">Rows</h2>
        <button disabled=${path.length < 2} onClick=${() => setPath(path.slice(0, -1))} aria-label="Back">‹ back</button>
        <input type="search" placeholder="entity begins with" aria-label="Prefix of entities" value=${at.entity ? '' : at.prefix}
          onInput=${(event) => setPath([{ ...START, prefix: event.target.value }])} />
      </div>
      ${!wanted && html`<p class="quiet">Choose a tenant.</p>`}
      ${foreign && html`<p class="quiet">Rows of ${wanted} need a key of that tenant, or of an administrator.
        ${caller.role === 'operator' ? ' An operator sees figures.' : ` This caller reads those of ${caller.tenant}.`}</p>`}
      ${problem && html`<p class="quiet" role="status">${problem}</p>`}
      ${tenant && at.entity && html`<h3>${at.nearest ? `nearest to ${at.name} by ${at.nearest}` : at.name}</h3>`}
      ${tenant && found?.rows && html`<table><tbody>${found.rows.map((row, i) => html`<${Row} key=${i} row=${row} go=${go} alone=${!!at.entity} />`)}</tbody></table>`}
      ${tenant && found?.rows?.length === 0 && html`<p class="quiet">No rows.</p>`}
      ${tenant && found?.nearest && html`<ol class="nearest">${found.nearest.map((each) => html`
        <li><button class="link" onClick=${() => go({ entity: each.entity_base64, name: each.entity })}>${each.entity}</button>
          <span class="figure">distance ${each.distance.toPrecision(3)}</span></li>`)}</ol>`}
      ${tenant && found?.after && html`<button onClick=${() => go({ ...at, after: found.after })}>More rows</button>`}
      ${tenant && html`<dl class="calls"><dt>shell</dt><dd><code>${command}</code></dd>
        <dt>HTTP</dt><dd><code>${curl({ method: 'GET', path: '/console/rows', query: parameters })}</code></dd></dl>`}
    </section>`;
}
