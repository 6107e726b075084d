package org.allidb.storage.engine.internal.providers;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.api.Provider;
import org.jspecify.annotations.Nullable;

/**
 * Follows the providers of a registry for a platform that is being opened. It begins before the platform makes its
 * parts of them, so that none is missed that comes while it opens. What comes before {@link #handOn} is kept for that.
 * Thread-safe; the monitor is held over a list only.
 */
public final class ProviderFollower implements ProviderRegistry.Listener, AutoCloseable {

    private final ProviderRegistry providers;
    /** The changes that came before {@link #handOn}. */
    @GuardedBy("this")
    private List<Change> kept = new ArrayList<>();

    @GuardedBy("this")
    private ProviderRegistry.@Nullable Listener listener;

    private record Change(ComponentKind<?> kind, String name, Provider current) {}

    private ProviderFollower(ProviderRegistry providers) {
        this.providers = providers;
    }

    /** Returns one that follows a registry from now on. */
    public static ProviderFollower of(ProviderRegistry providers) {
        ProviderFollower follower = new ProviderFollower(providers);
        providers.listen(follower);
        return follower;
    }

    /** Returns the registry. */
    public ProviderRegistry providers() {
        return providers;
    }

    /**
     * Passes on what was kept, on the caller's thread, and all that comes later, on the threads that install it.
     *
     * @param next receives the changes
     */
    public void handOn(ProviderRegistry.Listener next) {
        for (List<Change> changes = take(next); !changes.isEmpty(); changes = take(next)) {
            changes.forEach(change -> next.changed(change.kind, change.name, change.current));
        }
    }

    @Override
    public void changed(ComponentKind<?> kind, String name, Provider current) {
        ProviderRegistry.Listener told;
        synchronized (this) {
            told = listener;
            if (told == null) {
                kept.add(new Change(kind, name, current));
                return;
            }
        }
        told.changed(kind, name, current);
    }

    /** Follows no more. */
    @Override
    public void close() {
        providers.unlisten(this);
    }

    /** Returns what was kept; if that is nothing, the listener receives changes itself from now on. */
    private synchronized List<Change> take(ProviderRegistry.Listener next) {
        List<Change> taken = kept;
        kept = new ArrayList<>();
        if (taken.isEmpty()) {
            listener = next;
        }
        return taken;
    }
}
