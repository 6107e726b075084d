package org.allidb.storage.engine.internal;

import java.lang.ref.WeakReference;
import java.util.Map;
import org.allidb.storage.api.StoreClosedException;

/**
 * A handle's rules for a batch that a thread keeps for it: the batch must not keep the handle, or neither would ever go
 * away while the thread lives. Whoever fills the batch has the handle.
 */
record LentRules(WeakReference<TenantHandle> handle) implements EncodedBatch.WriteRules {

    LentRules(TenantHandle handle) {
        this(new WeakReference<>(handle));
    }

    boolean areOf(TenantHandle asked) {
        return handle.refersTo(asked);
    }

    @Override
    public long maxRowBytes() {
        return rules().maxRowBytes();
    }

    @Override
    public Map<String, Integer> vectorDimensions() {
        return rules().vectorDimensions();
    }

    @Override
    public String owner() {
        return rules().owner();
    }

    private TenantHandle rules() {
        TenantHandle rules = handle.get();
        if (rules == null) {
            throw new StoreClosedException("the handle of this batch is gone; open the tenant again from the platform");
        }
        return rules;
    }
}
