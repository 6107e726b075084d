package org.allidb.storage.langchain4j;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingSearchResult;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.filter.Filter;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.Neighbours;
import org.allidb.storage.api.ReadView;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.VectorSearch;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.jspecify.annotations.Nullable;

/**
 * An {@link EmbeddingStore} over the rows of a tenant. Thread-safe. The tenant's store stays the caller's, who closes it.
 *
 * <pre>{@code
 * EmbeddingStore<TextSegment> embeddings = AllidbEmbeddingStore.builder(store).build();
 * }</pre>
 *
 * <ul>
 *   <li><b>Rows.</b> An id is an entity. The embedding is its vector of the store's name. The text is its chunk of the same name,
 *       with the metadata. So other clients find and read them as {@code nearest}, {@code VSIM} and chunks, and an entity may
 *       have edges and vectors of other names beside them.
 *   <li><b>Writes.</b> What one call adds is one batch: all of it becomes durable and visible together, or nothing does. An id that is
 *       added again is replaced, with its text.
 *   <li><b>Searches</b> are exact: all embeddings are compared. With a {@link Filter} as many of those that match are found as are
 *       wanted, however far they are. A search sees one moment. At most {@value VectorSearch#MAX_COUNT} results can be wanted.
 *   <li><b>Filters.</b> An embedding without text has no metadata, and is tested as such.
 *   <li><b>Dimensions.</b> To refuse embeddings of another model, declare the dimension of the store's name with
 *       {@link org.allidb.storage.api.TenantSettings#withVectorDimensions}.
 * </ul>
 *
 * <p>Errors: {@link IllegalArgumentException} for what LangChain4j does not allow, and those of {@link TenantStore}.
 */
public final class AllidbEmbeddingStore implements EmbeddingStore<TextSegment> {

    /** The bytes of deletions that {@link #removeAll(Filter)} writes together. */
    private static final long REMOVED_TOGETHER = 4 << 20;

    private final TenantStore store;
    private final EmbeddingRows rows;
    private final Optional<EntityId> prefix;
    private final WriteOptions options;

    private AllidbEmbeddingStore(Builder builder) {
        this.store = builder.store;
        this.rows = new EmbeddingRows(builder.name, builder.prefix);
        this.prefix = builder.prefix.isEmpty() ? Optional.empty() : Optional.of(EntityId.of(builder.prefix));
        this.options = builder.options;
    }

    /**
     * Begins to build a store.
     *
     * @param store where the rows are
     * @return a builder
     */
    public static Builder builder(TenantStore store) {
        return new Builder(store);
    }

    @Override
    public String add(Embedding embedding) {
        return addAll(List.of(embedding)).getFirst();
    }

    @Override
    public void add(String id, Embedding embedding) {
        addAll(List.of(id), List.of(embedding), null);
    }

    @Override
    public String add(Embedding embedding, TextSegment segment) {
        return addAll(List.of(embedding), Arrays.asList(segment)).getFirst();
    }

    @Override
    public List<String> addAll(List<Embedding> embeddings) {
        List<String> ids = generateIds(embeddings.size());
        addAll(ids, embeddings, null);
        return ids;
    }

    /**
     * {@inheritDoc}
     *
     * @throws InvalidArgumentException if an embedding does not have its declared dimension, or all together are too large for a batch
     */
    @Override
    public void addAll(
            @Nullable List<String> ids,
            @Nullable List<Embedding> embeddings,
            @Nullable List<@Nullable TextSegment> segments) {
        List<String> all = Objects.requireNonNullElse(ids, List.of());
        List<Embedding> vectors = Objects.requireNonNullElse(embeddings, List.of());
        requireSameSize("ids", all.size(), "embeddings", vectors.size());
        if (segments != null) {
            requireSameSize("embeddings", vectors.size(), "embedded", segments.size());
        }
        if (all.isEmpty()) {
            return;
        }
        WriteBatch batch = store.newBatch();
        for (int i = 0; i < all.size(); i++) {
            rows.put(batch, all.get(i), vectors.get(i), segments == null ? null : segments.get(i));
        }
        store.write(batch, options);
    }

    /** {@inheritDoc} All are removed together, or none. */
    @Override
    public void removeAll(@Nullable Collection<String> ids) {
        if (ids == null || ids.isEmpty()) {
            throw new IllegalArgumentException("ids cannot be null or empty");
        }
        WriteBatch batch = store.newBatch();
        ids.forEach(id -> rows.delete(batch, rows.entity(id)));
        store.write(batch, options);
    }

