package org.allidb.storage.engine.internal.providers;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.tenant.QuotaPolicy;
import org.allidb.storage.spi.tenant.QuotaUse;
import org.jspecify.annotations.Nullable;

/**
 * A policy of a plug-in that always has an answer. What it fails to decide the built-in policy decides; its failures are reported, and
 * after {@value #MOST_FAILURES} in a row it is asked no more. One that never returns is not contained: the call waits. Thread-safe.
 */
final class ContainedPolicy implements QuotaPolicy {

    private static final int MOST_FAILURES = 3;

    private final String name;
    private final String description;
    private final QuotaPolicy policy;
    private final QuotaPolicy builtIn;
    private final EventSink events;
    private final AtomicInteger failures = new AtomicInteger();
    private volatile boolean hopeless;

    /**
     * Contains a policy.
     *
     * @param name its name in the configuration
     * @param description names it in messages
     * @param policy the one of the plug-in
     * @param builtIn the one that answers instead
     * @param events receives its failures
     */
    ContainedPolicy(String name, String description, QuotaPolicy policy, QuotaPolicy builtIn, EventSink events) {
        this.name = name;
        this.description = description;
        this.policy = policy;
        this.builtIn = builtIn;
        this.events = events;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Step step(Step before, QuotaUse disk) {
        return ask(asked -> asked.step(before, disk));
    }

    @Override
    public boolean isNearlyUsedUp(boolean before, QuotaUse use) {
        return ask(asked -> asked.isNearlyUsedUp(before, use));
    }

    @Override
    public long longestWaitMillis(QuotaUse rate) {
        return ask(asked -> asked.longestWaitMillis(rate));
    }

    private <T> T ask(Function<QuotaPolicy, T> question) {
        if (!hopeless) {
            try {
                @Nullable T answer = question.apply(policy);
                if (answer != null) {
                    failures.setPlain(0);
                    return answer;
                }
                failed("it returned null");
            } catch (OutOfMemoryError e) {
                throw e;
            } catch (RuntimeException | Error e) {
                failed(e.toString());
            }
        }
        return question.apply(builtIn);
    }

    private void failed(String why) {
        int count = failures.incrementAndGet();
        if (count > MOST_FAILURES) {
            // by another thread, which was asking already
            return;
        }
        boolean last = count == MOST_FAILURES;
        if (last) {
            hopeless = true;
        }
        events.report(
                StorageEvent.Type.FAILURE,
                Optional.empty(),
                description + " failed: " + why
                        + (last
                                ? "; '" + PartsInUse.BUILT_IN_POLICY + "' takes over until it is replaced"
                                : "; '" + PartsInUse.BUILT_IN_POLICY + "' has decided instead"),
                Map.of());
    }
}
