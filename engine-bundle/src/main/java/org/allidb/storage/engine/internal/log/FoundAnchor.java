package org.allidb.storage.engine.internal.log;

import java.util.Optional;
import org.allidb.storage.spi.wal.LogAnchor;

/**
 * What a register of logs that is looked at says of one of them.
 *
 * @param content what it says; empty if nothing
 */
public record FoundAnchor(Optional<byte[]> content) implements LogAnchor {

    @Override
    public String file() {
        return LogRegister.FILE;
    }

    @Override
    public void remember(byte[] bytes) {
        throw new IllegalStateException("a directory that is looked at is not changed");
    }
}
