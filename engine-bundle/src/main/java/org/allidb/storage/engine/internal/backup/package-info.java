/**
 * Backups: a directory of immutable tables, shared by all backups that hold them, and one small file for each backup that
 * names them. docs/file-formats.md draws both.
 */
@NullMarked
package org.allidb.storage.engine.internal.backup;

import org.jspecify.annotations.NullMarked;
