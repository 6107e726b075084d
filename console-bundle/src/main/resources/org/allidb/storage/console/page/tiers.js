// A tenant as a picture: memtables above, tables below by tier, and merges on their way from one tier to the next.

import { html, useEffect, useState } from './vendor/htm-preact.js';
import { poll } from './api.js';
import { tenantActs } from './deeds.js';
import { bytes, count, percent } from './format.js';
import { QuotaBar } from './tenants.js';

const REFRESH_MILLIS = 1000;
const WIDTH = 640;
const LEFT = 62;
const RIGHT = 96;
const ROW = 30;
const GAP = 2;

/** Returns where each block is: widths are of the bytes, and what is too small to be seen is as small as can be seen. */
function layout(blocks, most) {
  const room = WIDTH - LEFT - RIGHT - GAP * blocks.length;
  const scale = Math.max(0, room) / most;
  let x = LEFT;
  return blocks.map((block) => {
    const width = Math.max(1.5, block.bytes * scale);
    const placed = { ...block, x, width };
    x += width + GAP;
    return placed;
  });
}

/** Returns the tier in which the result of a merge will be: a level, or the class of its size. */
function targetRow(tiers, leveled, task) {
  let target = task.target;
  if (!leveled) {
    target = 0;
    for (let limit = 1 << 20; task.bytes > limit; limit *= 4) {
      target++;
    }
  }
  const row = tiers.findIndex((tier) => tier.tier >= target);
  return row < 0 ? tiers.length - 1 : row;
}

function Merge({ task, tiers, leveled, index }) {
  const sources = tiers.map((tier, row) => (tier.blocks.some((block) => task.tables.includes(block.id)) ? row : -1)).filter((row) => row >= 0);
  if (!sources.length) {
    return null;
  }
  const middle = (row) => ROW * (row + 1) + ROW / 2;
  const from = middle(Math.min(...sources));
  const to = middle(targetRow(tiers, leveled, task));
  const x = WIDTH - RIGHT + 8 + 7 * index;
  return html`<path class="merge" d=${`M${x - 6} ${from}h6V${to + (from === to ? 8 : 0)}h-6`} marker-end="url(#arrow)" />`;
}

function Picture({ tenant, tasks }) {
  const tiers = tenant.tiers;
  const most = Math.max(1 << 20, tenant.buffer, ...tiers.map((tier) => tier.bytes));
  const merges = tasks.filter((task) => task.kind === 'merge');
  const height = ROW * (tiers.length + 1);
  const says = tiers.map((tier) => `tier ${tier.tier}: ${tier.count} tables, ${bytes(tier.bytes)}`).join('; ');
  return html`
    <svg viewBox=${`0 0 ${WIDTH} ${height}`} role="img" aria-label=${`memory ${bytes(tenant.buffer)}; ${says || 'no tables'}`}>
      <defs><marker id="arrow" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="6" markerHeight="6" orient="auto-start-reverse">
        <path d="M0 0L6 3L0 6z" /></marker></defs>
      <text x="0" y=${ROW / 2 + 4}>memory</text>
      <rect class="memory" x=${LEFT} y="7" height=${ROW - 14} rx="2"
        width=${Math.max(1.5, (tenant.buffer * (WIDTH - LEFT - RIGHT)) / most)} />
      <text class="total" x=${WIDTH} y=${ROW / 2 + 4}>${bytes(tenant.buffer)}</text>
      ${tiers.map((tier, row) => html`
        <g key=${tier.tier} transform=${`translate(0 ${ROW * (row + 1)})`}>
          <text x="0" y=${ROW / 2 + 4}>${tenant.leveled ? 'level' : 'tier'} ${tier.tier}</text>
          ${layout(tier.blocks, most).map((block) => html`
            <rect key=${block.id} class=${block.merging ? 'table merging' : 'table'} x=${block.x} y="5" width=${block.width} height=${ROW - 10} rx="2">
              <title>${`${block.tables > 1 ? `${block.tables} tables` : `table ${block.id}`}, ${bytes(block.bytes)}, ${count(block.rows)} rows, ${block.codec}`}</title>
            </rect>`)}
          <text class="total" x=${WIDTH} y=${ROW / 2 + 4}>${bytes(tier.bytes)}</text>
        </g>`)}
      ${merges.map((task, index) => html`<${Merge} key=${task.since} task=${task} tiers=${tiers} leveled=${tenant.leveled} index=${index} />`)}
    </svg>`;
}

