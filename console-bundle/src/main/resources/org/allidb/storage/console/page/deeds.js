// The acts: each is a command of the shell and a request to /v1 that do the same.

import { shell } from './acts.js';

const BY = 'the console';
const MEGABYTE = 1 << 20;

const tenantPath = (id) => `/v1/tenants/${encodeURIComponent(id)}`;

/** Returns an object of sections for a parameter: {"compaction":{"strategy":"leveled"}} for compaction.strategy. */
function sections(parameter, value) {
  const [section, ...key] = parameter.split('.');
  return { [section]: { [key.join('.')]: value } };
}

export function createTenant() {
  return {
    title: 'Create tenant',
    means: 'Creates a tenant with the quotas of the configuration.',
    fields: [{ name: 'tenant', label: 'Id' }],
    command: ({ tenant }) => shell('tenant-create', tenant || 'ID'),
    request: ({ tenant }) => ({ method: 'PUT', path: tenantPath(tenant || 'ID') }),
  };
}

function suspend(id) {
  return {
    title: 'Suspend',
    means: `Refuses operations on ${id} until it is resumed.`,
    fields: [{ name: 'what', label: 'What is refused', value: 'all', choices: [['all', 'every operation'], ['writes', 'writes; it is still read']] }],
    command: ({ what }) => shell('tenant-suspend', id, ...(what === 'writes' ? ['--read-only'] : []), '--by', BY),
    request: ({ what }) => ({ method: 'POST', path: `${tenantPath(id)}/suspend`, body: { read_only: what === 'writes', by: BY } }),
  };
}

/** An act on a tenant that has no fields. */
const plain = (title, means, id, command, name) => ({
  title, means, command: () => shell(command, id), request: () => ({ method: 'POST', path: `${tenantPath(id)}/${name}` }),
});

export function tenantActs(id, suspended) {
  return [
    suspended ? plain('Resume', `${id} can be used again.`, id, 'tenant-resume', 'resume') : suspend(id),
    {
      title: 'Quota',
      means: `Sets how much disk space ${id} may use, in force at once. 0 is no limit.`,
      fields: [{ name: 'megabytes', label: 'MiB', value: '1024', numeric: true }],
      command: ({ megabytes }) => shell('tenant-quota', id, '--disk', `${megabytes || 0}M`),
      request: ({ megabytes }) => ({ method: 'PUT', path: `${tenantPath(id)}/quota`, body: { disk_bytes: Number(megabytes) * MEGABYTE } }),
    },
    {
      title: 'Parameter',
      means: `Sets a parameter of the configuration for ${id} alone, in force at once. Without a value that of all tenants holds again.`,
      fields: [{ name: 'parameter', label: 'Parameter', value: 'compaction.strategy' }, { name: 'value', label: 'Value', optional: true }],
      command: ({ parameter, value }) => shell('tenant-configure', id, `${parameter}=${value}`),
      request: ({ parameter, value }) => ({ method: 'PATCH', path: `${tenantPath(id)}/configuration`, body: sections(parameter, value) }),
    },
    plain('Flush', `Writes what ${id} has in memory to a table.`, id, 'flush', 'flush'),
    plain('Compact', `Merges all tables of ${id} into one. That may take a while, and goes on if this is closed.`, id, 'compact', 'compact'),
    {
      title: 'Drop',
      dangerous: true,
      means: `Deletes ${id} with all its rows, for ever. Backups that have it stay.`,
      fields: [{ name: 'confirm', label: `Type ${id} to confirm`, expected: id }],
      command: () => shell('tenant-drop', id, '--yes'),
      request: ({ confirm }) => ({ method: 'DELETE', path: tenantPath(id), query: { confirm } }),
    },
  ];
}

export function swap(part, name) {
  return {
    title: 'Swap',
    means: `${name} takes the place of the ${part.component} in use, while traffic flows. It lasts until a restart or the next change of the`
      + ` configuration: the line "${part.parameters[0]}: ${name}" in the file makes it last.`,
    command: () => shell('configure', `${part.parameters[0]}=${name}`),
    request: () => ({ method: 'PUT', path: `/v1/components/${part.component}`, body: { name } }),
  };
}

