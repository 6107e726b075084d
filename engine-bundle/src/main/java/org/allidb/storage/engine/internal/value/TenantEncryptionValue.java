package org.allidb.storage.engine.internal.value;

import org.allidb.storage.api.TenantEncryption;

/** How a tenant is encrypted; its key has the number 0 if it is not. */
public record TenantEncryptionValue(
        int keyNumber, int keys, String masterKey, String provider, long tableBytes, long currentBytes)
        implements TenantEncryption {

    /** A tenant that is not encrypted. */
    public static final TenantEncryption NONE = new TenantEncryptionValue(0, 0, "", "", 0, 0);

    @Override
    public boolean encrypted() {
        return keyNumber > 0;
    }
}
