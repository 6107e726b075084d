package org.allidb.storage.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.management.AttributeNotFoundException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.Subscription;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The figures as a client of JMX sees them. */
class StorageMBeansTest {

    private static final String NAME = "/srv/a:b,c";

    @TempDir
    private Path directory;

    private final MBeanServer server = MBeanServerFactory.newMBeanServer();

    private static Object tenant(MBeanServer server, ObjectName name, String id) throws Exception {
        return server.invoke(name, "tenant", new Object[] {id}, new String[] {String.class.getName()});
    }

    @Test
    void attributesAreTheFigures() throws Exception {
        ObjectName name = new ObjectName("org.allidb.storage:type=Platform,name=" + ObjectName.quote(NAME));
        try (StoragePlatform platform = StoragePlatform.open(directory)) {
            platform.create(TenantId.of("closed"), TenantSettings.DEFAULTS).close();
        }
        try (StoragePlatform platform = StoragePlatform.open(directory)) {
            Subscription registration = StorageMBeans.register(platform, server, NAME);
            try (TenantStore store = platform.openOrCreate(TenantId.of("acme"))) {
                store.put("a".getBytes(StandardCharsets.UTF_8), new byte[10]);
            }
            assertEquals(2.0, server.getAttribute(name, "Tenants"));
            assertEquals(1.0, server.getAttribute(name, "LogRecords"));
            assertTrue((Double) server.getAttribute(name, "OperationDurationSecondsSyncMax") > 0);
            List<String> names = Arrays.stream(server.getMBeanInfo(name).getAttributes())
                    .map(MBeanAttributeInfo::getName)
                    .toList();
            assertEquals(
                    names.size(),
                    server.getAttributes(name, names.toArray(String[]::new)).size());
            assertTrue(
                    names.containsAll(List.of("CacheHits", "Ready", "ComponentInUseStrategySizeTiered")),
                    "of " + names);
            CompositeData acme = (CompositeData) tenant(server, name, "acme");
            assertEquals(1.0, acme.get("TenantWrittenRows"));
            assertEquals(Double.NaN, ((CompositeData) tenant(server, name, "closed")).get("TenantTables"));
            assertEquals(
                    "there is no tenant 'nobody'",
                    assertThrows(MBeanException.class, () -> tenant(server, name, "nobody"))
                            .getCause()
                            .getMessage()
                            .split("[;.]")[0]);
            assertThrows(AttributeNotFoundException.class, () -> server.getAttribute(name, "Nothing"));
            assertEquals(
                    "the MBean " + name + " exists; take another name, or close the other one",
                    assertThrows(InvalidArgumentException.class, () -> StorageMBeans.register(platform, server, NAME))
                            .getMessage());
            registration.close();
            registration.close();
            assertFalse(server.isRegistered(name));
        }
    }
}