/** @param known paths of parameters */
export function configure(known) {
  return {
    title: 'Change parameter',
    means: 'Changes a parameter for all tenants, in force at once. It lasts until a restart or the next change of the configuration file.',
    fields: [{ name: 'parameter', label: 'Parameter', known }, { name: 'value', label: 'Value' }],
    command: ({ parameter, value }) => shell('configure', `${parameter || 'PARAMETER'}=${value}`),
    request: ({ parameter, value }) => ({ method: 'PATCH', path: '/v1/configuration', body: sections(parameter || 'PARAMETER', value) }),
  };
}

export function createKey() {
  const platform = (tenant) => !tenant;
  return {
    title: 'Make key',
    means: 'Makes a key: of a tenant, or without one of the platform. It is shown once.',
    fields: [
      { name: 'tenant', label: 'Tenant; none for the platform', optional: true },
      { name: 'role', label: 'Role', value: 'reader', choices: [['reader'], ['writer'], ['operator'], ['admin']] },
      { name: 'label', label: 'Note', optional: true },
    ],
    command: ({ tenant, role, label }) =>
      shell('key-create', ...(platform(tenant) ? ['--platform'] : [tenant]), role, ...(label ? ['--label', label] : [])),
    request: ({ tenant, role, label }) => ({
      method: 'POST', path: '/v1/keys', body: { ...(platform(tenant) ? {} : { tenant }), role, ...(label ? { label } : {}) },
    }),
    says: (made) => `Keep it now, it is not shown again: ${made.key}`,
  };
}

export function revokeKey(key) {
  return {
    title: 'Revoke',
    dangerous: true,
    means: `The key ${key.id}${key.label ? ` (${key.label})` : ''} opens nothing any more, and its connections are closed.`,
    command: () => shell('key-revoke', key.id),
    request: () => ({ method: 'DELETE', path: `/v1/keys/${key.id}` }),
  };
}

/** @param directory where backups are, as the configuration names it */
export function backUp(directory, tenant) {
  return {
    title: 'Back up',
    means: 'Backs up a tenant, or all without one. What an earlier backup has is shared. It goes on if this is closed.',
    fields: [{ name: 'tenant', label: 'Tenant; none for all', value: tenant, optional: true }],
    command: (values) => shell('backup', directory, ...(values.tenant ? [values.tenant] : [])),
    request: (values) => ({ method: 'POST', path: '/v1/backups', body: values.tenant ? { tenants: [values.tenant] } : {} }),
  };
}

export function backupActs(directory, backup) {
  const path = `/v1/backups/${backup.backup}`;
  const first = backup.tenants[0]?.tenant ?? '';
  return [
    {
      title: 'Verify',
      means: `Reads every byte of backup ${backup.backup} and checks it.`,
      command: () => shell('backups', directory, '--verify', `${backup.backup}`),
      request: () => ({ method: 'POST', path: `${path}/verify` }),
      says: (task) => (task.result.sound ? `Backup ${backup.backup} is sound.` : `Backup ${backup.backup} is damaged: ${task.result.damage}`),
    },
    {
      title: 'Restore',
      means: `Makes a tenant of what backup ${backup.backup} has of one.`,
      fields: [
        { name: 'tenant', label: 'Tenant in the backup', value: first, choices: backup.tenants.map((held) => [held.tenant]) },
        { name: 'as', label: 'Id of the new tenant', value: `${first}-restored` },
      ],
      command: ({ tenant, as }) => shell('restore', directory, tenant, '--as', as, '--backup', `${backup.backup}`),
      request: ({ tenant, as }) => ({ method: 'POST', path: `${path}/restore`, body: { tenant, as } }),
    },
    {
      title: 'Delete',
      dangerous: true,
      means: `Deletes backup ${backup.backup}, and the tables that only it needs.`,
      fields: [{ name: 'confirm', label: `Type ${backup.backup} to confirm`, expected: `${backup.backup}` }],
      command: () => shell('backups', directory, '--delete', `${backup.backup}`),
      request: () => ({ method: 'DELETE', path }),
    },
  ];
}
