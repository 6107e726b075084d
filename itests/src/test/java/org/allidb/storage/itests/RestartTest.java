package org.allidb.storage.itests;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.IntStream;
import javax.inject.Inject;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantStore;
import org.junit.FixMethodOrder;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.MethodSorters;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerMethod;

/** Each method has a framework of its own over one data directory: what one has written the next finds. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerMethod.class)
@FixMethodOrder(MethodSorters.NAME_ASCENDING)
public class RestartTest {

    private static final TenantId TENANT = TenantId.of("lasting");
    private static final int ROWS = 1_000;

    @Inject
    private StoragePlatform platform;

    @Configuration
    public Option[] container() throws Exception {
        // asked for once per run, before the first framework starts
        if (Files.notExists(Container.scratch(RestartTest.class).resolve("data/FORMAT"))
                || System.getProperty("allidb.restart.begun") == null) {
            Container.empty(RestartTest.class);
            System.setProperty("allidb.restart.begun", "true");
        }
        return Container.of(RestartTest.class);
    }

    @Test
    public void first_rowsAreWritten() {
        try (TenantStore store = platform.openOrCreate(TENANT)) {
            IntStream.range(0, ROWS).forEach(i -> store.put("row-" + i, value(i)));
        }
    }

    @Test
    public void second_rowsAreFoundAndOverwritten() {
        try (TenantStore store = platform.open(TENANT)) {
            for (int i = 0; i < ROWS; i++) {
                assertArrayEquals(value(i), store.get("row-" + i).orElseThrow());
                store.put("row-" + i, value(-i));
            }
            store.flush();
        }
    }

    @Test
    public void third_overwrittenRowsAreFound() {
        try (TenantStore store = platform.open(TENANT)) {
            for (int i = 0; i < ROWS; i++) {
                assertArrayEquals(value(-i), store.get("row-" + i).orElseThrow());
            }
            // the first start of the door has made that of the keys
            assertEquals(
                    List.of(TenantId.SYSTEM, TENANT),
                    platform.tenants().stream().map(TenantInfo::id).sorted().toList());
        }
    }

    private static byte[] value(int number) {
        return ("value " + number).getBytes(StandardCharsets.UTF_8);
    }
}
