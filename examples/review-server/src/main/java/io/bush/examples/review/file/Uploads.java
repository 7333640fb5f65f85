package io.bush.examples.review.file;

import io.bush.examples.review.http.Call;
import io.bush.examples.review.http.HttpFailure;
import io.bush.examples.review.http.MultipartStream;
import io.bush.examples.review.realtime.ReviewEvents;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** Receives uploads and tells about them while they arrive. Thread safety: any thread. */
public final class Uploads {

    /** Room for part headers and fields beside the file itself. */
    private static final long FORM_BYTES = 64 * 1024;

    private static final int AT_THE_SAME_TIME = 64;

    private final BlobStore blobs;
    /** An upload holds a thread as long as its client likes; some must be left for everybody else. */
    private final Semaphore room = new Semaphore(AT_THE_SAME_TIME);

    private final ReviewEvents events;
    private final long maxBytes;

    public Uploads(BlobStore blobs, ReviewEvents events, long maxBytes) {
        this.blobs = blobs;
        this.events = events;
        this.maxBytes = maxBytes;
    }

    /** Says what the bytes are for, once the form's fields before them are known; may refuse. */
    @FunctionalInterface
    interface Target {
        /** Returns the file and where its bytes go. */
        Place place(String fileName, Map<String, String> fields);
    }

    /** A file, and where bytes that may become its own go. */
    record Place(String fileId, String blobId) {}

    /** What to do with a complete upload. */
    @FunctionalInterface
    interface Completion<T> {
        /** Commits it; when this returns, the bytes stay. */
        T commit(Upload.Arrived arrived) throws IOException;
    }

    /**
     * Receives one file.
     *
     * @param call the request with a multipart body
     * @param projectId whose subscribers see the progress
     * @param target what it is for
     * @param completion commits it; if it fails, the bytes are deleted
     * @return what the completion returned
     */
    <T> T receive(Call call, String projectId, Target target, Completion<T> completion) throws IOException {
        String boundary = MultipartStream.boundary(call.contentType());
        if (call.contentLength() > maxBytes + FORM_BYTES) {
            throw HttpFailure.tooLarge(maxBytes);
        }
        if (!room.tryAcquire()) {
            throw HttpFailure.unavailable(AT_THE_SAME_TIME + " uploads are under way: try again");
        }
        try {
            return receive(call, boundary, projectId, target, completion);
        } finally {
            room.release();
        }
    }

    private <T> T receive(Call call, String boundary, String projectId, Target target, Completion<T> completion)
            throws IOException {
        Upload.Opening opening = (fileName, fields, before) -> {
            long expected = expected(fields, call.contentLength(), before, boundary);
            if (expected > maxBytes) {
                throw HttpFailure.tooLarge(maxBytes);
            }
            Place place = target.place(fileName, fields);
            return new Upload.Opened(
                    place.blobId(),
                    new UploadProgress(
                            expected,
                            System::nanoTime,
                            (bytes, total) -> events.uploadProgress(projectId, place.fileId(), bytes, total)));
        };
        try (Upload upload = new Upload(blobs, maxBytes, fieldsFromQuery(call), opening)) {
            MultipartStream.read(call.body(), boundary, maxBytes + FORM_BYTES, upload);
            T result = completion.commit(upload.finish());
            upload.keep();
            return result;
        }
    }

    /** The declared size, else what is left of the body when the file is its last part, else unknown. */
    private static long expected(Map<String, String> fields, long contentLength, long before, String boundary) {
        String declared = fields.get("size");
        if (declared != null) {
            return Upload.size(declared);
        }
        String closing = "\r\n--" + boundary + "--\r\n";
        return contentLength < 0 ? -1 : Math.max(0, contentLength - before - closing.length());
    }

    private static Map<String, String> fieldsFromQuery(Call call) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String name : new String[] {"file_id", "folder_id", "size", "transcript_of"}) {
            String value = call.query(name);
            if (value != null && value.length() <= 200) {
                fields.put(name, value);
            }
        }
        return fields;
    }
}
