package io.bush.examples.review.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.fileupload.MultipartStream.MalformedStreamException;
import org.apache.commons.fileupload.ParameterParser;
import org.jspecify.annotations.Nullable;

/**
 * Reads a multipart/form-data body part by part while it arrives. {@code HttpServletRequest.getParts} would return only
 * when everything is there, too late to tell anybody about progress. Thread safety: for one thread.
 */
public final class MultipartStream {

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int MAX_PARTS = 20;
    private static final int MAX_PART_HEADER_BYTES = 8 * 1024;

    private final org.apache.commons.fileupload.MultipartStream parts;
    private final PartListener listener;
    private final int delimiterBytes;
    /** Bytes of the body up to where the parts have been read; only the reading thread. */
    private long consumed;

    private MultipartStream(InputStream body, String boundary, PartListener listener) {
        byte[] delimiter = boundary.getBytes(StandardCharsets.ISO_8859_1);
        this.parts = new org.apache.commons.fileupload.MultipartStream(body, delimiter, BUFFER_BYTES, null);
        this.listener = listener;
        this.delimiterBytes = ("--" + boundary + "\r\n").length();
        parts.setHeaderEncoding(StandardCharsets.UTF_8.name());
        parts.setPartHeaderSizeMax(MAX_PART_HEADER_BYTES);
    }

    /** Hears the parts, on the thread that reads. */
    public interface PartListener {
        /** A part begins: a file when it has a file name, else a field. */
        void begin(PartHead head) throws IOException;

        /** Some of its bytes arrived; the array is only lent. */
        void content(byte[] bytes, int offset, int count) throws IOException;

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
        String boundary = parameters(contentType).get("boundary");
        // RFC 2046 says 1 to 70 characters.
        if (boundary == null || boundary.isEmpty() || boundary.length() > 70) {
            throw HttpFailure.badRequest("malformed_multipart", "the Content-Type names no usable boundary");
        }
        return boundary;
    }

    /**
     * Reads a whole body.
     *
     * @throws HttpFailure 400 when it is not well formed, 413 when it has more bytes than allowed
     * @throws IOException what the listener threw
     */
    public static void read(InputStream body, String boundary, long maxBytes, PartListener listener)
            throws IOException {
        try {
            new MultipartStream(new Bounded(body, maxBytes), boundary, listener).readAll();
        } catch (MalformedStreamException e) {
            throw malformed();
        }
    }

    private void readAll() throws IOException {
        int count = 0;
        boolean more = parts.skipPreamble();
        while (more) {
            count++;
            if (count > MAX_PARTS) {
                throw HttpFailure.badRequest("malformed_multipart", "a form has at most " + MAX_PARTS + " parts");
            }
            listener.begin(head());
            consumed += parts.readBodyData(new Content(listener)) + "\r\n".length();
            listener.end();
            more = parts.readBoundary();
        }
        if (count == 0) {
            throw malformed();
        }
    }

    private PartHead head() throws IOException {
        String text = parts.readHeaders();
        consumed += delimiterBytes + text.getBytes(StandardCharsets.UTF_8).length;
        Map<String, String> headers = new HashMap<>();
        for (String line : text.split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        Map<String, String> disposition = parameters(headers.getOrDefault("content-disposition", ""));
        String name = disposition.get("name");
        if (!disposition.containsKey("form-data") || name == null) {
            throw malformed();
        }
        return new PartHead(name, disposition.get("filename"), headers.get("content-type"), consumed);
    }

    private static Map<String, String> parameters(String header) {
        ParameterParser parser = new ParameterParser();
        parser.setLowerCaseNames(true);
        return parser.parse(header, ';');
    }

    private static HttpFailure malformed() {
        return HttpFailure.badRequest("malformed_multipart", "the multipart body is not well formed or ends early");
    }

    /** Passes a part's bytes on. */
    private static final class Content extends OutputStream {
        private final PartListener listener;

        Content(PartListener listener) {
            this.listener = listener;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            listener.content(bytes, offset, count);
        }
    }

    /** The request body, which may be too long, end early or stop coming: all three are the client's fault. */
    private static final class Bounded extends FilterInputStream {
        private final long maxBytes;
        private long received;

        Bounded(InputStream body, long maxBytes) {
            super(body);
            this.maxBytes = maxBytes;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int read;
            try {
                read = in.read(target, offset, length);
            } catch (IOException e) {
                throw HttpFailure.badRequest("incomplete_body", "the body ended early or came too slowly");
            }
            received += Math.max(read, 0);
            if (received > maxBytes) {
                throw HttpFailure.tooLarge(maxBytes);
            }
            return read;
        }
    }
}
