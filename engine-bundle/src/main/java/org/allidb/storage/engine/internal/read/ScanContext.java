package org.allidb.storage.engine.internal.read;

import org.allidb.storage.spi.entry.ScanDirection;

/**
 * What a scan was asked for, and the moment that it reads at.
 *
 * @param bounds the range
 * @param direction which way it walks
 * @param limit how many rows are wanted, 0 if that is not known
 * @param sequence the newest sequence that it shows
 * @param nowMillis the wall time by which it takes rows for expired
 */
record ScanContext(ScanBounds bounds, ScanDirection direction, long limit, long sequence, long nowMillis) {}
