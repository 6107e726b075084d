package org.allidb.storage.tenant.internal;

import org.allidb.storage.spi.vfs.Vfs;

/**
 * A tenant's directory and the size of what is in it.
 *
 * @param files the directory as a file system
 * @param bytes the bytes of all its files when it was opened
 */
record MeasuredDirectory(Vfs files, long bytes) {}
