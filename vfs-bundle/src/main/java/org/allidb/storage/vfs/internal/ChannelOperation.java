package org.allidb.storage.vfs.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;

/** An operation on an open channel. */
interface ChannelOperation<T> {

    /** Runs the operation. */
    T run(FileChannel open) throws IOException;
}
