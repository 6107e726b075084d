package org.allidb.storage.sstable.internal.format.common;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.allidb.storage.api.Provider;
import org.jspecify.annotations.Nullable;

/**
 * The block of a filter that is not built in. It lies between the index and an empty built-in filter, where earlier states of this
 * software do not look: they read the table without a filter.
 *
 * <pre>
 *   magic "ALLIDBKF" | length of the name u8 | name | bytes of the filter
 * </pre>
 *
 * @param name the name of the filter
 * @param bytes what its provider built
 */
public record NamedFilter(String name, byte[] bytes) {

    private static final byte[] MAGIC = "ALLIDBKF".getBytes(StandardCharsets.US_ASCII);
    private static final int NAME_AT = MAGIC.length + 1;

    /** Encodes the block. */
    public byte[] encode() {
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        byte[] block = new byte[NAME_AT + text.length + bytes.length];
        System.arraycopy(MAGIC, 0, block, 0, MAGIC.length);
        block[MAGIC.length] = (byte) text.length;
        System.arraycopy(text, 0, block, NAME_AT, text.length);
        System.arraycopy(bytes, 0, block, NAME_AT + text.length, bytes.length);
        return block;
    }

    /**
     * Decodes the block.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static NamedFilter decode(byte[] block) {
        int from = block.length < NAME_AT ? 0 : NAME_AT + (block[MAGIC.length] & 0xFF);
        if (from <= NAME_AT || from > block.length || !Arrays.equals(block, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new IllegalArgumentException("the block of a named filter is something else");
        }
        String name = new String(block, NAME_AT, from - NAME_AT, StandardCharsets.US_ASCII);
        if (!name.matches(Provider.NAME_PATTERN)) {
            throw new IllegalArgumentException("a filter cannot have the name of a named filter");
        }
        return new NamedFilter(name, Arrays.copyOfRange(block, from, block.length));
    }

    /**
     * Returns where the block is.
     *
     * @return null if the table has none
     * @throws IllegalArgumentException if there is something else between the index and the built-in filter
     */
    public static @Nullable BlockHandle place(TableFooter footer) {
        long start = footer.index().offset() + footer.index().length() + BlockTrailer.BYTES;
        long room = footer.filter().offset() - start;
        if (room == 0) {
            return null;
        }
        if (room < BlockTrailer.BYTES
                || room > Integer.MAX_VALUE
                || footer.filter().length() > 0) {
            throw new IllegalArgumentException("there is something else before the filter");
        }
        return new BlockHandle(start, (int) room - BlockTrailer.BYTES);
    }
}
