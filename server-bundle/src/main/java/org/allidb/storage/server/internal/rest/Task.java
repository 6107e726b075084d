package org.allidb.storage.server.internal.rest;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.server.internal.failure.Failure;
import org.allidb.storage.server.internal.http.Problems;
import org.allidb.storage.spi.http.HttpRefusedException;

/** An act that is under way, or how it ended. Thread-safe. */
final class Task {

    private final String id;
    private final Act act;
    private final Instant begun;
    private final CompletableFuture<End> end = new CompletableFuture<>();

    Task(String id, Act act, Instant begun) {
        this.id = id;
        this.act = act;
        this.begun = begun;
    }

    /**
     * What is done.
     *
     * @param name its name for clients
     * @param tenant the tenant that it is done to; empty for the platform
     * @param work does it, and returns what there is to say
     */
    record Act(String name, Optional<TenantId> tenant, Supplier<Map<String, Object>> work) {}

    private record End(Instant at, Map<String, Object> result, Optional<HttpRefusedException> refusal) {}

    String id() {
        return id;
    }

    boolean isRunning() {
        return !end.isDone();
    }

    /** Does it on the calling thread. Does not throw. */
    void run() {
        try {
            Map<String, Object> result = act.work.get();
            end.complete(new End(Instant.now(), result, Optional.empty()));
        } catch (HttpRefusedException e) {
            end.complete(new End(Instant.now(), Map.of(), Optional.of(e)));
        } catch (RuntimeException | Error e) {
            end.complete(new End(Instant.now(), Map.of(), Optional.of(Problems.refusal(Failure.of(e)))));
        }
    }

    /** Waits for its end; returns whether it has ended. */
    boolean await(long seconds) {
        try {
            end.get(seconds, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a task ends without an exception", e);
        }
    }

    /** Returns why it failed; empty if it did not, or is under way. */
    Optional<HttpRefusedException> refusal() {
        return ended().flatMap(End::refusal);
    }

    private Optional<End> ended() {
        return end.isDone() ? Optional.of(end.join()) : Optional.empty();
    }

    Map<String, Object> describe() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("task", id);
        fields.put("act", act.name);
        act.tenant.ifPresent(tenant -> fields.put("tenant", tenant));
        fields.put("begun", begun);
        Optional<End> ended = ended();
        fields.put("state", word(ended));
        ended.ifPresent(how -> {
            fields.put("ended", how.at);
            how.refusal.ifPresentOrElse(
                    refusal -> fields.put("problem", Problems.fields(refusal)), () -> fields.put("result", how.result));
        });
        return fields;
    }

    private static String word(Optional<End> ended) {
        return ended.map(how -> how.refusal.isPresent() ? "failed" : "done").orElse("running");
    }
}
