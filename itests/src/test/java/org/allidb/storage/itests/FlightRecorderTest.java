package org.allidb.storage.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import javax.inject.Inject;
import jdk.jfr.Recording;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;

/** Who records the JVM of a container, whatever its boot delegation is, does not disturb the storage. */
@RunWith(PaxExam.class)
public class FlightRecorderTest {

    @Inject
    private StoragePlatform platform;

    @Configuration
    public Option[] container() throws Exception {
        Container.empty(FlightRecorderTest.class);
        return Container.of(FlightRecorderTest.class);
    }

    @Test
    public void writesGoOnWhileTheJvmIsRecorded() throws Exception {
        try (TenantStore store = platform.openOrCreate(TenantId.of("recorded"));
                Recording recording = new Recording()) {
            store.put("before", new byte[10]);
            for (String event : new String[] {"Flush", "Compaction", "Sync", "WriteStall"}) {
                recording.enable("allidb." + event).withoutThreshold();
            }
            recording.start();
            for (int i = 0; i < 20; i++) {
                store.put("row-" + i, new byte[10]);
                store.flush();
            }
            store.compact();
            recording.stop();
            store.put("after", new byte[10]);
            assertEquals(10, store.get("row-19").orElseThrow().length);
            assertTrue(store.get("after").isPresent());
        }
    }
}
