package org.allidb.storage.config.internal;

import java.io.IOException;
import java.nio.file.Path;

/** A way to read the bytes of a configuration file. */
@FunctionalInterface
public interface FileText {

    /** Reads a file. */
    byte[] read(Path file) throws IOException;
}
