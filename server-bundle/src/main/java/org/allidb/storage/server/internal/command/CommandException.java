package org.allidb.storage.server.internal.command;

import java.io.Serial;
import org.allidb.storage.server.internal.failure.Failure;
import org.allidb.storage.server.internal.failure.FailureKind;

/** A command that is refused. Its message is the whole error: a word of Redis, a space, and what is wrong. */
public final class CommandException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Options or arguments that do not go together. */
    static final String SYNTAX = "ERR syntax error";

    private final transient Failure failure;

    /** An error of a command. */
    public CommandException(String error) {
        super(error, null, false, false);
        this.failure = new Failure(FailureKind.INVALID, error);
    }

    /** An error that other protocols have too. */
    public CommandException(Failure failure) {
        super(failure.resp(), null, false, false);
        this.failure = failure;
    }

    /** Returns what it is. */
    public Failure failure() {
        return failure;
    }
}
