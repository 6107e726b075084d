package org.allidb.storage.tools;

/** Text in lines of at most 80 columns. */
final class Paragraphs {

    private static final int COLUMNS = 80;

    private Paragraphs() {}

    /** Breaks a text at its spaces; lines after the first one begin with an indent. Words are never broken. */
    static String wrap(String text, String indent) {
        StringBuilder lines = new StringBuilder();
        int column = 0;
        for (String word : text.strip().split(" ", -1)) {
            boolean first = column == 0;
            if (!first && column + 1 + word.length() > COLUMNS) {
                lines.append(System.lineSeparator()).append(indent);
                column = indent.length();
                first = true;
            }
            lines.append(first ? "" : " ").append(word);
            column += word.length() + (first ? 0 : 1);
        }
        return lines.append(System.lineSeparator()).toString();
    }
}
