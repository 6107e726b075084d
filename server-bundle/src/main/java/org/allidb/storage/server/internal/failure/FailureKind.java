package org.allidb.storage.server.internal.failure;

/** What went wrong, as far as a client can do something about it: a word of Redis' protocol, and a status and type of HTTP. */
public enum FailureKind {
    /** A key is needed and was not presented. */
    NO_KEY("NOAUTH", 401, "key-required", "A key is needed"),
    /** What was presented is no key. */
    WRONG_KEY("WRONGPASS", 401, "key-refused", "This is no key"),
    /** The role does not allow it. */
    FORBIDDEN("NOPERM", 403, "forbidden", "The caller may not do this"),
    /** The tenant refuses it until it is resumed. */
    SUSPENDED("NOPERM", 403, "tenant-suspended", "The tenant is suspended"),
    /** There is no such tenant. */
    UNKNOWN_TENANT("NOPERM", 404, "tenant-unknown", "There is no such tenant"),
    /** There is such a tenant already. */
    EXISTS("ERR", 409, "tenant-exists", "There is such a tenant already"),
    /** The directory is open for reading only. */
    READ_ONLY("READONLY", 403, "read-only", "The storage is read only"),
    /** A rate of the tenant is used up. */
    RATE("BUSY", 429, "rate-exceeded", "A rate is used up"),
    /** Something else that is free again after a while. */
    TOO_MANY("OOM", 429, "too-many", "Too many at a time"),
    /** As many connections are open as may be. */
    CONNECTIONS("ERR", 429, "too-many-connections", "Too many connections"),
    /** Flushes or merges are behind. */
    STALLED("BUSY", 503, "stalled", "Writes have to wait"),
    /** Others write the same rows again and again. */
    CONTENTION("BUSY", 409, "conflict", "Others write the same rows"),
    /** A quota of space is used up. */
    SPACE("OOM", 507, "space-exceeded", "A quota is used up"),
    /** A row, batch or answer is larger than allowed. */
    TOO_LARGE("ERR", 413, "too-large", "Too large"),
    /** The platform is away. */
    AWAY("LOADING", 503, "unavailable", "The storage is not there now"),
    /** No leader or no majority of the cluster; nothing was written. */
    CLUSTER_DOWN("CLUSTERDOWN", 503, "cluster-unavailable", "The cluster does not answer"),
    /** What became of the write is not known. */
    UNKNOWN("UNKNOWN", 504, "outcome-unknown", "It is not known what became of the write"),
    /** The request is wrong in itself. */
    INVALID("ERR", 400, "bad-request", "The request is wrong"),
    /** Something that the client can do nothing about; the log has it. */
    INTERNAL("ERR", 500, "internal", "The storage failed");

    private final String word;
    private final int status;
    private final String type;
    private final String title;

    FailureKind(String word, int status, String type, String title) {
        this.word = word;
        this.status = status;
        this.type = type;
        this.title = title;
    }

    /** Returns the first word of the error in RESP, which makes clients of Redis do the right thing. */
    public String word() {
        return word;
    }

    /** Returns the status of HTTP. */
    public int status() {
        return status;
    }

    /** Returns the word that programs compare, which never changes. */
    public String type() {
        return type;
    }

    /** Returns what it is called, for people. */
    public String title() {
        return title;
    }

    /** Returns whether the same request may succeed in a second. */
    public boolean isTemporary() {
        return switch (this) {
            case RATE, TOO_MANY, CONNECTIONS, STALLED, CONTENTION, AWAY, CLUSTER_DOWN -> true;
            default -> false;
        };
    }
}
