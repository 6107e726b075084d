package org.allidb.storage.shell.osgi;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.Subscription;
import org.allidb.storage.api.text.Paragraphs;
import org.allidb.storage.shell.internal.command.CommandSet;
import org.allidb.storage.shell.internal.command.EventHistory;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Registers each command as a Gogo function in the scope {@code allidb}, as long as there is a platform. */
@Component(
        service = {},
        immediate = true)
public final class GogoCommands {

    private static final String SCOPE = "allidb";
    /** Not for people: completion asks it. */
    private static final String TENANT_NAMES = "tenant-names";

    private final List<ServiceRegistration<Function>> registrations = new ArrayList<>();
    private final Subscription events;
    private final CommandSet commands;

    /** Called by the container. */
    @Activate
    public GogoCommands(BundleContext context, @Reference StoragePlatform platform) {
        EventHistory history = new EventHistory();
        events = platform.subscribe(history);
        CommandSet set = CommandSet.inContainer(platform, history, InstantSource.system());
        commands = set;
        for (String name : set.names()) {
            register(context, name, (session, arguments) -> execute(set, name, session, arguments));
        }
        register(context, TENANT_NAMES, (session, arguments) -> set.tenants());
    }

    /** Stops, when the container ends the component. */
    @Deactivate
    void stop() {
        registrations.forEach(ServiceRegistration::unregister);
        events.close();
        commands.close();
    }

    private void register(BundleContext context, String name, Function function) {
        Dictionary<String, Object> properties =
                FrameworkUtil.asDictionary(Map.of("osgi.command.scope", SCOPE, "osgi.command.function", name));
        registrations.add(context.registerService(Function.class, function, properties));
    }

    /** Returns nothing, because the shell would print it. */
    private static @Nullable Object execute(
            CommandSet commands, String name, CommandSession session, List<Object> arguments) {
        List<String> words = arguments.stream().map(String::valueOf).toList();
        PrintWriter out = new PrintWriter(session.getConsole(), true, StandardCharsets.UTF_8);
        commands.execute(name, words, out, columns(session));
        return null;
    }

    /** Returns the width of the terminal, if the session has one; never less than what every line is made for. */
    private static int columns(CommandSession session) {
        try {
            return session.execute("$.terminal width") instanceof Integer width
                    ? Math.max(width, Paragraphs.COLUMNS)
                    : Paragraphs.COLUMNS;
        } catch (Exception e) {
            // a session without a terminal, for example of a script
            return Paragraphs.COLUMNS;
        }
    }
}
