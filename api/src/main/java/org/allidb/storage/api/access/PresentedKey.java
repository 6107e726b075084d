package org.allidb.storage.api.access;

import org.allidb.storage.api.TenantId;

/**
 * A key as its text says it: {@code allidb_TENANT_ID_SECRET}. Ids of tenants may have the separator, the other parts have not.
 *
 * @param tenant the id of its tenant
 * @param id its id in hexadecimal digits
 * @param secret its secret in hexadecimal digits
 */
record PresentedKey(String tenant, String id, String secret) {

    static final int ID_BYTES = 8;
    static final int SECRET_BYTES = 32;

    private static final String PREFIX = "allidb_";
    private static final int ID = 2 * ID_BYTES;
    private static final int SECRET = 2 * SECRET_BYTES;

    /** What a text that is no key is looked up as, so that it takes the time of one that is. */
    static final PresentedKey NONE = new PresentedKey("", "0".repeat(ID), "0".repeat(SECRET));

    static PresentedKey of(String text) {
        int secret = text.length() - SECRET;
        int id = secret - 1 - ID;
        int tenant = id - 1;
        boolean shaped = tenant > PREFIX.length()
                && tenant - PREFIX.length() <= TenantId.MAX_LENGTH
                && text.startsWith(PREFIX)
                && text.charAt(tenant) == '_'
                && text.charAt(secret - 1) == '_'
                && isId(text.substring(id, id + ID));
        return shaped
                ? new PresentedKey(
                        text.substring(PREFIX.length(), tenant), text.substring(id, id + ID), text.substring(secret))
                : NONE;
    }

    static boolean isId(String text) {
        return text.length() == ID && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }

    /** Returns the text with the secret. */
    String text() {
        return PREFIX + tenant + "_" + id + "_" + secret;
    }

    /** Returns what is no secret. */
    @Override
    public String toString() {
        return id;
    }
}
