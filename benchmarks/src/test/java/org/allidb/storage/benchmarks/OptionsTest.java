package org.allidb.storage.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.allidb.storage.benchmarks.engine.EngineKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ParameterException;

class OptionsTest {

    @Test
    void whatIsLeftOutHasItsDefault() {
        Options options = Options.of(List.of());
        assertEquals(4096, options.heapMegabytes());
        assertEquals(0, options.memoryMegabytes());
        assertEquals(EngineKind.compared(), options.engines());
        assertFalse(options.engines().contains(EngineKind.ALLIDB_ENCRYPTED));
        assertFalse(options.engines().contains(EngineKind.JE));
        assertFalse(options.workloads().contains("tenants-10000"));
    }

    @Test
    void fastIsAWordAmongOthersThatCanBeOverridden() {
        Options options = Options.of(List.of("--rounds", "2", "--fast"));
        assertEquals(2, options.rounds());
        assertEquals(0.3, options.seconds());
        assertFalse(options.engines().contains(EngineKind.XODUS));
    }

    @Test
    void memoryMustHoldTheHeap() {
        assertEquals(
                1024, Options.of(List.of("--memory", "1024", "--heap", "512")).memoryMegabytes());
        assertTrue(refused("--memory", "1024").contains("--heap"));
    }

    @Test
    void sizesRiseWhateverTheirOrder() {
        assertEquals(List.of(2_000_000), Options.of(List.of()).sizes());
        assertEquals(
                List.of(200, 3000),
                Options.of(List.of("--entries", "3_000,200")).sizes());
    }

    @Test
    void earlierResultsAreAList() {
        Options options = Options.of(List.of("--report", "a.json,b.json", "--readme"));
        assertEquals(List.of(Path.of("a.json"), Path.of("b.json")), options.report());
        assertTrue(options.readme());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--entries 1", "--seconds x", "--engines what", "--workloads what", "--what", "--rounds"})
    void whatCannotBeUnderstoodIsRefusedByName(String line) {
        String[] words = line.split(" ");
        String named = words[words.length - 1].equals("what") ? "what" : words[0];
        assertTrue(refused(words).contains(named));
    }

    @Test
    void helpNamesEveryOptionEngineAndWorkload() {
        assertTrue(Options.of(List.of("--help", "--rounds", "2")).isHelp());
        String help = Options.usage();
        assertTrue(
                help.contains("--memory=MB") && help.contains("rocksdb-universal") && help.contains("tenants-10000"),
                help);
    }

    private static String refused(String... words) {
        return assertThrows(ParameterException.class, () -> Options.of(List.of(words)))
                .getMessage();
    }
}
