/**
 * Writes tables. {@code BlockTableWriter} is the door. {@code TableOutput} is the file, {@code ExtentWriter} collects large
 * values, {@code PropertyCollector} computes the properties, which a check of a table computes again.
 */
@NullMarked
package org.allidb.storage.sstable.internal.write;

import org.jspecify.annotations.NullMarked;
