package org.allidb.storage.server.internal.rest;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.server.internal.failure.Failure;
import org.allidb.storage.server.internal.failure.FailureKind;
import org.allidb.storage.server.internal.http.Json;
import org.allidb.storage.server.internal.http.Problems;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.allidb.storage.spi.http.HttpRequest;

/**
 * Acts that may take long. Each has a thread of its own; a request waits for it as long as its client wants, and is then told where to ask.
 * The latest that have ended are remembered until the door closes. Thread-safe.
 */
final class Tasks {

    static final int MOST_RUNNING = 16;
    static final int MOST_ENDED = 100;

    private static final int USUAL_SECONDS = 10;
    private static final int MOST_SECONDS = 60;
    private static final int ID_BYTES = 8;
    private static final String RETRY_SECONDS = "1";

    /** By id, the oldest first. */
    @GuardedBy("this")
    private final Map<String, Task> all = new LinkedHashMap<>();

    private final SecureRandom random = new SecureRandom();

    /**
     * Does something, and answers when it is done, or after a while.
     *
     * @param request says by {@code wait} how many seconds it waits; with 0 it does not look whether it is done
     * @return 200 with the task if it is done, 202 if it is under way
     * @throws HttpRefusedException if it failed meanwhile, or too much is under way
     */
    HttpAnswer run(HttpRequest request, Task.Act act) {
        long seconds = seconds(request, USUAL_SECONDS);
        Task task = begin(act);
        Thread.ofVirtual().name("allidb-server-task").start(task::run);
        if (seconds > 0 && task.await(seconds)) {
            Optional<HttpRefusedException> refusal = task.refusal();
            if (refusal.isPresent()) {
                throw refusal.get();
            }
            return Json.answer(task.describe());
        }
        return Json.answer(task.describe())
                .withStatus(202)
                .withHeader("Location", "/v1/tasks/" + task.id())
                .withHeader("Retry-After", RETRY_SECONDS);
    }

    /** Returns a task when it has ended, or after as many seconds as {@code wait} says. */
    Optional<Task> find(HttpRequest request, String id) {
        long seconds = seconds(request, 0);
        Optional<Task> found = find(id);
        found.ifPresent(task -> task.await(seconds));
        return found;
    }

    private static long seconds(HttpRequest request, int usual) {
        String text = request.query().getOrDefault("wait", Integer.toString(usual));
        if (!text.matches("[0-9]{1,2}") || Integer.parseInt(text) > MOST_SECONDS) {
            throw HttpRefusedException.badRequest("wait is a whole number of seconds from 0 to " + MOST_SECONDS);
        }
        return Integer.parseInt(text);
    }

    private synchronized Task begin(Task.Act act) {
        long running = all.values().stream().filter(Task::isRunning).count();
        if (running >= MOST_RUNNING) {
            throw Problems.refusal(new Failure(
                    FailureKind.TOO_MANY,
                    MOST_RUNNING + " tasks are under way, as many as may be; try again when one has ended"));
        }
        long tooMany = all.size() - running - MOST_ENDED + 1;
        for (Iterator<Task> oldest = all.values().iterator(); tooMany > 0; ) {
            if (!oldest.next().isRunning()) {
                oldest.remove();
                tooMany--;
            }
        }
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        Task task = new Task(HexFormat.of().formatHex(bytes), act, Instant.now());
        all.put(task.id(), task);
        return task;
    }

    /** Returns those that are known, the oldest first. */
    synchronized List<Task> list() {
        return List.copyOf(all.values());
    }

    private synchronized Optional<Task> find(String id) {
        return Optional.ofNullable(all.get(id));
    }
}
