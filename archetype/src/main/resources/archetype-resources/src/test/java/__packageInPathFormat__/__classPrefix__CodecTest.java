package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.ServiceLoader;
import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.testkit.CodecContract;
import org.junit.jupiter.api.Test;

/** What every codec must do, which the contract tests, and what this one does. */
class ${classPrefix}CodecTest extends CodecContract {

    @Override
    protected Codec codec() {
        return new ${classPrefix}Codec();
    }

    @Test
    void makesABlockOfRepetitionsMuchSmaller() {
        byte[] block = "all work and no play ".repeat(400).getBytes();
        byte[] packed = new byte[codec().maxCompressedLength(block.length)];
        int length = codec().compress(block, 0, block.length, packed, 0);
        assertTrue(length < block.length / 20, length + " of " + block.length + " bytes");
    }

    @Test
    void isFoundByTheServiceLoader() {
        List<String> names = ServiceLoader.load(Codec.class).stream()
                .map(provider -> provider.get().name())
                .toList();
        assertEquals(List.of("${providerName}"), names);
    }
}
