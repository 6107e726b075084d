package org.allidb.storage.api;

import org.osgi.annotation.versioning.ProviderType;

/** A place between two rows, at which a scan can be taken up again; opaque, but it can be stored and sent. */
@ProviderType
public final class ResumeKey extends ByteString {

    private ResumeKey(byte[] bytes) {
        super(bytes);
    }

    /**
     * Returns a resume key as {@link #toByteArray()} gave it.
     *
     * @param bytes copied
     * @return the key
     */
    public static ResumeKey of(byte[] bytes) {
        return new ResumeKey(bytes.clone());
    }
}
