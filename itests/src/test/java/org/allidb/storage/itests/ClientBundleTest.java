package org.allidb.storage.itests;

import static org.junit.Assert.assertEquals;
import static org.ops4j.pax.exam.CoreOptions.bundle;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import javax.inject.Inject;
import org.allidb.storage.examples.client.Notebook;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** Boots, and is used by a bundle that knows nothing but the API. */
@RunWith(PaxExam.class)
public class ClientBundleTest {

    @Inject
    private BundleContext context;

    @Inject
    private Notebook notebook;

    @Configuration
    public Option[] container() throws IOException {
        Container.empty(ClientBundleTest.class);
        return Container.of(
                ClientBundleTest.class,
                bundle(Container.example("client-bundle").toUri().toString()));
    }

    @Test
    public void everyBundleStarts() {
        for (Bundle each : context.getBundles()) {
            if (each.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                assertEquals(each.toString(), Bundle.ACTIVE, each.getState());
            }
        }
    }

    @Test
    public void clientKeepsItsNotes() {
        notebook.write("shopping", "bread");
        notebook.write("shopping", "bread, butter");
        notebook.write("reading", "The Log-Structured Merge-Tree");
        assertEquals(Optional.of("bread, butter"), notebook.read("shopping"));
        assertEquals(List.of("reading", "shopping"), notebook.titles());
        assertEquals(Optional.empty(), notebook.read("nothing"));
    }
}
