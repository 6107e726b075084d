package org.allidb.storage.vfs.internal;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;
import org.allidb.storage.spi.vfs.NoSpaceException;

/** A translator of errors of the operating system. */
final class DiskErrors {

    private DiskErrors() {}

    static <T> T translate(Path path, Interruptions.Operation<T> operation) throws IOException {
        try {
            return operation.run();
        } catch (FileSystemException e) {
            throw isFull(e.getReason()) ? full(path, e) : e;
        } catch (IOException e) {
            if (isFull(e.getMessage())) {
                throw full(path, e);
            }
            throw e;
        }
    }

    private static NoSpaceException full(Path path, IOException cause) {
        return new NoSpaceException("there is no space left on the device for " + path.getFileName(), cause);
    }

    private static boolean isFull(@org.jspecify.annotations.Nullable String message) {
        if (message == null) {
            return false;
        }
        String text = message.toLowerCase(Locale.ROOT);
        return text.contains("no space left") || text.contains("quota exceeded") || text.contains("not enough space");
    }
}
