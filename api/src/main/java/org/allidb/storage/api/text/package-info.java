/** Figures, paragraphs, tables, progress and rows as people read them, the same in every message, command and report. */
@Version("0.1.0")
@NullMarked
package org.allidb.storage.api.text;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
