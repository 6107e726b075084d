package org.allidb.storage.distribution;

/** What the command line can do. */
final class Help {

    static final String TEXT = """
        AlliDB Storage: an LSM-tree storage platform for Java

          allidb demo [--fast] [--keep]     all of it at work on this JDK's classes
          allidb cluster demo               three nodes on this machine; one is killed,
                                            and nothing is lost
          allidb cluster torture SECONDS    nodes are killed and stopped at random,
                                            and each read is judged
          allidb run [--data DIR] [--conf FILE] [--log DIR] [--cache DIR] [--no-shell]
                                            the container with its shell, or
                                            without, and the door for clients of
                                            Redis; Ctrl-C or SIGTERM stops
          allidb tune                       have it start in half the time
          allidb tenants|stats|tables|get|scan|nearest DIR ...
                                            read a data directory, also one that is
                                            open or read-only; DIR --help explains
          allidb compaction-simulate DIR    compare compaction strategies
          allidb keys|key-create|key-revoke DIR ...
                                            keys of the network door (if it is
                                            open: in the shell)
          allidb load DIR TENANT FILE       load rows from lines of JSON, all or nothing
          allidb check DIR                  verify every byte of a data directory
          allidb dump [--entries] FILE      print one of its files readably
          allidb repair DIR INTO            save what is intact into a new directory
          allidb backup DIR BACKUPS         back it up (if it is open: in the shell)
          allidb restore BACKUPS DIR        restore what a backup holds
          allidb move DIR TENANT TARGET     move a tenant to another data directory
          allidb drop DIR TENANT --yes      delete a tenant with all its data
          allidb bench [--fast]             beside RocksDB and others (in a checkout)
          allidb help                       this text

        In the shell 'help' lists the commands, 'help put' explains one, Tab completes.
        Drop a jar into deploy/ to install it. Edit conf/allidb.yaml to configure; what
        is marked [live] there takes effect at once.
        """;

    private Help() {}
}
