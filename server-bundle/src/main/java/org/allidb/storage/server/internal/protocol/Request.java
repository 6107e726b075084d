package org.allidb.storage.server.internal.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * A command as it arrived.
 *
 * @param arguments its name and what follows it; at least the name
 * @param bytes about what it takes in memory
 */
public record Request(List<byte[]> arguments, int bytes) {

    /** What an argument takes beside its bytes. */
    static final int OVERHEAD = 32;

    /** Returns the name in lower case. */
    public String name() {
        return text(0).toLowerCase(Locale.ROOT);
    }

    /** Returns an argument as text. */
    public String text(int index) {
        return new String(arguments.get(index), StandardCharsets.UTF_8);
    }
}
