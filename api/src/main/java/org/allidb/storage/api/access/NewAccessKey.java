package org.allidb.storage.api.access;

import org.osgi.annotation.versioning.ProviderType;

/** A key that was just made: the one moment in which its text is known. */
@ProviderType
public final class NewAccessKey {

    private final AccessKey key;
    private final String text;

    NewAccessKey(AccessKey key, String text) {
        this.key = key;
        this.text = text;
    }

    /** {@return what is known of it later too} */
    public AccessKey key() {
        return key;
    }

    /** {@return what a client presents: {@code allidb_TENANT_ID_SECRET}; it cannot be had again} */
    public String text() {
        return text;
    }

    /** Returns what is no secret. */
    @Override
    public String toString() {
        return key.toString();
    }
}
