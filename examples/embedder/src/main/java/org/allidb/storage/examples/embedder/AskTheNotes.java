package org.allidb.storage.examples.embedder;

import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.content.retriever.EmbeddingStoreContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.store.embedding.EmbeddingStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.langchain4j.AllidbEmbeddingStore;

/** Retrieval with LangChain4j: notes are stored with their embeddings, and found by questions. */
public final class AskTheNotes {

    private static final List<TextSegment> NOTES = List.of(
            note(2024, "The heating of the greenhouse was replaced; the old boiler leaked."),
            note(2025, "Tomatoes grow best in the greenhouse bed that faces south."),
            note(2025, "The boiler of the house is inspected every year in May."),
            note(2026, "Bees arrived; the hive stands behind the apple trees."));

    private AskTheNotes() {}

    /**
     * Stores the notes, and prints which ones answer two questions.
     *
     * @param arguments the data directory
     */
    public static void main(String[] arguments) {
        EmbeddingModel model = new WordCounts();
        try (StoragePlatform platform = StoragePlatform.open(Path.of(arguments[0]));
                TenantStore tenant = platform.openOrCreate(TenantId.of("garden"))) {
            EmbeddingStore<TextSegment> notes =
                    AllidbEmbeddingStore.builder(tenant).prefix("note:").build();
            notes.addAll(model.embedAll(NOTES).content(), NOTES);

            ContentRetriever all = EmbeddingStoreContentRetriever.builder()
                    .embeddingStore(notes)
                    .embeddingModel(model)
                    .maxResults(1)
                    .build();
            ask(all, "Where do the bees and the hive stand?");
            ContentRetriever old = EmbeddingStoreContentRetriever.builder()
                    .embeddingStore(notes)
                    .embeddingModel(model)
                    .maxResults(1)
                    .filter(metadataKey("year").isLessThan(2025))
                    .build();
            ask(old, "What is known of the boiler of the house?");
        }
    }

    private static TextSegment note(int year, String text) {
        return TextSegment.from(text, new Metadata().put("year", year));
    }

    private static void ask(ContentRetriever notes, String question) {
        System.out.println(question);
        notes.retrieve(Query.from(question))
                .forEach(found -> System.out.println("  " + found.textSegment().text()));
    }

    /** Counts words, so that the example needs no download: put a model of LangChain4j here, of which there are many. */
    private static final class WordCounts implements EmbeddingModel {

        private static final int DIMENSION = 256;

        @Override
        public Response<List<Embedding>> embedAll(List<TextSegment> texts) {
            return Response.from(
                    texts.stream().map(text -> embedding(text.text())).toList());
        }

        private static Embedding embedding(String text) {
            float[] counts = new float[DIMENSION];
            for (String word : text.toLowerCase(Locale.ROOT).split("\\W+", -1)) {
                if (word.length() > 3) {
                    counts[Math.floorMod(word.hashCode(), DIMENSION)]++;
                }
            }
            return Embedding.from(counts);
        }
    }
}
