// Numbers as people read them.

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

function short(value) {
  return value >= 100 || Number.isInteger(value) ? Math.round(value).toString() : value.toPrecision(2 + (value >= 10));
}

export function bytes(value) {
  let unit = 0;
  let rest = value;
  while (rest >= 1024 && unit < UNITS.length - 1) {
    rest /= 1024;
    unit++;
  }
  return `${short(rest)} ${UNITS[unit]}`;
}

export function count(value) {
  if (value >= 1e6) {
    return `${short(value / 1e6)}M`;
  }
  return value >= 1e4 ? `${short(value / 1e3)}k` : short(value < 10 ? Math.round(value * 10) / 10 : Math.round(value));
}

export function nanos(value) {
  for (const [size, unit] of [[1e9, 's'], [1e6, 'ms'], [1e3, 'µs']]) {
    if (value >= size) {
      return `${short(value / size)} ${unit}`;
    }
  }
  return `${Math.round(value)} ns`;
}

export function percent(part) {
  return `${Math.round(100 * part)} %`;
}

export function time(millis) {
  return new Date(millis).toLocaleTimeString([], { hour12: false });
}
