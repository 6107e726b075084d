package org.allidb.storage.examples.client;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** A notebook that keeps notes by title. */
@ProviderType
public interface Notebook {

    /**
     * Keeps a note, on stable storage when this returns.
     *
     * @param title its title; an earlier note of that title is replaced
     * @param text its text
     */
    void write(String title, String text);

    /**
     * Reads a note.
     *
     * @param title its title
     * @return its text, if there is one
     */
    Optional<String> read(String title);

    /**
     * Returns the titles.
     *
     * @return in alphabetical order
     */
    List<String> titles();
}
