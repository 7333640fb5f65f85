package io.bush.examples.review.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;

/**
 * One version of a file.
 *
 * @param id {@code version_…}
 * @param fileId whose
 * @param number 1, 2, 3, … given by the server
 * @param name as it was uploaded
 * @param type media type
 * @param size bytes
 * @param uploader who uploaded it
 * @param createdAt when it was complete
 * @param thumbnail {@code none}, {@code pending}, {@code ready} or {@code failed}
 * @param blobId its bytes on disk; not for clients
 */
public record FileVersion(
        String id,
        String fileId,
        int number,
        String name,
        String type,
        long size,
        User uploader,
        Instant createdAt,
        String thumbnail,
        @JsonIgnore String blobId) {}
