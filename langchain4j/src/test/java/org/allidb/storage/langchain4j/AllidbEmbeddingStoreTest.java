package org.allidb.storage.langchain4j;

import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.langchain4j.store.embedding.filter.logical.Not;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.allidb.storage.api.ChunkRow;
import org.allidb.storage.api.EdgeRow;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.VectorRow;
import org.allidb.storage.api.WriteOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What LangChain4j's tests do not ask. */
class AllidbEmbeddingStoreTest {

    private static final TenantId TENANT = TenantId.of("acme");

    @TempDir
    Path directory;

    private StoragePlatform platform;
    private TenantStore tenant;
    private EmbeddingStore<TextSegment> store;

    @BeforeEach
    void open() {
        platform = StoragePlatform.open(directory);
        tenant = platform.openOrCreate(TENANT);
        store = store(tenant);
    }

    @AfterEach
    void close() {
        tenant.close();
        platform.close();
    }

    private static EmbeddingStore<TextSegment> store(TenantStore tenant) {
        return AllidbEmbeddingStore.builder(tenant)
                .writeOptions(WriteOptions.BUFFERED)
                .build();
    }

    private static EmbeddingSearchRequest.EmbeddingSearchRequestBuilder near(float... components) {
        return EmbeddingSearchRequest.builder()
                .queryEmbedding(Embedding.from(components))
                .maxResults(1_000);
    }

    private static List<EmbeddingMatch<TextSegment>> found(EmbeddingStore<TextSegment> store, float... components) {
        return store.search(near(components).build()).matches();
    }

    private static List<String> ids(List<EmbeddingMatch<TextSegment>> matches) {
        return matches.stream().map(EmbeddingMatch::embeddingId).toList();
    }

