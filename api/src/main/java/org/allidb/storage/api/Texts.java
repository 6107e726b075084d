package org.allidb.storage.api;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Strict UTF-8: what cannot be encoded is refused, never replaced. */
final class Texts {

    private Texts() {}

    static byte[] encode(String text, String what) {
        if (hasNoSurrogates(text)) {
            // cannot fail, and takes no encoder
            return text.getBytes(StandardCharsets.UTF_8);
        }
        try {
            ByteBuffer buffer = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            return Arrays.copyOfRange(buffer.array(), buffer.arrayOffset(), buffer.arrayOffset() + buffer.limit());
        } catch (CharacterCodingException e) {
            throw new InvalidArgumentException(what + " must be valid Unicode: it has half a surrogate pair", e);
        }
    }

    private static boolean hasNoSurrogates(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
