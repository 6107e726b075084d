package org.allidb.storage.sstable.internal.format.common;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.allidb.storage.spi.codec.BoundCodec;

/** The release of codecs that are bound to dictionaries. */
public final class BoundCodecs {

    private static final Logger LOG = System.getLogger(BoundCodecs.class.getName());

    private BoundCodecs() {}

    /** Closes a codec that is bound to a dictionary; that it fails hurts nothing but its memory. */
    public static void close(BoundCodec bound, String name) {
        try {
            bound.close();
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            LOG.log(
                    Level.WARNING,
                    "codec '" + name + "' failed to release a dictionary, whose memory may stay in use",
                    e);
        }
    }
}
