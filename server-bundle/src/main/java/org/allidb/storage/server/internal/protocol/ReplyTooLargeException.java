package org.allidb.storage.server.internal.protocol;

import java.io.Serial;

/** An answer that is larger than allowed. */
public final class ReplyTooLargeException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    ReplyTooLargeException(int most) {
        super(
                "the answer is larger than the " + most
                        + " bytes that server.max_output_mb allows; ask for less at a time",
                null,
                false,
                false);
    }
}
