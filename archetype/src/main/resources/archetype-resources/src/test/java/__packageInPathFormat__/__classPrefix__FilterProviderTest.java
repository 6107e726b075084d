package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.ServiceLoader;
import org.allidb.storage.spi.filter.FilterProvider;
import org.allidb.storage.testkit.FilterContract;
import org.junit.jupiter.api.Test;

/** What every filter must do, which the contract tests, and what this one does. */
class ${classPrefix}FilterProviderTest extends FilterContract {

    @Override
    protected FilterProvider provider() {
        return new ${classPrefix}FilterProvider();
    }

    @Test
    void tenBitsAKeyLetOneOfAHundredPass() {
        assertTrue(provider().falsePositives(10) < 0.01);
        assertEquals(1_256, provider().maxBytes(1_000, 10));
    }

    @Test
    void isFoundByTheServiceLoader() {
        List<String> names = ServiceLoader.load(FilterProvider.class).stream()
                .map(provider -> provider.get().name())
                .toList();
        assertEquals(List.of("${providerName}"), names);
    }
}
