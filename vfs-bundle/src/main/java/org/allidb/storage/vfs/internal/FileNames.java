package org.allidb.storage.vfs.internal;

/** The names that the platform's files may have. */
final class FileNames {

    private static final int MAX_PART = 255;

    private FileNames() {}

    /** Checks a relative name; the empty name is the root. */
    static String check(String name) {
        if (name.isEmpty()) {
            return name;
        }
        int start = 0;
        while (true) {
            int slash = name.indexOf('/', start);
            int end = slash < 0 ? name.length() : slash;
            checkPart(name, start, end);
            if (slash < 0) {
                return name;
            }
            start = slash + 1;
        }
    }

    private static void checkPart(String name, int start, int end) {
        int length = end - start;
        boolean dots = length > 0
                && length <= 2
                && name.chars().skip(start).limit(length).allMatch(c -> c == '.');
        if (length == 0 || length > MAX_PART || dots) {
            throw new IllegalArgumentException("a file name must have parts of 1 to " + MAX_PART
                    + " characters, none of them '.' or '..', between single slashes");
        }
        for (int i = start; i < end; i++) {
            char c = name.charAt(i);
            boolean allowed = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!allowed && c != '.' && c != '-' && c != '_') {
                throw new IllegalArgumentException(String.format(
                        "a file name must not have the character U+%04X; use letters, digits, dots, hyphens and"
                                + " underscores",
                        (int) c));
            }
        }
    }
}
