package org.allidb.storage.sstable.internal.write;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A codec that failed at a block, of which nothing was written. */
final class CodecFailure extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String what;

    /**
     * Creates the failure.
     *
     * @param name the codec
     * @param what what it did, in words that follow its name
     */
    CodecFailure(String name, String what, @Nullable Throwable cause) {
        super("codec '" + name + "' " + what + "; the table was not written. Replace the codec", cause);
        this.what = what;
    }

    /** Returns what it did, in words that follow its name. */
    String what() {
        return what;
    }
}
