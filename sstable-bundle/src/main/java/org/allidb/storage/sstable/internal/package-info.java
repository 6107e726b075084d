/**
 * The block-based table format. Its arrows run one way:
 *
 * <pre>
 *   format, provider ──► read ──► write ──► format.v1
 *                        survey ─► read, write, cache
 *                        read ───► cache ─► format.v1
 * </pre>
 *
 * {@code write} builds tables; {@code read} reads them, on the heap and in their mappings; {@code cache} decides what stays in
 * memory; {@code survey} reads tables that may be damaged; {@code format.v1} is the stored form.
 */
@NullMarked
package org.allidb.storage.sstable.internal;

import org.jspecify.annotations.NullMarked;
