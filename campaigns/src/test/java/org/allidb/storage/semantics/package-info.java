/** What the API promises, wherever the rows are: in the memtable, in tables, merged, or replayed from the log. */
package org.allidb.storage.semantics;
