package org.allidb.storage.engine.internal.tenant;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A write that holds no thread, and the stage that its caller has. It passes two threads: one that waits for the sync and
 * hands it on, and one that completes the stage and runs what follows it.
 */
final class AsyncWrite implements CommitListener {

    /** The next one in its lane; used by {@link Completions} alone. */
    @Nullable
    AsyncWrite next;

    private final AsyncWrites tenant;
    private final long bytes;
    private final @Nullable WriteTimer timer;
    private final CompletableFuture<@Nullable Void> stage = new CompletableFuture<>();
    /** Why it was refused; null if it is durable and visible. */
    private @Nullable Throwable error;

    /**
     * Creates a write that is about to be committed.
     *
     * @param bytes what it has of the bytes in flight
     * @param timer measures it, or null
     */
    AsyncWrite(AsyncWrites tenant, long bytes, @Nullable WriteTimer timer) {
        this.tenant = tenant;
        this.bytes = bytes;
        this.timer = timer;
    }

    /** Returns the stage that the caller gets. */
    CompletionStage<@Nullable Void> stage() {
        return stage;
    }

    @Override
    public void committed() {
        tenant.ended(this);
    }

    @Override
    public void refused(Throwable failure) {
        error = failure;
        tenant.ended(this);
    }

    /** Returns what it has of the bytes in flight. */
    long bytes() {
        return bytes;
    }

    /** Returns what measures it, or null. */
    @Nullable
    WriteTimer timer() {
        return timer;
    }

    /** Returns why it was refused, or null. */
    @Nullable
    Throwable error() {
        return error;
    }

    /** Gives its bytes back, and completes the stage, which runs what the caller has follow. May take any time. */
    void complete() {
        tenant.release(this);
        if (error == null) {
            stage.complete(null);
        } else {
            stage.completeExceptionally(error);
        }
    }
}
