package org.allidb.storage.benchmarks.engine;

import java.util.Arrays;

/** Edges for stores that know nothing but keys: the vertex, the relation, the target. A vertex is a number of eight digits. */
final class EdgeKeys {

    /** Bytes of a vertex. */
    static final int VERTEX = 8;
    /** Bytes that all edges of a vertex and a relation begin with. */
    static final int PREFIX = VERTEX + 6;
    /** Bytes of a key. */
    static final int LENGTH = PREFIX + VERTEX;
    /** Bytes of an edge's content. */
    static final int VALUE = 8;
    /** The relation. */
    static final String RELATION = "knows";

    private static final int RADIX = 10;

    private EdgeKeys() {}

    /** Returns the bytes of a vertex. */
    static byte[] vertex(int vertex) {
        byte[] bytes = new byte[VERTEX];
        write(vertex, bytes, 0);
        return bytes;
    }

    /** Returns what the keys of a vertex begin with. */
    static byte[] prefix(int vertex) {
        byte[] prefix = new byte[PREFIX];
        writePrefix(vertex, prefix);
        return prefix;
    }

    /** Returns the key of an edge. */
    static byte[] key(int source, int target) {
        byte[] key = new byte[LENGTH];
        writePrefix(source, key);
        write(target, key, PREFIX);
        return key;
    }

    /** Returns whether a key is of an edge that starts as a prefix says. */
    static boolean isOf(byte[] key, byte[] prefix) {
        return Arrays.equals(key, 0, PREFIX, prefix, 0, PREFIX);
    }

    /** Returns the vertex that lies at a place. */
    static int vertexAt(byte[] bytes, int offset) {
        int vertex = 0;
        for (int i = 0; i < VERTEX; i++) {
            vertex = RADIX * vertex + bytes[offset + i] - '0';
        }
        return vertex;
    }

    /** Returns the content of an edge. */
    static byte[] value(int target) {
        return vertex(target);
    }

    private static void writePrefix(int vertex, byte[] target) {
        write(vertex, target, 0);
        for (int i = 0; i < RELATION.length(); i++) {
            target[VERTEX + i] = (byte) RELATION.charAt(i);
        }
        target[VERTEX + RELATION.length()] = 0;
    }

    private static void write(int vertex, byte[] target, int offset) {
        int rest = vertex;
        for (int i = VERTEX - 1; i >= 0; i--) {
            target[offset + i] = (byte) ('0' + rest % RADIX);
            rest /= RADIX;
        }
    }
}
