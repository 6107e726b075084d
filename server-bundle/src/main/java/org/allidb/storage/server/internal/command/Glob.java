package org.allidb.storage.server.internal.command;

import java.util.Arrays;

/**
 * A pattern of Redis over bytes: {@code *} any bytes, {@code ?} one, {@code [a-z]} one of a set, {@code [^a]} one that is not, and
 * {@code \} takes the next one as it is. Takes at most time in proportion to the product of both lengths.
 */
final class Glob {

    private final byte[] pattern;

    Glob(byte[] pattern) {
        this.pattern = pattern;
    }

    /** Returns the bytes with which everything begins that fits. */
    byte[] prefix() {
        int end = 0;
        while (end < pattern.length && "*?[\\".indexOf(pattern[end]) < 0) {
            end++;
        }
        return Arrays.copyOf(pattern, end);
    }

    /** Returns whether bytes fit. After a star only the last star is tried again: an earlier one could take no more. */
    boolean fits(byte[] text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int taken = 0;
        while (t < text.length) {
            int next = p < pattern.length && pattern[p] != '*' ? one(p, text[t]) : -1;
            if (p < pattern.length && pattern[p] == '*') {
                star = p++;
                taken = t;
            } else if (next > 0) {
                p = next;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++taken;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == '*') {
            p++;
        }
        return p == pattern.length;
    }

    /** Returns where the pattern continues if one byte fits at a place of it; -1 if it does not. */
    private int one(int place, byte c) {
        return switch (pattern[place]) {
            case '?' -> place + 1;
            case '[' -> set(place + 1, c);
            case '\\' -> {
                int literal = Math.min(place + 1, pattern.length - 1);
                yield pattern[literal] == c ? literal + 1 : -1;
            }
            default -> pattern[place] == c ? place + 1 : -1;
        };
    }

    private int set(int begin, byte c) {
        int p = begin;
        boolean not = p < pattern.length && pattern[p] == '^';
        p += not ? 1 : 0;
        boolean found = false;
        while (p < pattern.length && pattern[p] != ']') {
            if (pattern[p] == '\\' && p + 1 < pattern.length) {
                p++;
                found |= pattern[p] == c;
            } else if (p + 2 < pattern.length && pattern[p + 1] == '-') {
                int low = Math.min(pattern[p] & 0xFF, pattern[p + 2] & 0xFF);
                int high = Math.max(pattern[p] & 0xFF, pattern[p + 2] & 0xFF);
                found |= (c & 0xFF) >= low && (c & 0xFF) <= high;
                p += 2;
            } else {
                found |= pattern[p] == c;
            }
            p++;
        }
        return found == not ? -1 : Math.min(p + 1, pattern.length);
    }
}
