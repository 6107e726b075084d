package org.allidb.storage.tenant.internal.keys;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.allidb.storage.spi.keys.KeyRequest;

/** Reads the files that the configuration names. */
final class KeyPath {

    private static final String NONE = "none";

    private KeyPath() {}

    /**
     * Reads a file.
     *
     * @param path its name
     * @param parameter the parameter that names it
     * @throws IOException if none is named, or it cannot be read; says what to do
     */
    static byte[] read(KeyRequest request, String path, String parameter) throws IOException {
        if (path.equals(NONE)) {
            throw new IOException(parameter + " = none; set it to the file that has the " + request);
        }
        try {
            return request.read(Path.of(path));
        } catch (InvalidPathException e) {
            throw new IOException(parameter + " = " + path + " is no name of a file", e);
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "the file " + path + " of " + parameter + " is missing; put it there, or mount it", e);
        } catch (IOException e) {
            throw new IOException("the file " + path + " of " + parameter + " cannot be read: " + e.getMessage(), e);
        }
    }
}
