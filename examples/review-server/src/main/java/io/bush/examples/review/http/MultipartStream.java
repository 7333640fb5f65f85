package io.bush.examples.review.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * Reads a multipart/form-data body part by part while it arrives. {@code HttpServletRequest.getParts} would return only
 * when everything is there, too late to tell anybody about progress. Thread safety: for one thread.
 */
public final class MultipartStream {

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int MAX_PARTS = 20;
    private static final int MAX_PART_HEADER_BYTES = 8 * 1024;

    private final InputStream body;
    private final long maxBytes;
    private final Collector collector;
    private final MultiPart.Parser parser;
    /** Bytes taken from the body; only the reading thread. */
    private long received;

    private MultipartStream(InputStream body, String boundary, long maxBytes, PartListener listener) {
        this.body = body;
        this.maxBytes = maxBytes;
        this.collector = new Collector(listener);
        this.parser = new MultiPart.Parser(boundary, collector);
        parser.setMaxParts(MAX_PARTS);
        parser.setPartHeadersMaxLength(MAX_PART_HEADER_BYTES);
    }

    /** Hears the parts, on the thread that reads. */
    public interface PartListener {
        /** A part begins: a file when it has a file name, else a field. */
        void begin(PartHead head) throws IOException;

        /** Some of its bytes arrived; the buffer is only lent. */
        void content(ByteBuffer bytes) throws IOException;

        /** The part is complete. */
        void end() throws IOException;
    }

    /**
     * A part's headers.
     *
     * @param name the form field
     * @param fileName as the client named it, or null for a field; never a path
     * @param mediaType its Content-Type, or null
     * @param bodyBytesBefore how much of the request body came before the part's content
     */
    public record PartHead(
            String name,
            @Nullable String fileName,
            @Nullable String mediaType,
            long bodyBytesBefore) {}

    /**
     * Returns the boundary a Content-Type names.
     *
     * @throws HttpFailure 415 when it is not multipart/form-data, 400 without a boundary
     */
    public static String boundary(@Nullable String contentType) {
        if (contentType == null || !Call.mediaType(contentType).equals("multipart/form-data")) {
            throw HttpFailure.unsupportedMediaType("multipart/form-data");
        }
        String boundary = MultiPart.extractBoundary(contentType);
        if (boundary == null || boundary.isEmpty() || boundary.length() > 200) {
            throw HttpFailure.badRequest("malformed_multipart", "the Content-Type names no usable boundary");
        }
        return boundary;
    }

    /**
     * Reads a whole body.
     *
     * @throws HttpFailure 400 when it is not well formed, 413 when it has more bytes than allowed, or what the listener
     *     threw
     */
    public static void read(InputStream body, String boundary, long maxBytes, PartListener listener)
            throws IOException {
        new MultipartStream(body, boundary, maxBytes, listener).readAll();
    }

    private void readAll() throws IOException {
        int read;
        do {
            // A fresh array each time: the parser may keep a slice until the next call.
            byte[] buffer = new byte[BUFFER_BYTES];
            read = body.read(buffer);
            received += Math.max(read, 0);
            if (received > maxBytes) {
                throw HttpFailure.tooLarge(maxBytes);
            }
            collector.buffer = ByteBuffer.wrap(buffer, 0, Math.max(read, 0));
            parser.parse(Content.Chunk.from(collector.buffer, read < 0));
            collector.rethrow();
        } while (read >= 0 && !collector.complete);
        if (!collector.complete) {
            throw malformed();
        }
    }

    private static HttpFailure malformed() {
        return HttpFailure.badRequest("malformed_multipart", "the multipart body is not well formed or ends early");
    }

    /** Passes the parser's calls on and keeps the first failure, because the parser swallows what a listener throws. */
    private final class Collector implements MultiPart.Parser.Listener {
        private final PartListener listener;
        private final Map<String, String> headers = new HashMap<>();
        /** What the parser is reading from: its position tells how far it is. */
        private ByteBuffer buffer = ByteBuffer.allocate(0);

        private @Nullable Exception failure;
        private boolean complete;

        Collector(PartListener listener) {
            this.listener = listener;
        }

        @Override
        public void onPartBegin() {
            headers.clear();
        }

        @Override
        public void onPartHeader(String name, String value) {
            headers.put(name.toLowerCase(Locale.ROOT), value);
        }

        @Override
        public void onPartHeaders() {
            guarded(() -> listener.begin(head()));
        }

        @Override
        public void onPartContent(Content.Chunk chunk) {
            if (chunk.hasRemaining()) {
                guarded(() -> listener.content(chunk.getByteBuffer().slice()));
            }
        }

        @Override
        public void onPartEnd() {
            guarded(listener::end);
        }

        @Override
        public void onComplete() {
            complete = true;
        }

        @Override
        public void onFailure(Throwable cause) {
            if (failure == null) {
                failure = malformed();
            }
        }

        private PartHead head() {
            Map<String, String> parameters = new HashMap<>();
            String disposition =
                    HttpField.getValueParameters(headers.getOrDefault("content-disposition", ""), parameters);
            String name = parameters.get("name");
            if (!"form-data".equalsIgnoreCase(disposition) || name == null) {
                throw malformed();
            }
            return new PartHead(
                    name, parameters.get("filename"), headers.get("content-type"), received - buffer.remaining());
        }

        private void guarded(Step step) {
            if (failure != null) {
                return;
            }
            try {
                step.run();
            } catch (IOException | RuntimeException e) {
                failure = e;
            }
        }

        void rethrow() throws IOException {
            if (failure instanceof IOException e) {
                throw e;
            }
            if (failure instanceof RuntimeException e) {
                throw e;
            }
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }
}
