package org.allidb.storage.spi.codec;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A codec that is bound to a dictionary. It has the name of the codec that made it. Blocks that it compresses are decompressed with the
 * same dictionary alone: with another one they are an {@link IllegalArgumentException}, or other bytes, as with damage.
 *
 * <ul>
 *   <li>Thread-safe. It is closed when no call is under way and none follows, once.
 *   <li>After a close its memory outside of the heap is free.
 * </ul>
 */
@ConsumerType
public interface BoundCodec extends Codec, AutoCloseable {

    /** Releases what it holds. Closing twice is allowed. */
    @Override
    void close();
}
