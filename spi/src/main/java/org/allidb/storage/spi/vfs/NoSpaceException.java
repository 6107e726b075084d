package org.allidb.storage.spi.vfs;

import java.io.IOException;
import java.io.Serial;
import org.osgi.annotation.versioning.ProviderType;

/** The device is full, or a tenant's space quota is. */
@ProviderType
public final class NoSpaceException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Whose limit was reached. */
    public enum Limit {
        /** The device has no space left. */
        DEVICE,
        /** The tenant's quota is used up. */
        QUOTA
    }

    private final Limit limit;
    private final long limitBytes;
    private final long usedBytes;

    /**
     * A full device.
     *
     * @param message what could not be written, where, and what to do
     * @param cause the error of the operating system
     */
    public NoSpaceException(String message, Throwable cause) {
        super(message, cause);
        this.limit = Limit.DEVICE;
        this.limitBytes = 0;
        this.usedBytes = 0;
    }

    /**
     * A full quota.
     *
     * @param message whose quota, and what to do
     * @param limitBytes the quota in bytes
     * @param usedBytes what is used in bytes
     */
    public NoSpaceException(String message, long limitBytes, long usedBytes) {
        super(message);
        this.limit = Limit.QUOTA;
        this.limitBytes = limitBytes;
        this.usedBytes = usedBytes;
    }

    /**
     * Returns whose limit was reached.
     *
     * @return device or quota
     */
    public Limit limit() {
        return limit;
    }

    /**
     * Returns the quota.
     *
     * @return bytes, 0 for a full device
     */
    public long limitBytes() {
        return limitBytes;
    }

    /**
     * Returns what was used when the limit was met.
     *
     * @return bytes, 0 for a full device
     */
    public long usedBytes() {
        return usedBytes;
    }
}
