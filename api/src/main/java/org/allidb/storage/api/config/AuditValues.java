package org.allidb.storage.api.config;

/** The values of {@link AuditOptions}, in the order of the file. */
record AuditValues(boolean enabled, double maxFileMb, int keepFiles) implements AuditOptions {}
