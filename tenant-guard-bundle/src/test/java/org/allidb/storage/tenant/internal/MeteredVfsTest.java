package org.allidb.storage.tenant.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.spi.vfs.NoSpaceException;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MeteredVfsTest {

    private static final TenantId ACME = TenantId.of("acme");

    private final StrictMemVfs device = new StrictMemVfs();
    private final SpaceMeter meter = new SpaceMeter(ACME, new AtomicLong(), () -> {});
    private long limit;

    @Test
    void growthIsCountedAndOverwritingIsNot() throws IOException {
        try (VfsFile file = metered(device).create("f")) {
            write(file, 0, 100);
            assertEquals(100, meter.used());
            write(file, 50, 50);
            assertEquals(100, meter.used());
            write(file, 90, 20);
            assertEquals(110, meter.used());
            write(file, 200, 10);
            assertEquals(210, meter.used(), "a gap counts");
        }
    }

    @Test
    void anEmptyFileCostsNothing() throws IOException {
        limit = 1;
        metered(device).create("f").close();
        assertEquals(0, meter.used());
    }

    @Test
    void cuttingGivesBackAndExtendingTakes() throws IOException {
        try (VfsFile file = metered(device).create("f")) {
            file.setSize(1_000);
            assertEquals(1_000, meter.used());
            file.setSize(300);
            assertEquals(300, meter.used());
            write(file, 0, 300);
            assertEquals(300, meter.used());
            file.setSize(0);
            assertEquals(0, meter.used());
        }
    }

    @Test
    void growthBeyondTheLimitIsRefusedWhole() throws IOException {
        limit = 1_000;
        try (VfsFile file = metered(device).create("f")) {
            write(file, 0, 1_000);
            NoSpaceException refused = assertThrows(NoSpaceException.class, () -> write(file, 999, 2));
            assertEquals(
                    "tenant 'acme' uses 0.98 KiB of the 0.98 KiB that its disk quota allows, and needs 1 B more;"
                            + " delete rows"
                            + " and compact, or raise the quota",
                    refused.getMessage());
            assertEquals(NoSpaceException.Limit.QUOTA, refused.limit());
            assertEquals(1_000, refused.limitBytes());
            assertEquals(1_000, refused.usedBytes());
            assertThrows(NoSpaceException.class, () -> file.setSize(1_001));
            assertEquals(1_000, file.size());
            assertEquals(1_000, meter.used());
            write(file, 500, 500);
        }
    }

    @Test
    void aFileCountsForEachOfItsNames() throws IOException {
        Vfs files = metered(device);
        file(files, "f", 100);
        files.link("f", "g");
        assertEquals(200, meter.used());
        files.delete("f");
        assertEquals(100, meter.used());
        limit = 150;
        assertThrows(NoSpaceException.class, () -> files.link("g", "h"));
        assertEquals(100, meter.used());
        assertEquals(Vfs.FileKind.MISSING, files.kind("h"));
    }

    @Test
    void aLinkThatFailsCostsNothing() throws IOException {
        Vfs files = metered(device);
        file(files, "f", 100);
        file(files, "g", 1);
        assertThrows(IOException.class, () -> files.link("f", "g"));
        assertEquals(101, meter.used());
    }

    @Test
    void callsThatFailWhenTheyAreDoneAreCountedAsDone() throws IOException {
        boolean[] failing = {false};
        FaultPlan plan = new FaultPlan() {
            @Override
            public void before(Operation operation, String name) {}

            @Override
            public void after(Operation operation, String name) throws IOException {
                if (failing[0] && operation != Operation.READ) {
                    throw new IOException(operation + " fails");
                }
            }
        };
        Vfs files = metered(new FaultyVfs(device, plan));
        file(files, "f", 100);
        file(files, "g", 30);
        failing[0] = true;
        assertThrows(IOException.class, () -> files.link("f", "h"));
        assertEquals(230, meter.used());
        assertThrows(IOException.class, () -> files.rename("f", "g"));
        assertEquals(200, meter.used());
        assertThrows(IOException.class, () -> files.delete("g"));
        assertEquals(100, meter.used());
        assertEquals(List.of("h"), device.list(""));
        failing[0] = false;
        files.delete("h");
        assertEquals(0, meter.used());
    }

    @Test
    void renamingCountsWhatItReplaces() throws IOException {
        Vfs files = metered(device);
        file(files, "f", 100);
        file(files, "g", 30);
        files.rename("f", "h");
        assertEquals(130, meter.used());
        files.rename("g", "h");
        assertEquals(30, meter.used());
    }

    @Test
    void usableSpaceIsWhatTheQuotaLeaves() throws IOException {
        Vfs files = metered(device);
        assertEquals(Long.MAX_VALUE, files.usableSpace());
        limit = 100;
        file(files, "f", 60);
        assertEquals(40, files.usableSpace());
        limit = 50;
        assertEquals(0, files.usableSpace());
    }

    @Test
    void nothingIsMadeOnceTheTenantIsGone() throws IOException {
        file(metered(device), "f", 10);
        Vfs files = new MeteredVfs(device, meter, () -> 0, () -> {
            throw new TenantUnknownException(ACME, "gone");
        });
        assertThrows(TenantUnknownException.class, () -> files.create("g"));
        assertThrows(TenantUnknownException.class, () -> files.open("f"));
        assertThrows(TenantUnknownException.class, () -> files.openReadOnly("f"));
        assertThrows(TenantUnknownException.class, () -> files.rename("f", "g"));
        assertThrows(TenantUnknownException.class, () -> files.link("f", "g"));
        assertThrows(TenantUnknownException.class, () -> files.createDirectory("d"));
        assertEquals(List.of("f"), device.list(""));
    }

    @Test
    void eachChangeIsTold() throws IOException {
        List<Long> seen = new ArrayList<>();
        SpaceMeter[] told = new SpaceMeter[1];
        told[0] = new SpaceMeter(ACME, new AtomicLong(5), () -> seen.add(told[0].used()));
        Vfs files = new MeteredVfs(device, told[0], () -> 0, () -> {});
        try (VfsFile file = files.create("f")) {
            write(file, 0, 10);
            write(file, 0, 10);
            file.setSize(4);
        }
        files.delete("f");
        assertEquals(List.of(15L, 9L, 5L), seen);
    }

    @Test
    void writersOfManyThreadsAreCountedExactly() throws Exception {
        Vfs files = metered(device);
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int writer = 0; writer < 4; writer++) {
            String name = "f" + writer;
            threads.add(Thread.ofPlatform().start(() -> {
                try (VfsFile file = files.create(name)) {
                    for (int i = 0; i < 500; i++) {
                        write(file, file.size(), 7);
                        file.setSize(file.size() - 2);
                    }
                } catch (IOException | RuntimeException e) {
                    failures.add(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), failures);
        assertEquals(4 * 500 * 5, meter.used());
    }

    /** Where calls fail. */
    enum Faults {
        NOWHERE,
        BEFORE,
        AFTERWARDS
    }

    /** Random operations, some refused by the quota, some failing half way or when they are done: the meter always agrees with the device. */
    @ParameterizedTest
    @EnumSource
    void randomOperationsAreCountedExactly(Faults faults) throws IOException {
        Random random = new Random(Seed.get());
        Vfs files = metered(
                faults == Faults.NOWHERE ? device : new FaultyVfs(device, new NowAndThen(random, faults, false)));
        device.createDirectory("inner");
        List<Vfs> views = List.of(files, files.in("inner"));
        List<NavigableMap<String, Long>> models = List.of(new TreeMap<>(), new TreeMap<>());
        limit = 20_000;
        int refused = 0;
        for (int step = 0; step < 20_000; step++) {
            int which = random.nextInt(2);
            Vfs view = views.get(which);
            NavigableMap<String, Long> model = models.get(which);
            try {
                operate(view, model, random);
            } catch (NoSpaceException e) {
                refused++;
            } catch (IOException e) {
                resynchronise(which == 0 ? device : device.in("inner"), model);
            }
            long expected = models.stream()
                    .flatMap(m -> m.values().stream())
                    .mapToLong(Long::longValue)
                    .sum();
            assertEquals(expected, meter.used(), "step " + step);
        }
        assertEquals(onDevice(device) + onDevice(device.in("inner")), meter.used());
        assertEquals(true, refused > 0, "the quota was never met");
    }

    /** Where it cannot be found out what a call that failed has done, too much may be counted and never too little. */
    @Test
    void doubtIsCountedUntilItIsSettled() throws IOException {
        Random random = new Random(Seed.get());
        Vfs files = metered(new FaultyVfs(device, new NowAndThen(random, Faults.AFTERWARDS, true)));
        NavigableMap<String, Long> model = new TreeMap<>();
        for (int step = 0; step < 5_000; step++) {
            try {
                operate(files, model, random);
            } catch (IOException e) {
                resynchronise(device, model);
            }
            assertTrue(meter.used() >= onDevice(device), "step " + step);
        }
    }

    /** The model is changed after the call, so that a call that throws leaves it as it was. */
    private void operate(Vfs files, NavigableMap<String, Long> model, Random random) throws IOException {
        String name = "f" + random.nextInt(8);
        if (!model.containsKey(name)) {
            files.create(name).close();
            model.put(name, 0L);
        }
        switch (random.nextInt(6)) {
            case 0 -> {
                long position = random.nextInt(2_000);
                int length = random.nextInt(1_000);
                try (VfsFile file = files.open(name)) {
                    write(file, position, length);
                }
                model.merge(name, position + length, Math::max);
            }
            case 1 -> {
                long from = random.nextInt(2_000);
                long to = from + 1 + random.nextInt(1_000);
                try (VfsFile file = files.open(name)) {
                    file.writeZeros(from, to);
                }
                model.merge(name, to, Math::max);
            }
            case 2 -> {
                long size = random.nextInt(3_000);
                try (VfsFile file = files.open(name)) {
                    file.setSize(size);
                }
                model.put(name, size);
            }
            case 3 -> {
                files.delete(name);
                model.remove(name);
            }
            case 4 -> {
                String to = "f" + random.nextInt(8);
                if (!to.equals(name)) {
                    files.rename(name, to);
                    model.put(to, model.remove(name));
                }
            }
            default -> {
                try (VfsFile file = files.openReadOnly(name)) {
                    assertEquals(model.get(name), file.size());
                }
            }
        }
    }

    private static void resynchronise(Vfs device, Map<String, Long> model) throws IOException {
        model.clear();
        for (String name : device.list("")) {
            if (device.kind(name) == Vfs.FileKind.FILE) {
                model.put(name, device.size(name));
            }
        }
    }

    private static long onDevice(Vfs device) throws IOException {
        long bytes = 0;
        for (String name : device.list("")) {
            bytes += device.kind(name) == Vfs.FileKind.FILE ? device.size(name) : 0;
        }
        return bytes;
    }

    private Vfs metered(Vfs files) {
        return new MeteredVfs(files, meter, () -> limit, () -> {});
    }

    private static void file(Vfs files, String name, int length) throws IOException {
        try (VfsFile file = files.create(name)) {
            write(file, 0, length);
        }
    }

    private static void write(VfsFile file, long position, int length) throws IOException {
        file.write(position, new byte[length], 0, length);
    }

    /** One call in ten fails, one write in ten half way. */
    private record NowAndThen(Random random, Faults where, boolean reads) implements FaultPlan {

        @Override
        public void before(Operation operation, String name) throws IOException {
            fail(Faults.BEFORE, operation, name);
        }

        @Override
        public void after(Operation operation, String name) throws IOException {
            fail(Faults.AFTERWARDS, operation, name);
        }

        private void fail(Faults now, Operation operation, String name) throws IOException {
            if (now == where && (reads || operation != Operation.READ) && random.nextInt(10) == 0) {
                throw new IOException(operation + " of " + name + " fails");
            }
        }

        @Override
        public int bytesOfWrite(String name, int length) {
            return random.nextInt(10) == 0 ? random.nextInt(length + 1) : length;
        }
    }
}
