package org.allidb.storage.server.internal.protocol;

/**
 * What a client may send as one command.
 *
 * @param arguments the most arguments, the name included
 * @param bytes the most bytes of all of them
 * @param authenticated whether its client has presented a key; if not, the errors say so
 */
public record RequestLimits(int arguments, int bytes, boolean authenticated) {

    private static final int STRANGER_ARGUMENTS = 10;
    private static final int STRANGER_BYTES = 16_384;

    /** What a client may send before it has presented a key; as in Redis. */
    public static final RequestLimits STRANGER = new RequestLimits(STRANGER_ARGUMENTS, STRANGER_BYTES, false);
}
