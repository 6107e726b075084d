package org.allidb.storage.plugins;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a plug-in does instead of its work. */
enum Misbehaviour {
    EXCEPTION("throws an exception", () -> new IllegalStateException("it does not feel like it")),
    STACK_OVERFLOW("throws an `Error`", StackOverflowError::new),
    MISSING_CLASS("throws an `Error`", () -> new NoClassDefFoundError("com/acme/Gone")),
    FAILED_ASSERTION("throws an `Error`", () -> new AssertionError("this cannot happen")),
    NULL("returns null", null),
    NONSENSE("returns nonsense", null),
    FICKLE("flips its mind", null),
    ENDLESS("merges the same table again and again", null),
    GREEDY("drops every table", null),
    NEVER_RETURNS("never returns", null),
    VANISHES("vanishes in the middle of a call", () -> new NoClassDefFoundError("com/acme/Uninstalled"));

    private final String title;
    private final @Nullable Supplier<Throwable> failure;

    Misbehaviour(String title, @Nullable Supplier<Throwable> failure) {
        this.title = title;
        this.failure = failure;
    }

    /** Returns the head of its column; that of several is one if they must have the same effect. */
    String title() {
        return title;
    }

    /** Returns what it throws, if it throws. */
    Throwable failure() {
        if (failure == null) {
            throw new IllegalStateException(this + " throws nothing");
        }
        return failure.get();
    }

    /** Returns whether some of its calls go well. */
    boolean isSometimesSound() {
        return this == FICKLE || this == VANISHES;
    }
}
