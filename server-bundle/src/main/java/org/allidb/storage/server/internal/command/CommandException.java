package org.allidb.storage.server.internal.command;

import java.io.Serial;

/** A command that is refused. Its message is the whole error: a word of Redis, a space, and what is wrong. */
public final class CommandException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Options or arguments that do not go together. */
    static final String SYNTAX = "ERR syntax error";

    /** An error. */
    public CommandException(String error) {
        super(error, null, false, false);
    }
}