function Task({ task, alone }) {
  const part = task.bytes ? task.done / task.bytes : 0;
  const what = task.kind === 'flush' ? `flushes ${task.inputs} memtable${task.inputs > 1 ? 's' : ''}` : `merges ${task.inputs} tables`;
  return html`
    <li><span class="what">${alone ? '' : `${task.tenant} `}${what}, ${bytes(task.bytes)}</span>
      <progress max="1" value=${part} aria-label=${what}></progress><span class="figure">${percent(part)}</span>
      ${task.reason && html`<span class="quiet">${task.reason}</span>`}</li>`;
}

function facts(tenant) {
  return [
    `${count(tenant.entries)} versions of rows`,
    `a read visits at most ${tenant.per_read} ${tenant.per_read === 1 ? 'table' : 'tables'}`,
    tenant.due_tables ? `${tenant.due_tables} tables due, ${bytes(tenant.due)}` : 'nothing due',
    tenant.flushed ? `${(1 + tenant.merged / tenant.flushed).toFixed(2)} bytes written for each one flushed` : 'no flush yet',
  ].map((fact) => ` · ${fact}`).join('').slice(3);
}

export function Tiers({ selected, running, administers, onAct }) {
  const [tenant, setTenant] = useState(null);
  const [problem, setProblem] = useState('');
  useEffect(
    () =>
      selected
        ? poll('/console/figures/tenant', { tenant: selected }, REFRESH_MILLIS, (loaded) => {
          setTenant(loaded);
          setProblem('');
        }, setProblem)
        : undefined,
    [selected]);
  const own = running.filter((task) => task.tenant === selected);
  const others = running.filter((task) => task.tenant !== selected);
  const shown = tenant && tenant.id === selected ? tenant : null;
  return html`
    <section aria-labelledby="tiers-title" class="tiers">
      <div class="head">
        <h2 id="tiers-title">${selected ? `${selected}: tables` : 'Tables'}</h2>
        ${administers && shown && html`<span class="buttons">${tenantActs(selected, shown.suspended).map((act) =>
          html`<button key=${act.title} onClick=${() => onAct(act)}>${act.title}…</button>`)}</span>`}
      </div>
      ${problem && html`<p class="bad" role="alert">${problem}</p>`}
      ${!selected && html`<p class="quiet">Choose a tenant.</p>`}
      ${shown && !shown.open && html`<p class="quiet">${shown.suspended === 'closed'
        ? 'It is suspended.' : 'It is not open; a read or a write opens it.'} Its files have ${bytes(shown.disk)}.</p>`}
      ${shown?.open && html`<${Picture} tenant=${shown} tasks=${own} />`}
      ${own.length > 0 && html`<ul class="tasks">${own.map((task) => html`<${Task} key=${task.kind + task.since} task=${task} alone />`)}</ul>`}
      ${shown?.open && html`<p class="quiet facts"><${QuotaBar} used=${shown.disk} limit=${shown.limit} /> ${facts(shown)}</p>`}
      ${others.length > 0 && html`
        <h3>Elsewhere</h3>
        <ul class="tasks">${others.slice(0, 5).map((task) => html`<${Task} key=${task.tenant + task.kind + task.since} task=${task} />`)}</ul>
        ${others.length > 5 && html`<p class="quiet">and ${others.length - 5} more</p>`}`}
    </section>`;
}
