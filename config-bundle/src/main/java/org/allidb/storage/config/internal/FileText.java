package org.allidb.storage.config.internal;

import java.io.IOException;
import java.nio.file.Path;

/** Reads a configuration file's bytes. */
@FunctionalInterface
public interface FileText {

    /** Reads a file. */
    byte[] read(Path file) throws IOException;
}
