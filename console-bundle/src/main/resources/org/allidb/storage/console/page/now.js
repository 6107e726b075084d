// What happens now: rates over the last fifteen minutes, latencies of the last ten seconds, and what slows writers.

import { html, useEffect, useRef } from './vendor/htm-preact.js';
import uPlot from './vendor/uplot.js';
import { bytes, count, nanos, percent } from './format.js';

const KEPT_MILLIS = 15 * 60 * 1000;
const RECENT_MILLIS = 10 * 1000;

/** Of a look that is not recent the curves alone are kept: 1,800 whole ones would be tens of megabytes. */
function curves(look) {
  const { written, read } = look.figures;
  return { at: look.at, figures: { written, read }, isWhole: false };
}

/** Adds a look to those of the last fifteen minutes. */
export function remember(history, figures, now) {
  const whole = now - 2 * RECENT_MILLIS;
  const looks = history.map((look) => (look.isWhole && look.at < whole ? curves(look) : look));
  looks.push({ at: now, figures, isWhole: true });
  const first = looks.findIndex((look) => look.at >= now - KEPT_MILLIS);
  return first > 0 ? looks.slice(first) : looks;
}

/** Returns the look of ten seconds ago. */
function before(history) {
  const now = history.at(-1).at;
  return (history.findLast((look) => look.isWhole && look.at <= now - RECENT_MILLIS) ?? history.find((look) => look.isWhole)).figures;
}

/** Returns the bound below which so many of the operations between two looks were; null if there were none. */
export function percentile(from, to, part) {
  const total = to.measured - from.measured;
  if (total <= 0) {
    return null;
  }
  for (let i = 0; i < to.buckets.length; i++) {
    if (to.buckets[i][1] - from.buckets[i][1] >= part * total) {
      return to.buckets[i][0];
    }
  }
  return to.max;
}

function Chart({ label, history, figure, text }) {
  const box = useRef();
  const plot = useRef();
  useEffect(() => {
    const style = getComputedStyle(box.current);
    const stroke = style.getPropertyValue('--accent');
    plot.current = new uPlot({
      width: box.current.clientWidth,
      height: 64,
      legend: { show: false },
      cursor: { show: false },
      axes: [{ show: false }, { show: false }],
      scales: { x: { time: true }, y: { range: (chart, least, most) => [0, Math.max(1, most * 1.1)] } },
      series: [{}, { stroke, width: 1.5, fill: style.getPropertyValue('--accent-soft'), points: { show: false } }],
    }, [[], []], box.current);
    const observer = new ResizeObserver(() => plot.current.setSize({ width: box.current.clientWidth, height: 64 }));
    observer.observe(box.current);
    return () => {
      observer.disconnect();
      plot.current.destroy();
    };
  }, []);
  useEffect(() => {
    plot.current.setData([history.map((look) => look.at / 1000), history.map((look) => figure(look.figures))]);
  }, [history]);
  const now = history.at(-1).figures;
  return html`
    <figure>
      <figcaption><span>${label}</span><strong>${text(now)}</strong></figcaption>
      <div class="chart" ref=${box} role="img" aria-label=${`${label}: ${text(now)} now; the curve is of the last 15 minutes`}></div>
    </figure>`;
}

const Tile = ({ name, value, state = '' }) => html`<div class=${`tile ${state}`}><dt>${name}</dt><dd>${value}</dd></div>`;

export function Now({ history, theme }) {
  const now = history.at(-1).figures;
  const then = before(history);
  const p99 = (name) => {
    const found = percentile(then.latencies[name], now.latencies[name], 0.99);
    return found === null ? '–' : `≤ ${nanos(found)}`;
  };
  const lookups = now.hits + now.misses - then.hits - then.misses;
  const refused = now.refused - then.refused;
  return html`
    <section aria-labelledby="now-title" class="now">
      <h2 id="now-title">Now</h2>
      <div class="charts" key=${theme}>
        <${Chart} label="rows written" history=${history} figure=${(f) => f.written}
          text=${(f) => `${count(f.written)}/s · ${bytes(f.written_bytes)}/s`} />
        <${Chart} label="rows read" history=${history} figure=${(f) => f.read} text=${(f) => `${count(f.read)}/s`} />
      </div>
      <dl class="tiles">
        <${Tile} name="get p99" value=${p99('get')} />
        <${Tile} name="put p99" value=${p99('put')} />
        <${Tile} name="sync p99" value=${p99('sync')} />
        <${Tile} name="stalled writers" value=${now.stalled < 0.005 ? 'none' : percent(now.stalled)} state=${now.stalled > 0.1 ? 'warn' : ''} />
        <${Tile} name="refused" value=${refused ? `${count(refused)} in 10 s` : 'none'} state=${refused ? 'warn' : ''} />
        <${Tile} name="cache hits" value=${lookups > 0 ? percent((now.hits - then.hits) / lookups) : '–'} />
        <${Tile} name="due to be merged" value=${bytes(now.due)} />
        <${Tile} name="memtables" value=${`${bytes(now.buffer)} of ${bytes(now.buffer_limit)}`} />
      </dl>
    </section>`;
}
