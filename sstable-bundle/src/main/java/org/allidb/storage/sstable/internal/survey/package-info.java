/**
 * Reads tables that may be damaged, to dump, check or salvage them. {@code BlockTableInspector} is the door.
 * {@code TableSurvey} reads the metadata as far as it is intact, {@code SurveyedTable} the blocks; {@code BlockScan} finds blocks
 * without an index.
 */
@NullMarked
package org.allidb.storage.sstable.internal.survey;

import org.jspecify.annotations.NullMarked;
