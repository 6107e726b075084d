package org.allidb.storage.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.CosineSimilarity;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.RelevanceScore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.api.ChunkRow;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Neighbour;
import org.allidb.storage.api.Neighbours;
import org.allidb.storage.api.Qualifier;
import org.allidb.storage.api.ReadView;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.VectorRow;
import org.allidb.storage.api.WriteBatch;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an embedding: a vector, and a chunk with text and metadata if it has a text, both of the same name.
 *
 * @param name of the vectors and chunks
 * @param prefix what stands before an id in an entity's id
 */
record EmbeddingRows(String name, String prefix) {

    /** Returns the entity of an id. */
    EntityId entity(@Nullable String id) {
        if (id == null || id.isBlank()) {
            throw new IllegalArgumentException("id cannot be null or blank");
        }
        return EntityId.of(prefix + id);
    }

    /** Returns the key of an entity's text. */
    RowKey chunk(EntityId entity) {
        return RowKey.chunk(entity, name);
    }

    /** Adds the rows of an embedding to a batch. */
    void put(WriteBatch batch, String id, Embedding embedding, @Nullable TextSegment segment) {
        EntityId entity = entity(id);
        batch.put(VectorRow.of(entity, name, embedding.vector()));
        if (segment == null) {
            // of an earlier embedding of this id
            batch.delete(chunk(entity));
        } else {
            batch.put(ChunkRow.of(entity, name, segment.text()).withMetadata(MetadataTexts.of(segment.metadata())));
        }
    }

    /** Adds the deletion of an embedding to a batch. */
    void delete(WriteBatch batch, EntityId entity) {
        batch.delete(RowKey.vector(entity, name));
        batch.delete(chunk(entity));
    }

    /** Returns the text of an embedding, or null if it has none. */
    @Nullable
    TextSegment segment(Optional<StoredRow> stored) {
        return stored.isPresent()
                        && stored.get().row() instanceof ChunkRow chunk
                        && !chunk.text().isBlank()
                ? TextSegment.from(chunk.text(), MetadataTexts.metadata(chunk.metadata()))
                : null;
    }

    /** Returns what was found, the most relevant first, with the scores that LangChain4j defines. */
    List<EmbeddingMatch<TextSegment>> matches(ReadView view, Neighbours found, Embedding wanted) {
        List<RowKey> keys = new ArrayList<>(2 * found.nearest().size());
        for (Neighbour neighbour : found.nearest()) {
            keys.add(neighbour.key());
            keys.add(chunk(neighbour.key().entity()));
        }
        List<Optional<StoredRow>> stored = view.getAll(keys);
        List<EmbeddingMatch<TextSegment>> matches =
                new ArrayList<>(found.nearest().size());
        for (int i = 0; i < keys.size(); i += 2) {
            Embedding embedding = embedding(stored.get(i).orElseThrow());
            double score = RelevanceScore.fromCosineSimilarity(CosineSimilarity.between(embedding, wanted));
            matches.add(new EmbeddingMatch<>(score, id(keys.get(i).entity()), embedding, segment(stored.get(i + 1))));
        }
        // the search adds up float32 in another order: two that are as good as equal may be exchanged
        matches.sort(Comparator.comparing(EmbeddingMatch<TextSegment>::score, Comparator.reverseOrder()));
        return matches;
    }

    /** Returns whether a vector is an embedding: of the name, and of an entity that is more than the prefix. */
    boolean isEmbedding(EntityId entity, Qualifier qualifier) {
        return qualifier.equals(Qualifier.of(name)) && !id(entity).isBlank();
    }

    private String id(EntityId entity) {
        return entity.toText().substring(prefix.length());
    }

    private static Embedding embedding(StoredRow stored) {
        if (stored.row() instanceof VectorRow vector) {
            return Embedding.from(vector.components());
        }
        throw new AssertionError(
                "a search for vectors found " + stored.row().key().kind());
    }
}
