package org.allidb.storage.langchain4j;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.EmbeddingStoreWithRemovalIT;
import java.nio.file.Path;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** LangChain4j's own tests of stores that remove. */
class RemovalContractTest extends EmbeddingStoreWithRemovalIT {

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

    @BeforeEach
    void clear() {
        embeddingStore().removeAll();
    }

    @Override
    protected EmbeddingStore<TextSegment> embeddingStore() {
        return AllidbEmbeddingStore.builder(tenant).prefix("doc:").build();
    }

    @Override
    protected EmbeddingModel embeddingModel() {
        return new HashedWords();
    }
}
