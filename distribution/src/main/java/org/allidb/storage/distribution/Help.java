package org.allidb.storage.distribution;

/** What the command line can do. */
final class Help {

    static final String TEXT = """
            AlliDB Storage: an LSM-tree storage platform for Java

              allidb demo [--fast] [--keep]            see all of it at work on the classes of this JDK
              allidb run  [--data DIR] [--conf FILE]   start the container with its shell
              allidb run  --no-shell                   ... without it; SIGTERM or Ctrl-C stops
              allidb check  DIR                        verify every byte of a data directory that is not open
              allidb dump   [--entries] FILE           print one of its files readably
              allidb repair DIR INTO                   save what is intact of it into a new directory
              allidb backup  DIR BACKUPS               back up one; 'backup' in the shell does it while it is open
              allidb restore BACKUPS DIR               restore what a backup holds; --help tells more
              allidb bench [--fast]                    measure it beside RocksDB and others (in a checkout)
              allidb help                              this text

            In the shell 'help' lists the commands, 'help put' explains one, the Tab key completes.
            Drop a jar into deploy/ to install it; edit conf/allidb.yaml to configure, live where marked.
            """;

    private Help() {}
}
