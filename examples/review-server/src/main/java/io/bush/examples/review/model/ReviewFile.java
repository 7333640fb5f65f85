package io.bush.examples.review.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file with its newest version, as clients see it.
 *
 * @param id {@code file_…}
 * @param projectId where it belongs
 * @param folderId its folder, or null for the project's top
 * @param name as it was uploaded, until somebody renames it
 * @param type media type of the newest version
 * @param size bytes of the newest version
 * @param status where it stands in the review
 * @param version number of the newest version
 * @param uploader who uploaded the first version
 * @param createdAt when the first version was complete
 * @param updatedAt when something about it changed last
 * @param thumbnail {@code none}, {@code pending}, {@code ready} or {@code failed}
 * @param blobId the newest version's bytes on disk; not for clients
 */
public record ReviewFile(
        String id,
        String projectId,
        @Nullable String folderId,
        String name,
        String type,
        long size,
        String status,
        int version,
        User uploader,
        Instant createdAt,
        Instant updatedAt,
        String thumbnail,
        @JsonIgnore String blobId) {

    /** Where the bytes are. */
    public String getContentUrl() {
        return "/v4/files/" + id + "/content";
    }

    /** Where the thumbnail is, or null while there is none. */
    public @Nullable String getThumbnailUrl() {
        return thumbnail.equals("ready") ? "/v4/files/" + id + "/thumbnail" : null;
    }
}
