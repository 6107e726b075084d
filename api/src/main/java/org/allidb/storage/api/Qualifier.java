package org.allidb.storage.api;

import org.osgi.annotation.versioning.ProviderType;

/** What tells the rows of one kind of an entity apart: 0 to 16,384 bytes. */
@ProviderType
public final class Qualifier extends ByteString {

    /** No bytes: the only row of its kind. */
    public static final Qualifier NONE = new Qualifier(new byte[0]);

    /** The longest qualifier in bytes. */
    public static final int MAX_LENGTH = 16_384;

    private Qualifier(byte[] bytes) {
        super(bytes);
        if (bytes.length > MAX_LENGTH) {
            throw new InvalidArgumentException(
                    "a qualifier of " + bytes.length + " bytes is too long; use at most " + MAX_LENGTH + " bytes");
        }
    }

    /**
     * Returns a qualifier out of text.
     *
     * @param text encoded as UTF-8
     * @return the qualifier
     * @throws InvalidArgumentException if it is too long, or has half a surrogate pair
     */
    public static Qualifier of(String text) {
        return text.isEmpty() ? NONE : new Qualifier(Texts.encode(text, "a qualifier"));
    }

    /**
     * Returns a qualifier out of bytes.
     *
     * @param bytes copied
     * @return the qualifier
     * @throws InvalidArgumentException if there are too many
     */
    public static Qualifier of(byte[] bytes) {
        return bytes.length == 0 ? NONE : new Qualifier(bytes.clone());
    }
}
