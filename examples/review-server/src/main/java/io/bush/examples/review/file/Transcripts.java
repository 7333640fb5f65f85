package io.bush.examples.review.file;

import io.bush.examples.review.http.HttpFailure;
import io.bush.examples.review.media.SubtitleName;
import io.bush.examples.review.media.SubtitleText;
import io.bush.examples.review.model.ReviewFile;
import io.bush.examples.review.model.Transcript;
import io.bush.examples.review.store.Transaction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the file that an uploaded subtitle file lies beside: the one its {@code transcript_of} field names, or one in the
 * same folder whose name without extension is the same.
 */
final class Transcripts {

    private static final long MAX_BYTES = 10L << 20;

    private final BlobStore blobs;
    private final StoredFiles files;

    Transcripts(BlobStore blobs, StoredFiles files) {
        this.blobs = blobs;
        this.files = files;
    }

    /**
     * Parses and stores the transcript an upload is.
     *
     * @param tx the transaction that creates the subtitle file
     * @param subtitles the subtitle file
     * @param transcriptOf the file it is for, as the client named it, or null to go by the name
     * @return the transcript, or null when the upload is not a subtitle file or lies beside nothing
     * @throws HttpFailure 422 when it lies beside a file but cannot be parsed
     */
    @Nullable
    Transcript of(Transaction tx, ReviewFile subtitles, @Nullable String transcriptOf) {
        SubtitleName name = SubtitleName.parse(subtitles.name());
        if (name == null) {
            if (transcriptOf != null) {
                throw HttpFailure.invalid("transcript_of", "only a .vtt or .srt file is a transcript");
            }
            return null;
        }
        ReviewFile spoken = spokenFile(tx, subtitles, name, transcriptOf);
        if (spoken == null) {
            return null;
        }
        SubtitleText text = parse(subtitles);
        String language =
                Objects.requireNonNullElse(name.language() == null ? text.language() : name.language(), "und");
        Transcript transcript = new Transcript(spoken.id(), language, text.wordCount(), subtitles.id());
        files.saveTranscript(tx, transcript);
        return transcript;
    }

    private @Nullable ReviewFile spokenFile(
            Transaction tx, ReviewFile subtitles, SubtitleName name, @Nullable String transcriptOf) {
        if (transcriptOf != null) {
            ReviewFile named = files.find(tx, transcriptOf);
            if (named == null || !named.projectId().equals(subtitles.projectId())) {
                throw HttpFailure.invalid("transcript_of", "the project has no such file");
            }
            return named;
        }
        List<ReviewFile> candidates = files.namesakes(tx, subtitles.projectId(), subtitles.folderId(), name.base());
        return candidates.stream()
                .filter(file -> name.liesBeside(file.name()))
                .findFirst()
                .orElse(null);
    }

    private SubtitleText parse(ReviewFile subtitles) {
        if (subtitles.size() > MAX_BYTES) {
            throw HttpFailure.invalid("file", "a transcript has at most " + MAX_BYTES + " bytes");
        }
        try {
            byte[] bytes = Files.readAllBytes(blobs.path(subtitles.blobId()));
            boolean webVtt = subtitles.name().toLowerCase(Locale.ROOT).endsWith(".vtt");
            return SubtitleText.parse(bytes, webVtt);
        } catch (SubtitleText.MalformedException e) {
            throw HttpFailure.invalid("file", "the transcript cannot be read: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
