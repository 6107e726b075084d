package org.allidb.storage.api;

import org.osgi.annotation.versioning.ProviderType;

/** The id of an entity: 1 to 16,384 bytes of any content, usually UTF-8 text. */
@ProviderType
public final class EntityId extends ByteString {

    /** The longest id in bytes. */
    public static final int MAX_LENGTH = 16_384;

    private EntityId(byte[] bytes) {
        super(bytes);
        if (bytes.length == 0 || bytes.length > MAX_LENGTH) {
            throw new InvalidArgumentException(
                    "an entity id of " + bytes.length + " bytes is not allowed; use 1 to " + MAX_LENGTH + " bytes");
        }
    }

    /**
     * Returns an id out of text.
     *
     * @param text encoded as UTF-8
     * @return the id
     * @throws InvalidArgumentException if it is empty or too long, or has half a surrogate pair
     */
    public static EntityId of(String text) {
        return new EntityId(Texts.encode(text, "an entity id"));
    }

    /**
     * Returns an id out of bytes.
     *
     * @param bytes copied
     * @return the id
     * @throws InvalidArgumentException if there are none or too many
     */
    public static EntityId of(byte[] bytes) {
        return new EntityId(bytes.clone());
    }
}
