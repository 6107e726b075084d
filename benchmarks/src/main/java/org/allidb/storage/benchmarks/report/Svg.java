package org.allidb.storage.benchmarks.report;

import java.util.Locale;

/** What all charts have in common. */
final class Svg {

    private static final String STYLE = """
          <style>
            text { font: 12px system-ui, sans-serif; fill: #333; }
            .title { font-size: 17px; font-weight: 600; }
            .group { font-weight: 600; }
            .note { fill: #777; }
            .engine { text-anchor: end; }
            .middle { text-anchor: middle; }
            .grid { stroke: #8884; }
            .allidb { fill: #d9480f; stroke: #d9480f; }
            .rocksdb { fill: #4c6ef5; stroke: #4c6ef5; }
            .rocksdb-universal { fill: #91a7ff; stroke: #91a7ff; }
            .lmdb { fill: #2b8a3e; stroke: #2b8a3e; }
            .mvstore { fill: #868e96; stroke: #868e96; }
            .xodus { fill: #c9a227; stroke: #c9a227; }
            .bar, .name { stroke: none; }
            .line { fill: none; stroke-width: 2; }
            @media (prefers-color-scheme: dark) {
              text { fill: #ddd; }
              .note { fill: #999; }
            }
          </style>
        """;

    private Svg() {}

    /** Returns the opening tag and the style. */
    static String head(int width, int height, String label) {
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                                + " aria-label=\"%s\">%n",
                        width,
                        height,
                        label)
                + STYLE;
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
