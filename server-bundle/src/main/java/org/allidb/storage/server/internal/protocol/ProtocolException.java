package org.allidb.storage.server.internal.protocol;

import java.io.Serial;

/** Bytes of a client that are no command. What follows them has no meaning, so its connection is closed. */
public final class ProtocolException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    ProtocolException(String message) {
        super(message, null, false, false);
    }
}
