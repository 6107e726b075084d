package org.allidb.storage.api;

/** A place between two rows, at which a scan can be taken up again; opaque, but it can be stored and sent. */
public final class ResumeKey extends ByteString {

    private ResumeKey(byte[] bytes) {
        super(bytes);
    }

    /**
     * A resume key as {@link #toByteArray()} gave it.
     *
     * @param bytes copied
     * @return the key
     */
    public static ResumeKey of(byte[] bytes) {
        return new ResumeKey(bytes.clone());
    }
}
