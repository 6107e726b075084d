package org.allidb.storage.server.internal.rest;

import java.io.OutputStream;
import java.util.Base64;
import java.util.Map;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.server.internal.http.Json;
import org.allidb.storage.spi.http.HttpStream;

/**
 * The rows of a scan, one a line. The last line has {@code resume} if there may be more rows, or {@code end}: a body without it was cut off.
 * Holds its cursor, and what that pins, until the client has read or is too slow.
 */
final class ScanStream implements HttpStream {

    private static final int ROWS_OF_A_PIECE = 256;
    private static final int BYTES_OF_A_PIECE = 64 << 10;

    private final Cursor cursor;
    private long left;

    ScanStream(Cursor cursor, long limit) {
        this.cursor = cursor;
        this.left = limit;
    }

    @Override
    public boolean writeNext(OutputStream out) {
        long bytes = 0;
        for (int i = 0; i < ROWS_OF_A_PIECE && bytes < BYTES_OF_A_PIECE; i++) {
            if (left == 0) {
                String resume = Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(cursor.resumeKey().toByteArray());
                Json.writeLine(out, Map.of("resume", resume));
                return false;
            }
            if (!cursor.next()) {
                Json.writeLine(out, Map.of("end", true));
                return false;
            }
            Json.writeLine(out, Rows.describe(cursor.row()));
            bytes += cursor.valueLength();
            left--;
        }
        return true;
    }

    @Override
    public void close() {
        cursor.close();
    }
}
