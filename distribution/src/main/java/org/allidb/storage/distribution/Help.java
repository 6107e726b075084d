package org.allidb.storage.distribution;

/** What the command line can do. */
final class Help {

    static final String TEXT = """
            AlliDB Storage: an LSM-tree storage platform for Java

              allidb demo [--fast] [--keep]            see all of it at work on the classes of this JDK
              allidb run  [--data DIR] [--conf FILE]   start the container with its shell
              allidb run  --no-shell                   ... without it; SIGTERM or Ctrl-C stops
              allidb help                              this text

            In the shell 'help' lists the commands, 'help put' explains one, the Tab key completes.
            Drop a jar into deploy/ to install it; edit conf/allidb.yaml to configure, live where marked.
            """;

    private Help() {}
}
