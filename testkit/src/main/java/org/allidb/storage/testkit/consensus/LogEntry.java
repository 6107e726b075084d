package org.allidb.storage.testkit.consensus;

import org.jspecify.annotations.Nullable;

/**
 * An entry of the log.
 *
 * @param term in which it was proposed
 * @param bytes what was proposed; null in the entry with which a leader begins its term
 */
@SuppressWarnings("ArrayRecordComponent") // Entries are never compared.
record LogEntry(long term, byte @Nullable [] bytes) {}
