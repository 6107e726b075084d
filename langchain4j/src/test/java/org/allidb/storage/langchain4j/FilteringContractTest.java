package org.allidb.storage.langchain4j;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.EmbeddingStoreWithFilteringIT;
import java.nio.file.Path;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** LangChain4j's own tests of stores that search and filter. */
class FilteringContractTest extends EmbeddingStoreWithFilteringIT {

    @TempDir
    static Path directory;

    private static StoragePlatform platform;
    private static TenantStore tenant;

    @BeforeAll
    static void open() {
        platform = StoragePlatform.open(directory);
        tenant = platform.openOrCreate(TenantId.of("contract"));
    }

    @AfterAll
    static void close() {
        tenant.close();
        platform.close();
    }

    @Override
    protected EmbeddingStore<TextSegment> embeddingStore() {
        return AllidbEmbeddingStore.builder(tenant)
                .writeOptions(WriteOptions.BUFFERED)
                .build();
    }

    @Override
    protected EmbeddingModel embeddingModel() {
        return new HashedWords();
    }

    @Override
    protected boolean supportsContains() {
        return true;
    }

    @Override
    protected void clearStore() {
        embeddingStore().removeAll();
    }
}
