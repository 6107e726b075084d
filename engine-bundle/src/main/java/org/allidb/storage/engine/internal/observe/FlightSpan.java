package org.allidb.storage.engine.internal.observe;

/** Something that has begun, and is recorded when it has ended. */
public interface FlightSpan {

    /** A span that is not recorded. */
    FlightSpan NONE = (subject, bytesRead, bytesWritten) -> {};

    /**
     * Records it.
     *
     * @param subject the tenant, or the file
     * @param bytesRead bytes that it read, if that means something
     * @param bytesWritten bytes that it wrote, if that means something
     */
    void end(String subject, long bytesRead, long bytesWritten);
}
