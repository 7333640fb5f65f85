package io.bush.examples.review.file;

import io.bush.examples.review.http.Call;
import io.bush.examples.review.http.HttpFailure;
import io.bush.examples.review.http.MultipartStream;
import io.bush.examples.review.http.PlainText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One upload while it arrives: fields, and exactly one file that goes straight to the disk. Thread safety: for the thread
 * that reads the request.
 */
final class Upload implements MultipartStream.PartListener, AutoCloseable {

    private static final int MAX_FIELD_BYTES = 1024;
    private static final Pattern MEDIA_TYPE = Pattern.compile("[a-z0-9][a-z0-9.+-]{0,48}/[a-z0-9][a-z0-9.+-]{0,48}");
    /** Types that browsers and curl do not know or name in several ways. */
    private static final Map<String, String> BY_EXTENSION = Map.of(
            "vtt", "text/vtt",
            "srt", "application/x-subrip",
            "png", "image/png",
            "jpg", "image/jpeg",
            "jpeg", "image/jpeg",
            "gif", "image/gif",
            "bmp", "image/bmp",
            "mp4", "video/mp4",
            "mov", "video/quicktime");

    private final BlobStore blobs;
    private final long maxBytes;
    private final Opening opening;
    private final Map<String, String> fields = new TreeMap<>();
    private @Nullable String fieldName;
    private final ByteArrayOutputStream fieldValue = new ByteArrayOutputStream();
    private BlobStore.@Nullable Writing writing;
    private @Nullable UploadProgress progress;
    private String name = "";
    private String mediaType = "";
    private boolean inFile;
    /** The bytes on disk belong to somebody: {@link #close} leaves them. */
    private boolean kept;

    /** Called when the file begins, before its first byte: may still refuse it. */
    @FunctionalInterface
    interface Opening {
        /** Returns where the bytes go and who hears of them. */
        Opened open(String fileName, Map<String, String> fieldsSoFar, long bodyBytesBefore);
    }

    /** An upload that may begin: where the bytes go, and who hears of them. */
    record Opened(String blobId, UploadProgress progress) {}

    Upload(BlobStore blobs, long maxBytes, Map<String, String> fieldsFromQuery, Opening opening) {
        this.blobs = blobs;
        this.maxBytes = maxBytes;
        this.opening = opening;
        fields.putAll(fieldsFromQuery);
    }

    /**
     * A complete upload.
     *
     * @param name the file's name, without any path
     * @param mediaType as the client said, or by the name's extension
     * @param size bytes that arrived
     * @param blobId where they are
     * @param fields the form's other fields
     */
    record Arrived(String name, String mediaType, long size, String blobId, Map<String, String> fields) {}

    @Override
    public void begin(MultipartStream.PartHead head) throws IOException {
        if (head.fileName() == null) {
            fieldName = head.name();
            fieldValue.reset();
            return;
        }
        if (writing != null) {
            throw HttpFailure.invalid("file", "one request carries one file");
        }
        name = PlainText.requireLine("file", lastSegment(head.fileName()), 255);
        mediaType = mediaType(head.mediaType(), name);
        Opened opened = opening.open(name, Map.copyOf(fields), head.bodyBytesBefore());
        progress = opened.progress();
        writing = blobs.create(opened.blobId());
        inFile = true;
    }

    @Override
    public void content(byte[] bytes, int offset, int count) throws IOException {
        if (inFile && writing != null && progress != null) {
            if (progress.bytes() + count > maxBytes) {
                throw HttpFailure.tooLarge(maxBytes);
            }
            writing.write(ByteBuffer.wrap(bytes, offset, count));
            progress.arrived(count);
            return;
        }
        if (fieldValue.size() + count > MAX_FIELD_BYTES) {
            throw HttpFailure.tooLarge(MAX_FIELD_BYTES);
        }
        fieldValue.write(bytes, offset, count);
    }

    @Override
    public void end() {
        if (inFile) {
            inFile = false;
        } else if (fieldName != null) {
            fields.put(fieldName, fieldValue.toString(StandardCharsets.UTF_8).strip());
            fieldName = null;
        }
    }

    Arrived finish() throws IOException {
        if (writing == null || progress == null) {
            throw HttpFailure.invalid("file", "the form holds no file: send one part with a file name");
        }
        String declared = fields.get("size");
        if (declared != null && size(declared) != progress.bytes()) {
            throw HttpFailure.invalid("size", "size is " + declared + ", but " + progress.bytes() + " bytes arrived");
        }
        String blobId = writing.finish();
        progress.done();
        return new Arrived(name, mediaType, progress.bytes(), blobId, Map.copyOf(fields));
    }

    /** The bytes are committed: from now on they stay. */
    void keep() {
        kept = true;
    }

    @Override
    public void close() throws IOException {
        if (writing != null) {
            writing.close();
            if (!kept) {
                blobs.delete(writing.id());
            }
        }
    }

    /** Reads a declared size in bytes. */
    static long size(String declared) {
        if (!declared.matches("\\d{1,15}")) {
            throw HttpFailure.invalid("size", "size is not a number of bytes");
        }
        return Long.parseLong(declared);
    }

    private static String lastSegment(String fileName) {
        return fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
    }

    private static String mediaType(@Nullable String declared, String fileName) {
        String type = declared == null ? "" : Call.mediaType(declared);
        boolean says = MEDIA_TYPE.matcher(type).matches() && !type.equals("application/octet-stream");
        if (says) {
            return type;
        }
        String extension = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return BY_EXTENSION.getOrDefault(extension, "application/octet-stream");
    }
}
