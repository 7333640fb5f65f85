package io.bush.realtime.redis.internal.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;

/**
 * Tells whether bytes are one JSON value. Payloads are spliced into frames as they are, so that one broken one in Redis
 * would break the frames of everybody behind it. Thread safety: safe for use by any thread.
 */
final class JsonSyntax {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(1_000)
                    .maxNumberLength(1_000)
                    .build())
            .build();

    private JsonSyntax() {}

    static boolean isOneValue(byte[] bytes, int from, int length) {
        try (JsonParser parser = FACTORY.createParser(bytes, from, length)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            // A text is only decoded, and so checked, when it is asked for or skipped.
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }
}
