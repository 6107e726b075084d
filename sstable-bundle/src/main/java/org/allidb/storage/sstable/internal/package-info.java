/**
 * The block-based table format. Its arrows run one way:
 *
 * <pre>
 *   format, provider ──► read ──► write ──► format
 *                        survey ─► read, write, cache
 *                        read ───► cache ─► format
 * </pre>
 *
 * {@code write} builds tables; {@code read} reads them, on the heap and in their mappings; {@code cache} decides what stays in
 * memory; {@code survey} reads tables that may be damaged; {@code format} is the stored form: a package for each version, and
 * {@code common} for what versions share.
 */
@NullMarked
package org.allidb.storage.sstable.internal;

import org.jspecify.annotations.NullMarked;
