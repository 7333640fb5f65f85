package io.bush.examples.review.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Sends bytes from the disk, whole or one range of them. What users uploaded is sent so that no browser runs it: as an
 * attachment, without sniffing, in a sandbox.
 *
 * @param path the bytes
 * @param mediaType their media type
 * @param fileName the name a browser saves them under
 * @param sent runs when everything that was asked for is written; must not block
 */
public record FileReply(Path path, String mediaType, String fileName, Runnable sent) implements Reply {

    @Override
    public void write(HttpServletRequest request, HttpServletResponse response) throws IOException {
        long size;
        try {
            size = Files.size(path);
        } catch (NoSuchFileException e) {
            // Deleted between the question where it is and now.
            Reply.failure(HttpFailure.notFound()).write(request, response);
            return;
        }
        response.setContentType(mediaType);
        response.setHeader("Accept-Ranges", "bytes");
        response.setHeader("Cache-Control", "private, no-cache");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Content-Security-Policy", "sandbox; default-src 'none'");
        response.setHeader("Content-Disposition", "attachment; filename*=UTF-8''" + encoded(fileName));
        String wanted = request.getHeader("Range");
        ByteRange range = wanted == null ? ByteRange.all(size) : ByteRange.parse(wanted, size);
        if (range == null) {
            response.setHeader("Content-Range", "bytes */" + size);
            Reply.json(416, new HttpFailure.Body("range_not_satisfiable", "the file has " + size + " bytes"))
                    .write(request, response);
            return;
        }
        if (range.length() < size) {
            response.setStatus(206);
            response.setHeader("Content-Range", "bytes " + range.first() + "-" + range.last() + "/" + size);
        }
        response.setContentLengthLong(range.length());
        if (request.getMethod().equals("HEAD")) {
            return;
        }
        try (InputStream input = Files.newInputStream(path)) {
            input.skipNBytes(range.first());
            copy(input, response.getOutputStream(), range.length());
        }
        response.flushBuffer();
        sent.run();
    }

    private static void copy(InputStream input, OutputStream output, long length) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long left = length;
        while (left > 0) {
            int read = input.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new IOException("the file became shorter while it was sent");
            }
            output.write(buffer, 0, read);
            left -= read;
        }
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