    /**
     * {@inheritDoc} Removes what was there when the call began, in several batches if it is much: after a crash some may be left.
     */
    @Override
    public void removeAll(@Nullable Filter filter) {
        if (filter == null) {
            throw new IllegalArgumentException("filter cannot be null");
        }
        try (Snapshot snapshot = store.snapshot()) {
            removeAll(snapshot, entity -> filter.test(metadata(snapshot, entity)));
        }
    }

    /**
     * {@inheritDoc} Other rows of the tenant stay. Removes what was there when the call began, in several batches if it is much: after
     * a crash some may be left.
     */
    @Override
    public void removeAll() {
        try (Snapshot snapshot = store.snapshot()) {
            removeAll(snapshot, _ -> true);
        }
    }

    private void removeAll(Snapshot snapshot, Predicate<EntityId> removed) {
        ScanRequest vectors = ScanRequest.all().kinds(Kind.VECTOR);
        WriteBatch batch = store.newBatch();
        try (Cursor cursor = snapshot.scan(prefix.map(vectors::prefix).orElse(vectors))) {
            while (cursor.next()) {
                EntityId entity = cursor.entity();
                if (rows.isEmbedding(entity, cursor.qualifier()) && removed.test(entity)) {
                    rows.delete(batch, entity);
                }
                if (batch.bytes() >= REMOVED_TOGETHER) {
                    store.write(batch, options);
                    batch.clear();
                }
            }
        }
        store.write(batch, options);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if all embeddings have another number of components than the one that is asked for
     * @throws InvalidArgumentException if more than {@value VectorSearch#MAX_COUNT} results are wanted
     */
    @Override
    public EmbeddingSearchResult<TextSegment> search(EmbeddingSearchRequest request) {
        try (Snapshot snapshot = store.snapshot()) {
            Neighbours found = snapshot.nearest(search(request, snapshot));
            if (found.compared() == 0 && found.otherDimension() > 0) {
                throw new IllegalArgumentException("the embedding that is asked for has "
                        + request.queryEmbedding().dimension() + " components, and none of the "
                        + found.otherDimension()
                        + " stored ones has; ask with the model that the texts were embedded with");
            }
            List<EmbeddingMatch<TextSegment>> matches = rows.matches(snapshot, found, request.queryEmbedding()).stream()
                    .filter(match -> match.score() >= request.minScore())
                    .toList();
            return new EmbeddingSearchResult<>(matches);
        }
    }

    private VectorSearch search(EmbeddingSearchRequest request, ReadView view) {
        VectorSearch search =
                VectorSearch.of(rows.name(), request.queryEmbedding().vector()).count(request.maxResults());
        Filter filter = request.filter();
        return prefix.map(search::prefix)
                .orElse(search)
                .filter(key -> rows.isEmbedding(key.entity(), key.qualifier())
                        && (filter == null || filter.test(metadata(view, key.entity()))));
    }

    private Metadata metadata(ReadView view, EntityId entity) {
        TextSegment segment = rows.segment(view.get(rows.chunk(entity)));
        return segment == null ? new Metadata() : segment.metadata();
    }

    private static void requireSameSize(String what, int size, String others, int otherSize) {
        if (size != otherSize) {
            throw new IllegalArgumentException(
                    what + " size (" + size + ") is not equal to " + others + " size (" + otherSize + ")");
        }
    }

    /** Builds an {@link AllidbEmbeddingStore}. Used by one thread. */
    public static final class Builder {

        private final TenantStore store;
        private String name = "text";
        private String prefix = "";
        private WriteOptions options = WriteOptions.DEFAULTS;

        private Builder(TenantStore store) {
            this.store = store;
        }

        /**
         * Sets which of the entities' vectors and chunks are the store's. Stores of different names have nothing in common.
         *
         * @param value the name, possibly empty; {@code text} by default
         * @return this
         */
        public Builder name(String value) {
            name = value;
            return this;
        }

        /**
         * Sets what stands before each id in an entity's id. A store sees the entities of its prefix alone.
         *
         * @param value the prefix, possibly empty, which it is by default
         * @return this
         */
        public Builder prefix(String value) {
            prefix = value;
            return this;
        }

        /**
         * Sets how it writes.
         *
         * @param value for example a time to live; as configured by default
         * @return this
         */
        public Builder writeOptions(WriteOptions value) {
            options = value;
            return this;
        }

        /**
         * Builds the store.
         *
         * @return the store
         * @throws InvalidArgumentException if name or prefix cannot be in a row's key
         */
        public AllidbEmbeddingStore build() {
            return new AllidbEmbeddingStore(this);
        }
    }
}
