package org.allidb.storage.server.internal.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * A command as it arrived.
 *
 * @param name its name in lower case
 * @param arguments its name as it was sent, and what follows it
 * @param bytes about what it takes in memory
 */
public record Request(String name, List<byte[]> arguments, int bytes) {

    /** What an argument takes beside its bytes. */
    static final int OVERHEAD = 32;

    static Request of(List<byte[]> arguments, int bytes) {
        String name = new String(arguments.getFirst(), StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
        return new Request(name, arguments, bytes);
    }

    /** Returns an argument as text. */
    public String text(int index) {
        return new String(arguments.get(index), StandardCharsets.UTF_8);
    }
}
