package org.allidb.storage.wal.internal.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A decoder of headers of format version 1, which name no log. They are no longer written. */
final class SegmentHeaderV1 {

    private SegmentHeaderV1() {}

    /** Reads a header whose checksum is right. */
    static SegmentHeader decode(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return new SegmentHeader(
                LogIdentity.NONE,
                buffer.getLong(16),
                buffer.getLong(24),
                buffer.getLong(32),
                buffer.getLong(40),
                buffer.getLong(48));
    }
}