    @Test
    void filterFindsAsManyAsAreWantedHoweverFarTheyAre() {
        List<String> ids = new ArrayList<>();
        List<Embedding> embeddings = new ArrayList<>();
        List<TextSegment> segments = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            ids.add("e%04d".formatted(i));
            // the larger i, the farther from (1, 0)
            embeddings.add(Embedding.from(new float[] {1, i / 100f}));
            segments.add(TextSegment.from("text " + i, new Metadata().put("last", i >= 1_995 ? 1 : 0)));
        }
        store.addAll(ids, embeddings, segments);
        Filter last = metadataKey("last").isEqualTo(1);
        assertEquals(
                List.of("e1995", "e1996", "e1997", "e1998"),
                ids(store.search(near(1, 0).filter(last).maxResults(4).build()).matches()));
        assertEquals(
                List.of("e1994", "e1993"),
                ids(store.search(near(0, 1).filter(new Not(last)).maxResults(2).build())
                        .matches()));
        store.removeAll(new Not(last));
        assertEquals(
                List.of("e1995", "e1996", "e1997", "e1998", "e1999"),
                ids(store.search(near(1, 0).maxResults(10).build()).matches()));
    }

    @Test
    void embeddingsSurviveACloseWithTypesOfTheirMetadata() {
        UUID uuid = UUID.randomUUID();
        Metadata metadata = new Metadata()
                .put("pages", 12)
                .put("bytes", 1L << 40)
                .put("share", 0.1f)
                .put("price", 0.1)
                .put("uuid", uuid)
                .put("title", "Ovid");
        store.add(Embedding.from(new float[] {1, 2}), TextSegment.from("Metamorphoses", metadata));
        List<EmbeddingMatch<TextSegment>> before = found(store, 1, 2);
        close();
        open();
        assertEquals(before, found(store, 1, 2));
        assertEquals(
                Map.of("pages", 12, "bytes", 1L << 40, "share", 0.1f, "price", 0.1, "uuid", uuid, "title", "Ovid"),
                found(store, 1, 2).getFirst().embedded().metadata().toMap());
    }

    @Test
    void embeddingsOfAnotherTenantAreNotFound() {
        store.add("1", Embedding.from(new float[] {1, 2}));
        try (TenantStore other = platform.openOrCreate(TenantId.of("globex"))) {
            EmbeddingStore<TextSegment> others = store(other);
            assertEquals(List.of(), found(others, 1, 2));
            others.removeAll();
            others.remove("1");
        }
        assertEquals(List.of("1"), ids(found(store, 1, 2)));
    }

    @Test
    void allOfACallIsAddedOrNothing() {
        platform.update(TENANT, TenantSettings.DEFAULTS.withVectorDimensions(Map.of("text", 2)));
        InvalidArgumentException refused = assertThrows(
                InvalidArgumentException.class,
                () -> store.addAll(List.of(Embedding.from(new float[] {1, 2}), Embedding.from(new float[] {1, 2, 3}))));
        assertEquals(
                "vector 'text' of tenant 'acme' is declared with 2 components, this one has 3", refused.getMessage());
        assertEquals(List.of(), found(store, 1, 2));
        assertEquals(0, tenant.statistics().usage().openCursors());
    }

    @Test
    void searchWithAnotherModelIsRefused() {
        store.add("1", Embedding.from(new float[] {1, 2}));
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> found(store, 1, 2, 3));
        assertEquals(
                "the embedding that is asked for has 3 components, and none of the 1 stored ones has; ask with the"
                        + " model that the texts were embedded with",
                refused.getMessage());
    }

    @Test
    void embeddingIsReplacedWithItsText() {
        store.addAll(
                List.of("1", "2"),
                List.of(Embedding.from(new float[] {1, 0}), Embedding.from(new float[] {0, 1})),
                Arrays.asList(TextSegment.from("one"), null));
        store.add("1", Embedding.from(new float[] {0, 1}));
        List<EmbeddingMatch<TextSegment>> found = found(store, 0, 1);
        assertEquals(List.of("1", "2"), ids(found));
        assertNull(found.getFirst().embedded());
    }

    @Test
    void rowsCanBeReadByOtherClientsAndTheirsStay() {
        EntityId entity = EntityId.of("doc:1");
        tenant.put(EdgeRow.of(entity, "cites", EntityId.of("doc:2")));
        tenant.put(VectorRow.of(EntityId.of("other"), "text", 1, 0));
        tenant.put(VectorRow.of(EntityId.of("doc:"), "text", 1, 0));
        tenant.put(VectorRow.of(entity, "picture", 1, 0));
        EmbeddingStore<TextSegment> documents =
                AllidbEmbeddingStore.builder(tenant).prefix("doc:").build();
        documents.add("1", Embedding.from(new float[] {1, 0}));
        documents.addAll(
                List.of("1"),
                List.of(Embedding.from(new float[] {1, 0})),
                List.of(TextSegment.from("one", new Metadata().put("page", 3).put("by", "Ovid"))));
        assertEquals(
                ChunkRow.of(entity, "text", "one").withMetadata(Map.of("page", "3", "by", "Ovid", "", "si")),
                tenant.get(RowKey.chunk(entity, "text")).orElseThrow().row());
        assertEquals(
                VectorRow.of(entity, "text", 1, 0),
                tenant.get(RowKey.vector(entity, "text")).orElseThrow().row());
        assertEquals(List.of("1"), ids(found(documents, 1, 0)));
        assertEquals(
                List.of(),
                found(AllidbEmbeddingStore.builder(tenant).name("title").build(), 1, 0));
        documents.removeAll();
        assertEquals(List.of(), found(documents, 1, 0));
        assertEquals(4, tenant.estimateRows(ScanRequest.all()));
    }

    @Test
    void metadataThatAnotherProgramChangedIsNotGuessed() {
        store.add("1", Embedding.from(new float[] {1, 0}));
        tenant.put(ChunkRow.of(EntityId.of("1"), "text", "one").withMetadata(Map.of("page", "three", "", "i")));
        assertEquals(
                "the metadata of an embedding does not fit its types under the empty key: another program has changed"
                        + " it; add the embedding again",
                assertThrows(IllegalStateException.class, () -> found(store, 1, 0))
                        .getMessage());
        tenant.put(ChunkRow.of(EntityId.of("1"), "text", "one").withMetadata(Map.of("page", "three")));
        assertEquals(
                Map.of("page", "three"),
                found(store, 1, 0).getFirst().embedded().metadata().toMap());
    }

    @Test
    void listsOfDifferentSizesAreRefused() {
        Embedding embedding = Embedding.from(new float[] {1, 0});
        assertEquals(
                "ids size (0) is not equal to embeddings size (1)",
                assertThrows(IllegalArgumentException.class, () -> store.addAll(null, List.of(embedding), null))
                        .getMessage());
        assertEquals(
                "embeddings size (1) is not equal to embedded size (0)",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> store.addAll(List.of("1"), List.of(embedding), List.of()))
                        .getMessage());
        store.addAll(null, null, null);
        assertEquals(List.of(), found(store, 1, 0));
    }

    @Test
    void threadsAddAndSearchTogether() throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                String name = "t" + thread + "-";
                done.add(threads.submit(() -> {
                    for (int i = 0; i < 50; i++) {
                        store.addAll(
                                List.of(name + i),
                                List.of(Embedding.from(new float[] {1, i})),
                                List.of(TextSegment.from(name + i)));
                        // each has its text, whatever is added meanwhile
                        found(store, 1, 0)
                                .forEach(match -> assertEquals(
                                        match.embeddingId(), match.embedded().text()));
                    }
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        }
        assertEquals(200, found(store, 1, 0).size());
    }
}
