package org.allidb.storage.engine.internal.feed;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of a feed. Immutable.
 *
 * @param number its number
 * @param header its header
 * @param bytes its length; that of the file to which records are being appended grows
 */
record FeedFile(long number, FeedHeader header, long bytes) {

    private static final Pattern NAME = Pattern.compile("([0-9]{16})\\.feed");

    String name() {
        return name(number);
    }

    static String name(long number) {
        return String.format("%016d.feed", number);
    }

    /** Returns the number in the name of a file of a feed. */
    static Optional<Long> number(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? Optional.of(Long.parseLong(matcher.group(1))) : Optional.empty();
    }
}
