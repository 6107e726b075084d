package org.allidb.storage.server.internal.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.allidb.storage.spi.http.HttpRequest;
import org.junit.jupiter.api.Test;

/** Acts that take long are bounded, and remembered for a while. */
class TasksTest {

    private final Tasks tasks = new Tasks();

    private static HttpRequest waiting(String seconds) {
        return (HttpRequest) Proxy.newProxyInstance(
                HttpRequest.class.getClassLoader(),
                new Class<?>[] {HttpRequest.class},
                (proxy, method, none) -> Map.of("wait", seconds));
    }

    private static Task.Act act(Runnable work) {
        return new Task.Act("flush", Optional.empty(), () -> {
            work.run();
            return Map.of("tables", 1);
        });
    }

    private HttpAnswer run(String seconds, Runnable work) {
        return tasks.run(waiting(seconds), act(work));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void noMoreThanSomeAreUnderWay() {
        CountDownLatch end = new CountDownLatch(1);
        for (int i = 0; i < Tasks.MOST_RUNNING; i++) {
            assertEquals(202, run("0", () -> await(end)).status());
        }
        HttpRefusedException refused = assertThrows(HttpRefusedException.class, () -> run("0", () -> {}));
        assertEquals(429, refused.status());
        assertEquals("16 tasks are under way, as many as may be; try again when one has ended", refused.getMessage());
        end.countDown();
        tasks.list().forEach(task -> assertTrue(task.await(60)));
        assertEquals(200, run("60", () -> {}).status());
    }

    @Test
    void theLatestAreRemembered() {
        for (int i = 0; i < 2 * Tasks.MOST_ENDED; i++) {
            run("60", () -> {});
        }
        List<Task> known = tasks.list();
        assertEquals(Tasks.MOST_ENDED, known.size());
        assertTrue(tasks.find(waiting("0"), known.getFirst().id()).isPresent());
    }

    @Test
    void aFailureIsTheAnswerOrIsAskedForLater() {
        Runnable work = () -> {
            throw new InvalidArgumentException("that is wrong; do this");
        };
        HttpRefusedException refused = assertThrows(HttpRefusedException.class, () -> run("60", work));
        assertEquals(400, refused.status());
        assertEquals(202, run("0", work).status());
        Task last = tasks.list().getLast();
        assertTrue(last.await(60));
        Map<String, Object> fields = last.describe();
        assertEquals("failed", fields.get("state"));
        assertEquals(
                "{type=urn:allidb:problem:bad-request, title=The request is wrong, status=400,"
                        + " detail=that is wrong; do this}",
                String.valueOf(fields.get("problem")));
    }
}
