package org.allidb.storage.server.internal.command;

import org.allidb.storage.api.access.AccessRole;

/** What a command touches, which decides where it runs and who may send it. */
public enum Effect {
    /** The connection alone; needs no key. */
    CONNECTION,
    /** The queue of a transaction. */
    TRANSACTION,
    /** Rows that are named. */
    READ,
    /** Rows that are named, and changes them. */
    WRITE,
    /** Many rows, one after the other. */
    SCAN,
    /** Figures, and no rows. */
    FIGURES,
    /** The log, which it waits for. */
    SYNC,
    /** The keys of the tenant. */
    KEYS;

    /** Returns whether it runs in a {@link Transaction}, together with its neighbours. */
    public boolean isTransactional() {
        return this == READ || this == WRITE;
    }

    /** Returns whether it may have to wait for a disk or for others; then it has a thread of its own. */
    public boolean mayWait() {
        return this != CONNECTION && this != READ;
    }

    /** Returns whether a role may send it. */
    boolean isAllowed(AccessRole role) {
        return switch (this) {
            case CONNECTION, TRANSACTION, FIGURES -> true;
            case READ, SCAN -> role.mayRead();
            case WRITE, SYNC -> role.mayWrite();
            case KEYS -> role.mayAdminister();
        };
    }
}
