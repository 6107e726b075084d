package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import jdk.jfr.Event;
import jdk.jfr.Recording;
import org.allidb.storage.engine.internal.observe.FlightRecorder;
import org.allidb.storage.engine.internal.observe.FlightSpan;
import org.junit.jupiter.api.Test;

/** In a bundle the JDK's recorder may be out of reach, and work goes on all the same. */
class RecorderOutOfReachTest {

    private static final String PACKAGE = FlightRecorder.class.getPackageName();

    /** Loads the events anew, and reaches of the JDK what a bundle reaches: what it imports. */
    private static final class BundleLoader extends ClassLoader {

        BundleLoader() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("jdk.jfr.internal.")) {
                throw new ClassNotFoundException(name + " not found by a bundle");
            }
            return super.loadClass(name, resolve);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            try (InputStream in = getSystemResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null || !name.startsWith(PACKAGE)) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    private final Class<?> recorder;
    private final Method end;

    RecorderOutOfReachTest() throws ReflectiveOperationException {
        ClassLoader bundle = new BundleLoader();
        recorder = bundle.loadClass(FlightRecorder.class.getName());
        end = bundle.loadClass(FlightSpan.class.getName()).getMethod("end", String.class, long.class, long.class);
    }

    private static Object call(Method method, Object on, Object... arguments) throws IllegalAccessException {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            throw new AssertionError("work fails because it is recorded: " + e.getCause(), e);
        }
    }

    private void record() throws ReflectiveOperationException {
        try (Recording recording = new Recording()) {
            recording.enable("allidb.Sync").withoutThreshold();
            recording.enable("allidb.Flush");
            recording.start();
            for (String what : List.of("sync", "flush", "compaction", "writeStall")) {
                Object span = call(recorder.getMethod(what), null);
                assertFalse(span instanceof Event, what + " is still recorded");
                call(end, span, "file", 0L, 0L);
            }
            call(recorder.getMethod("slowOperation", String.class), null, "a read");
        }
    }

    @Test
    void workThatCannotBeRecordedGoesOn() throws ReflectiveOperationException {
        try (LogLines log = LogLines.listen()) {
            record();
            List<String> warnings = log.lines().stream()
                    .filter(line -> line.contains("Flight Recorder"))
                    .toList();
            assertEquals(1, warnings.size(), warnings::toString);
            assertTrue(
                    warnings.getFirst()
                            .matches("Flight Recorder gets no events of the storage: its class loader does not reach"
                                    + " jdk/jfr/internal/event/\\w+\\. In an OSGi container set the framework's"
                                    + " property org\\.osgi\\.framework\\.bootdelegation to"
                                    + " jdk\\.jfr\\.internal\\.event"),
                    warnings::toString);
        }
    }
}
