package org.allidb.storage.sstable.internal.write;

import org.allidb.storage.spi.codec.BoundCodec;

/**
 * A dictionary that pays.
 *
 * @param bytes what the table stores
 * @param codec bound to it, for the writer to close
 */
record TrainedDictionary(byte[] bytes, BoundCodec codec) {}
